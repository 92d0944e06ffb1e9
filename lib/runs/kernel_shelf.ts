/** What a shelf needs of a kernel session. */
export interface ShelvedSession extends AsyncDisposable {
  readonly kernel: { readonly alive: boolean };
}

/**
 * Kernels that are started ahead, one per item, so that a notebook does not wait for its own. Each is taken once; who takes it
 * disposes of it. Disposing of the shelf ends those that nobody took.
 */
export class KernelShelf<S extends ShelvedSession> implements AsyncDisposable {
  readonly #start: (index: number) => Promise<S>;
  readonly #waiting = new Map<number, Promise<S>>();

  /** @param start Starts the kernel of an item. */
  constructor(start: (index: number) => Promise<S>) {
    this.#start = start;
  }

  /**
   * Starts the kernel of an item, unless it is started already.
   *
   * @param index Of the item.
   */
  startAhead(index: number): void {
    if (this.#waiting.has(index)) return;
    const session = this.#start(index);
    session.catch(() => {
      // told to the one who takes it
    });
    this.#waiting.set(index, session);
  }

  /**
   * Takes the kernel of an item, started ahead or now.
   *
   * @param index Of the item.
   * @returns A kernel that belongs to the caller; one that died on the shelf is replaced.
   */
  async take(index: number): Promise<S> {
    this.startAhead(index);
    const session = await this.#waiting.get(index)!.finally(() => this.#waiting.delete(index));
    return session.kernel.alive ? session : await this.#start(index);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    await Promise.allSettled(
      left.map(async (kernel) => await (await kernel)[Symbol.asyncDispose]()),
    );
  }
}
