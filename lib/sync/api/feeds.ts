import { type ChangeFeed, FIRM_FEEDS } from "../../connectors/pennylane/mod.ts";
import type { AnyDomainName } from "../../domains/mod.ts";
import type { ApiSource } from "./api_access.ts";

/**
 * What an event of a feed says of a unit: `row`, the main row of that id changed; `line`, the row that the event names
 * beside its id, or all rows of the entry that it names; `entry`, all rows of the entry that it names or, where the rows
 * are documents, the one of the same id; `document`, the ledger entry of the same id.
 */
export type Tells = "row" | "line" | "entry" | "document";

/** A feed that tells changes of a unit. */
export interface UnitFeed {
  readonly feed: ChangeFeed;
  readonly tells: Tells;
  /** Done without where the token may not read it. @default false */
  readonly optional?: boolean;
}

/** Ledger entries have no feed of their own: they change with their lines, or with their document, which has the same id. */
const LEDGER_FEEDS: readonly UnitFeed[] = [
  { feed: "ledger_entry_lines", tells: "row" },
  { feed: "ledger_entry_lines_categories", tells: "line" },
  { feed: "ledger_entries_categories", tells: "entry" },
  { feed: "customer_invoices", tells: "document", optional: true },
  { feed: "supplier_invoices", tells: "document", optional: true },
  { feed: "transactions", tells: "document", optional: true },
];

const FEEDS: Readonly<Partial<Record<AnyDomainName, readonly UnitFeed[]>>> = {
  customers: [{ feed: "customers", tells: "row" }],
  suppliers: [{ feed: "suppliers", tells: "row" }],
  customer_invoices: [{ feed: "customer_invoices", tells: "row" }],
  supplier_invoices: [{ feed: "supplier_invoices", tells: "row" }],
  bank_transactions: [
    { feed: "transactions", tells: "row" },
    // A transaction bears the categories of its entry; that its own feed tells them too is not documented.
    { feed: "ledger_entries_categories", tells: "entry", optional: true },
  ],
  general_ledger: LEDGER_FEEDS,
  analytical_ledger: LEDGER_FEEDS,
};

/**
 * The feeds that tell the changes of a domain.
 *
 * @param domain Any domain.
 * @param source The company API, or the Firm API, which has few feeds: what they do not tell of a ledger, such as its
 *   categories, the comparison finds.
 * @returns In the order in which they are read; none: the API does not announce its changes, it is compared each time.
 *
 * @example
 * ```ts
 * import { feedsOf } from "./feeds.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(feedsOf("customers"), [{ feed: "customers", tells: "row" }]);
 * assert.deepEqual(feedsOf("trial_balance"), []);
 * ```
 */
export function feedsOf(
  domain: AnyDomainName,
  source: ApiSource = "api",
): readonly UnitFeed[] {
  const feeds = FEEDS[domain] ?? [];
  return source === "api" ? feeds : feeds.filter(({ feed }) => Object.hasOwn(FIRM_FEEDS, feed));
}
