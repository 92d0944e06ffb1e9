/** Notes how long named steps take and how much memory the process holds meanwhile. */
export class Stopwatch {
  /** Seconds of each step, in their order. */
  readonly seconds = new Map<string, number>();
  /** Largest resident memory seen, in bytes. */
  peakBytes = 0;

  /** Runs a step and notes its time. */
  async time<T>(step: string, work: () => Promise<T>): Promise<T> {
    const sampler = setInterval(() => this.#sample(), 50);
    const started = performance.now();
    try {
      return await work();
    } finally {
      clearInterval(sampler);
      this.#sample();
      this.seconds.set(step, (performance.now() - started) / 1000);
    }
  }

  /** Seconds of all steps together. */
  get total(): number {
    return [...this.seconds.values()].reduce((sum, seconds) => sum + seconds, 0);
  }

  #sample(): void {
    this.peakBytes = Math.max(this.peakBytes, Deno.memoryUsage().rss);
  }
}
