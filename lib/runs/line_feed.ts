/** Gives on whole lines of what comes in pieces: a secret cut in two would not be found. */
export class LineFeed {
  readonly #onLine: (stream: string, line: string) => void;
  /** Pieces of the line under way, not joined before it ends: one of 50 MB comes in thousands. */
  readonly #rest = new Map<string, string[]>();

  /** @param onLine Hears each line, without its end, and the stream that it came from. */
  constructor(onLine: (stream: string, line: string) => void) {
    this.#onLine = onLine;
  }

  /**
   * Takes a piece.
   *
   * @param stream Such as `stdout`; each has its own line under way.
   * @param text Any length.
   */
  push(stream: string, text: string): void {
    const rest = this.#rest.get(stream) ?? [];
    const [first = "", ...others] = text.split("\n");
    rest.push(first);
    for (const next of others) {
      this.#onLine(stream, rest.splice(0).join("").replace(/\r$/, ""));
      rest.push(next);
    }
    this.#rest.set(stream, rest);
  }

  /** Gives on the lines that have not ended. */
  flush(): void {
    for (const [stream, rest] of this.#rest) {
      const line = rest.join("");
      if (line !== "") this.#onLine(stream, line);
    }
    this.#rest.clear();
  }
}
