import type { Listing } from "../../connectors/pennylane/mod.ts";
import type { ApiClient } from "./api_access.ts";
import type { ApiRow } from "./resource_pages.ts";

/** Ids in one request: as many as fit on a page. */
const IDS_A_REQUEST = 100;
/** Requests under way at once: a page takes a third of a second, and the limit lets five pass in one. */
const REQUESTS_AT_ONCE = 4;

type ReadIds = (client: ApiClient, ids: readonly number[]) => Listing<ApiRow>;

const READERS: Readonly<Record<string, ReadIds>> = {
  customers: (client, ids) => client.customers.byIds(ids),
  suppliers: (client, ids) => client.suppliers.byIds(ids),
  customer_invoices: (client, ids) => client.customerInvoices.byIds(ids),
  supplier_invoices: (client, ids) => client.supplierInvoices.byIds(ids),
  transactions: (client, ids) => client.transactions.byIds(ids),
  ledger_entries: (client, ids) => client.ledgerEntries.byIds(ids),
  ledger_entry_lines: (client, ids) => client.ledgerEntryLines.byIds(ids),
};

/**
 * The rows of some ids, a hundred a request; an id that no longer exists is simply not among them.
 *
 * @param client Of the company.
 * @param resource Name in the API.
 * @param ids Each once.
 * @returns Pages, in the order of the ids.
 * @throws {RangeError} Rows of that resource are not read by their ids.
 */
export async function* rowsByIds(
  client: ApiClient,
  resource: string,
  ids: readonly number[],
): AsyncGenerator<readonly ApiRow[]> {
  const read = READERS[resource];
  if (read === undefined) throw new RangeError(`Cannot read the resource "${resource}" by ids`);
  const sorted = ids.toSorted((a, b) => a - b);
  const parts = Array.from(
    { length: requestsFor(sorted.length) },
    (_, i) => sorted.slice(i * IDS_A_REQUEST, (i + 1) * IDS_A_REQUEST),
  );
  const pages: Promise<ApiRow[]>[] = [];
  const begin = () => {
    const part = parts[pages.length];
    if (part === undefined) return;
    const page = read(client, part).toArray();
    // Whoever waits for it hears of a failure; one that nobody waits for any more is not heard.
    page.catch(() => undefined);
    pages.push(page);
  };
  for (let i = 0; i < REQUESTS_AT_ONCE; i++) begin();
  for (let i = 0; i < parts.length; i++) {
    yield await pages[i]!;
    pages[i] = Promise.resolve([]);
    begin();
  }
}

/**
 * Requests that reading rows by their ids takes.
 *
 * @param count How many ids.
 */
export function requestsFor(count: number): number {
  return Math.ceil(count / IDS_A_REQUEST);
}
