/** Continuous numbers by series and year, e.g. `FA-2026-0042`: another series has its own sequence. */
export class Numbering {
  readonly #next = new Map<string, number>();

  /** Takes the next number of a series in a year. */
  take(series: string, year: number): string {
    const key = `${series}-${year}`;
    const number = (this.#next.get(key) ?? 0) + 1;
    this.#next.set(key, number);
    return `${key}-${String(number).padStart(4, "0")}`;
  }
}
