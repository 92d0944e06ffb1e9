import type { Listing } from "../../connectors/pennylane/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import type { YearBounds } from "../fiscal_years.ts";
import type { ApiClient } from "./api_access.ts";
import type { KnownRows } from "./api_rows.ts";

/** A row as the API gave it. */
export type ApiRow = Readonly<Record<string, unknown>>;

/** What the readers of some resources need beside the client. */
export interface PageScope {
  readonly client: ApiClient;
  /** Connection that sees raw staging. */
  readonly session: Queryable;
  /** What was read: the rows of the main resource are there when a part is read. */
  readonly staged: KnownRows;
  /** Periods of the trial balance. */
  readonly years: readonly YearBounds[];
}

type Pages = AsyncIterable<readonly ApiRow[]>;

/** Streams that one token is read by at once: a page takes a third of a second, and the limit lets five pass in one. */
const STREAMS = 4;

/** How each resource is read whole; lists go by ascending id, so that each counts as one snapshot. */
const READERS: Readonly<Record<string, (scope: PageScope) => Pages>> = {
  customers: ({ client }) => items(client.customers.list({ streams: STREAMS })),
  suppliers: ({ client }) => items(client.suppliers.list({ streams: STREAMS })),
  customer_invoices: ({ client }) => items(client.customerInvoices.list({ streams: STREAMS })),
  supplier_invoices: ({ client }) => items(client.supplierInvoices.list({ streams: STREAMS })),
  transactions: ({ client }) => items(client.transactions.list()),
  bank_accounts: ({ client }) => items(client.bankAccounts.list()),
  bank_establishments: bankEstablishments,
  journals: ({ client }) => items(client.journals.list()),
  ledger_accounts: ({ client }) => items(client.ledgerAccounts.list()),
  ledger_entries: ({ client }) => items(client.ledgerEntries.list({ streams: STREAMS })),
  ledger_entry_lines: ({ client }) => items(client.ledgerEntryLines.list({ streams: STREAMS })),
  category_groups: ({ client }) => items(client.categoryGroups.list()),
  fiscal_years: ({ client }) => items(client.fiscalYears.list()),
  trial_balance: trialBalances,
  me,
  companies: companyOfFirm,
};

/**
 * The rows of a resource, page by page.
 *
 * @param resource Name in the API, e.g. `ledger_entry_lines`.
 * @param scope How to reach it.
 * @returns Arrays of rows.
 * @throws {RangeError} The mapping names a resource that nobody reads.
 */
export function resourcePages(resource: string, scope: PageScope): Pages {
  const read = READERS[resource];
  if (read === undefined) throw new RangeError(`Cannot read the resource "${resource}"`);
  return read(scope);
}

async function* items(listing: Listing<ApiRow>): AsyncGenerator<readonly ApiRow[]> {
  for await (const page of listing.pages()) yield page.items;
}

/** A shared catalogue of some two thousand banks: only those of the company are asked for. */
async function* bankEstablishments(
  { client, session, staged }: PageScope,
): AsyncGenerator<readonly ApiRow[]> {
  const rows = await session.many<{ id: string }>(
    `SELECT DISTINCT data->'bank_establishment'->>'id' AS id FROM ` +
      `${staged("bank_accounts")} r WHERE data->'bank_establishment'->>'id' IS NOT NULL`,
  );
  if (!("bankEstablishments" in client)) return;
  yield* items(client.bankEstablishments.byIds(rows.map(({ id }) => Number(id))));
}

/** One list for each fiscal year; its rows have no id, and do not say the period. */
async function* trialBalances({ client, years }: PageScope): AsyncGenerator<readonly ApiRow[]> {
  for (const { start, end } of years) {
    if (start === null || end === null) continue;
    for await (const page of items(client.trialBalance.list({ from: start, to: end }))) {
      yield page.map((row) => ({ ...row, period_start: start, period_end: end }));
    }
  }
}

async function* me({ client }: PageScope): AsyncGenerator<readonly ApiRow[]> {
  if ("me" in client) yield [await client.me()];
}

/** As the list of the firm's companies gave it when they were registered: nothing is asked for each of them again. */
async function* companyOfFirm(
  { client, session }: PageScope,
): AsyncGenerator<readonly ApiRow[]> {
  if (!("id" in client)) return;
  const rows = await session.many<{ data: ApiRow }>(
    "SELECT data FROM penny.firm_companies WHERE firm_id = $1 AND lost_at IS NULL " +
      "ORDER BY seen_at DESC LIMIT 1",
    [client.id],
  );
  yield rows.map(({ data }) => data);
}
