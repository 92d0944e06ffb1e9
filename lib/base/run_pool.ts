/** How {@linkcode runPool} works. */
export interface PoolOptions {
  /** Workers, from 1. */
  readonly jobs: number;
  /** No further item is begun once it is aborted. @default never */
  readonly signal?: AbortSignal;
}

/**
 * Works through items in order, several at once.
 *
 * @param items What to do.
 * @param work Does one item; it must not reject, or the pool rejects after the items under way.
 * @param options Workers and signal.
 */
export async function runPool<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
  { jobs, signal }: PoolOptions,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length && !signal?.aborted) {
      const index = next++;
      await work(items[index] as T, index);
    }
  };
  const workers = Array.from({ length: Math.min(jobs, items.length) }, worker);
  const failure = (await Promise.allSettled(workers)).find((end) => end.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}
