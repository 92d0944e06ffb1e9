const last = new WeakMap<object, Promise<unknown>>();

/**
 * Runs pieces of work on the same resource one after the other, in the order in which they are asked for.
 *
 * @param resource What they share, such as a pool of connections.
 * @param work Begins when all work asked for before has ended, well or not.
 * @returns What `work` gives.
 *
 * @example
 * ```ts
 * import { inTurn } from "./in_turn.ts";
 * import assert from "node:assert/strict";
 * const pool = {};
 * const log: string[] = [];
 * const slow = inTurn(pool, async () => (await Promise.resolve(), log.push("first")));
 * const quick = inTurn(pool, () => Promise.resolve(log.push("second")));
 * await Promise.all([slow, quick]);
 * assert.deepEqual(log, ["first", "second"]);
 * ```
 */
export function inTurn<T>(resource: object, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(resource) ?? Promise.resolve()).then(work);
  // Whoever asked hears of the failure; those behind begin all the same.
  last.set(resource, turn.catch(() => undefined));
  return turn;
}
