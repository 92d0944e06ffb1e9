import type { Clock } from "../../lib/base/mod.ts";

/** A clock that runs several times as fast as the machine's, and a sleep that goes with it. */
export interface FastClock extends Clock {
  /** Waits so many of the clock's milliseconds. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Makes a fast clock; it begins at the machine's time.
 *
 * @param factor How many seconds pass in one.
 * @returns The clock.
 */
export function fastClock(factor: number): FastClock {
  const origin = Date.now();
  return {
    now: () => new Date(origin + (Date.now() - origin) * factor),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const onAbort = () => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        }, ms / factor);
        signal?.addEventListener("abort", onAbort, { once: true });
      }),
  };
}
