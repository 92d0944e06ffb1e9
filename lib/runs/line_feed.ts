/** Gives on whole lines of what comes in pieces: a secret cut in two would not be found. */
export class LineFeed {
  readonly #onLine: (stream: string, line: string) => void;
  readonly #rest = new Map<string, string>();

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
    const lines = `${this.#rest.get(stream) ?? ""}${text}`.split("\n");
    this.#rest.set(stream, lines.pop() ?? "");
    for (const line of lines) this.#onLine(stream, line.replace(/\r$/, ""));
  }

  /** Gives on the lines that have not ended. */
  flush(): void {
    for (const [stream, line] of this.#rest) if (line !== "") this.#onLine(stream, line);
    this.#rest.clear();
  }
}
