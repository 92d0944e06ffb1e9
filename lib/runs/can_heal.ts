import type { PennyEvent } from "../base/mod.ts";
import type { Ended } from "./types.ts";

/**
 * Errors of a cell that another try may not meet, by their names: a kernel sends no more of an error than its name and text.
 * Wrong settings (`AccessError`…), a red check and a transform that fails are not among them.
 */
const HEALING: ReadonlySet<string> = new Set([
  "ServiceError",
  "UnreachableError",
  "UnavailableError",
  "LockNotAvailableError",
  "QueryCancelledError",
  "ConflictError",
  "RateLimitError",
  "PennylaneServiceError",
  "ServerError",
  "TimeoutError",
  "NetworkError",
]);

/**
 * Whether a notebook that failed may succeed when it is tried again.
 *
 * @param ended How its execution ended.
 * @param events What its library calls reported.
 * @returns True for a service that could not be reached, by all or for one company, a lock that was lost, a kernel that died; a
 *   budget that was used up would be used up again.
 */
export function canHeal(
  { execution, retriable = false }: Ended,
  events: readonly PennyEvent[],
): boolean {
  if (execution === undefined) return retriable;
  if (execution.budget !== null) return false;
  if (execution.death !== null) return true;
  if (execution.error !== null) return HEALING.has(execution.error.ename);
  return events.some((event) => event.type === "unit" && event.retriable === true);
}
