/** What the registry needs of a running kernel: both calls must work at once, without awaiting. */
export interface RegisteredKernel {
  /** Process id. */
  readonly pid: number;
  /** Ends the process at once. */
  kill(): void;
  /** Removes its temporary files. */
  removeFiles(): void;
}

const running = new Set<RegisteredKernel>();

/**
 * Enters a kernel; called by the kernel itself.
 *
 * @param kernel A process that has just been started.
 * @returns Takes it out again, once it has ended.
 */
export function registerKernel(kernel: RegisteredKernel): () => void {
  running.add(kernel);
  return () => running.delete(kernel);
}

/**
 * The kernels that this process has started and that have not ended.
 *
 * @returns Process ids, oldest first.
 */
export function liveKernelPids(): number[] {
  return [...running].map((kernel) => kernel.pid);
}

/**
 * Kills every kernel of this process and removes their files, without waiting: made for a signal handler just before the
 * process ends. (When this process is killed outright, the keeper ends its kernels.)
 */
export function killAllKernels(): void {
  for (const kernel of running) {
    kernel.kill();
    kernel.removeFiles();
  }
}
