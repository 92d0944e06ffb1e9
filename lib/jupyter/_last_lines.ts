/** Keeps the last lines of a text stream, so that what a dying process said is not lost. */
export class LastLines {
  readonly #lines: string[] = [];
  readonly #keep: number;

  /** @param keep Number of lines kept. */
  constructor(keep = 40) {
    this.#keep = keep;
  }

  /**
   * @param stream Read to its end.
   * @param onLine Called with each whole line.
   */
  async read(
    stream: ReadableStream<Uint8Array>,
    onLine: (line: string) => void = () => {},
  ): Promise<void> {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop()!;
      this.#add(lines);
      lines.forEach(onLine);
    }
    if (rest) this.#add([rest]);
  }

  /** The lines so far; one that is not finished is not among them. */
  get lines(): string[] {
    return [...this.#lines];
  }

  #add(lines: readonly string[]): void {
    this.#lines.push(...lines.slice(-this.#keep));
    this.#lines.splice(0, this.#lines.length - this.#keep);
  }
}
