/** Keeps the last lines of a text stream, so that what a dying process said is not lost. */
export class LastLines {
  readonly #lines: string[] = [];

  /**
   * @param stream Read to its end.
   * @param keep Number of lines kept.
   */
  async read(stream: ReadableStream<Uint8Array>, keep = 40): Promise<void> {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop()!;
      this.#add(lines, keep);
    }
    if (rest) this.#add([rest], keep);
  }

  /** The lines so far; one that is not finished is not among them. */
  get lines(): string[] {
    return [...this.#lines];
  }

  #add(lines: readonly string[], keep: number): void {
    this.#lines.push(...lines.slice(-keep));
    this.#lines.splice(0, this.#lines.length - keep);
  }
}
