import { liveKernelPids } from "../jupyter/mod.ts";

/**
 * Ends what the cells of interrupted kernels started: a kernel leads a process group of its own, and its children outlive it.
 * On Windows they end with the console.
 */
export class KernelGroups implements Disposable {
  readonly #signal: AbortSignal;
  readonly #pids = new Set<number>();
  readonly #collect = () => {
    for (const pid of liveKernelPids()) this.#pids.add(pid);
  };

  /** @param signal Aborted when the run is interrupted, while its kernels still live. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", this.#collect, { once: true });
  }

  /** Ends the groups of the kernels that lived when the signal was aborted. */
  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.#collect);
    if (Deno.build.os === "windows") return;
    for (const pid of this.#pids) {
      try {
        Deno.kill(-pid, "SIGKILL");
      } catch {
        // nothing of the group is left: what was wanted
      }
    }
  }
}
