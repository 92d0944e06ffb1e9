import { setTimeout as timer } from "node:timers/promises";

/**
 * Waits some milliseconds, or until the signal comes: at once when it has come already.
 *
 * @param ms How long.
 * @param signal Ends the wait; that is no error.
 *
 * @example
 * ```ts
 * import { pause } from "./pause.ts";
 * await pause(60_000, AbortSignal.timeout(1));
 * ```
 */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await timer(ms, undefined, { signal }).catch(() => {
    // it was ended: who waited looks at the signal
  });
}
