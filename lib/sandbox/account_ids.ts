import { rankOf } from "./accounts.ts";
import type { Ids } from "./ids.ts";

/** The id of a general account of a company. */
export function accountIdOf(ids: Ids, account: string): number {
  return ids.fixed("account", rankOf(account) + 1);
}
