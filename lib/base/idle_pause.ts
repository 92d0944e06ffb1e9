/**
 * Waits some milliseconds without keeping the process alive: when nothing else is left to do, it ends before.
 *
 * @param ms How long.
 *
 * @example
 * ```ts
 * import { idlePause } from "./idle_pause.ts";
 * await Promise.race([Promise.resolve("done"), idlePause(60_000)]);
 * ```
 */
export function idlePause(ms: number): Promise<void> {
  return new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, ms)));
}
