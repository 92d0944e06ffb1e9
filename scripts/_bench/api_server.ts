/**
 * Serves the sandbox API at Pennylane's own limit, on a clock that runs faster, until its input is closed. Prints its
 * address and how many requests each resource would need at least.
 * @module
 */
import { loadConfig } from "../../lib/config/mod.ts";
import type { Queryable } from "../../lib/connectors/postgres/mod.ts";
import { sandboxTokens, serveSandboxApi } from "../../lib/sandbox/api/mod.ts";
import { loadSandbox } from "../../lib/sandbox/mod.ts";
import { openSandboxDatabase } from "../../lib/warehouse/mod.ts";
import { fastClock } from "./fast_clock.ts";

/** Day of the books. */
const DATE = "2026-10-31";
const CONNECTIONS = 8;

/** Rows in a page of the lists that a load reads; the others have 100. */
const PAGE_ROWS: Readonly<Record<string, number>> = {
  ledger_accounts: 1_000,
  trial_balance: 1_000,
};

/** What the server tells when it is ready. */
export interface ServerReady {
  readonly baseUrl: string;
  readonly tokens: readonly string[];
  /** By company: rows of each resource, and the requests without which they cannot be read. */
  readonly companies: readonly {
    readonly rows: Record<string, number>;
    readonly minimum: number;
  }[];
}

async function resourcesOf(db: Queryable, companyId: number) {
  const counted = [
    "customers",
    "suppliers",
    "invoices",
    "transactions",
    "bank_accounts",
    "journals",
    "ledger_accounts",
    "ledger_entries",
    "ledger_entry_lines",
    "category_groups",
    "fiscal_years",
  ];
  const rows: Record<string, number> = {};
  for (const name of counted) {
    const { n } = await db.one<{ n: string }>(
      `SELECT count(*) AS n FROM sandbox_api.${name} WHERE company_id = $1`,
      [companyId],
    );
    rows[name] = Number(n);
  }
  const { sold } = await db.one<{ sold: string }>(
    "SELECT count(*) AS sold FROM sandbox_api.invoices WHERE company_id = $1 AND kind = 'customer'",
    [companyId],
  );
  rows.customer_invoices = Number(sold);
  rows.supplier_invoices = rows.invoices! - rows.customer_invoices;
  delete rows.invoices;
  const pages = Object.entries(rows)
    .map(([name, count]) => Math.max(1, Math.ceil(count / (PAGE_ROWS[name] ?? 100))));
  // Besides the lists: who the token is, asked twice; the banks of its accounts; a trial balance for each fiscal year.
  const minimum = pages.reduce((sum, n) => sum + n, 0) + 2 + 1 + rows.fiscal_years!;
  return { rows, minimum };
}

if (import.meta.main) {
  const [lines, factor] = Deno.args.map(Number) as [number, number];
  await using sandbox = await openSandboxDatabase(loadConfig(), { maxConnections: CONNECTIONS });
  await loadSandbox(sandbox.db, { seed: 1, date: DATE, lines });
  const tokens = await sandboxTokens(sandbox.db);
  await using api = await serveSandboxApi(sandbox.db, { tokens, limitClock: fastClock(factor) });
  const companies = [];
  for (const { companyId } of tokens) companies.push(await resourcesOf(sandbox.db, companyId));
  const ready: ServerReady = {
    baseUrl: api.baseUrl,
    tokens: tokens.map(({ token }) => token),
    companies,
  };
  console.log(JSON.stringify(ready));
  await Deno.stdin.readable.pipeTo(new WritableStream());
}
