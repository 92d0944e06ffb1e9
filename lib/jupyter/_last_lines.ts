/** Keeps the last lines of a text stream, so that what a dying process said is not lost. */
export class LastLines {
  readonly #lines: string[] = [];
  #rest = "";

  /**
   * @param stream Read to its end.
   * @param keep Number of lines kept.
   */
  async read(stream: ReadableStream<Uint8Array>, keep = 40): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const lines = (this.#rest + text).split(/\r?\n/);
      this.#rest = lines.pop()!;
      this.#lines.push(...lines);
      this.#lines.splice(0, this.#lines.length - keep);
    }
  }

  /** The lines so far, the unfinished one included. */
  get lines(): string[] {
    return this.#rest ? [...this.#lines, this.#rest] : [...this.#lines];
  }
}
