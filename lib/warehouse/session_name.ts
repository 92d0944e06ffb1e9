/**
 * How sessions of a process are called in `pg_stat_activity`: those of a worker that is found dead are ended by that name.
 *
 * @param worker Id of the worker; null: the process works for none.
 * @returns `application_name`, at most 63 bytes for ids of 40 characters.
 *
 * @example
 * ```ts
 * import { sessionName } from "./session_name.ts";
 * import assert from "node:assert/strict";
 * assert.equal(sessionName("w3f9a"), "penny/w3f9a");
 * assert.equal(sessionName(null), "penny");
 * ```
 */
export function sessionName(worker: string | null): string {
  return worker === null ? "penny" : `penny/${worker}`;
}
