import type { Domain } from "./types.ts";

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** Freezes a domain to its leaves: nobody changes a definition at run time. */
export function define(domain: Domain): Domain {
  return deepFreeze(domain);
}

/** Shrink guard of ledgers: a sound reading never loses a fifth of them. */
export const LEDGER_SHRINK = { fromRows: 20, maxDeletedShare: 0.2 } as const;
/** Shrink guard of third parties, invoices, transactions. */
export const RECORD_SHRINK = { fromRows: 20, maxDeletedShare: 0.3 } as const;
/** Shrink guard of short lists, where a few deletions are a large share. */
export const LIST_SHRINK = { fromRows: 20, maxDeletedShare: 0.5 } as const;
