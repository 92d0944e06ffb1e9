/** Name of the function that a runner may set in a kernel to hear of work that nobody awaits. */
export const PENDING = Symbol.for("penny.pending");

/**
 * Tells the runner, where there is one, that work is under way, so that a notebook whose last cell does not await it is not
 * ended before. It never touches the promise itself: a rejection that nobody handles is still one.
 *
 * @param what What is under way, as the reader knows it, e.g. `publish`; told when it does not end.
 * @param work Started at once.
 * @returns What `work` gives.
 *
 * @example
 * ```ts
 * import { whilePending } from "./pending.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await whilePending("publish", () => Promise.resolve(7)), 7);
 * ```
 */
export async function whilePending<T>(what: string, work: () => Promise<T>): Promise<T> {
  const register = (globalThis as Record<symbol, unknown>)[PENDING];
  const done: unknown = typeof register === "function" ? register(what) : undefined;
  try {
    return await work();
  } finally {
    if (typeof done === "function") done();
  }
}
