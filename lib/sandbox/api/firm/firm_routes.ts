import { type Feed, FEEDS } from "../changelog.ts";
import type { Exports } from "../exports.ts";
import type { ExportKind } from "../export_job.ts";
import { listPage } from "../list_page.ts";
import { scopesOf } from "../resources/shared.ts";
import { exportRoutes, feedRoute, ok, oneRoute, resourceRoutes, type Route } from "../router.ts";
import { balanceRows } from "../trial_balance.ts";
import type { ApiRequest, ListResource, SandboxRow } from "../types.ts";
import { companyList, without } from "./_adapt.ts";
import { numberedPage } from "./numbered_page.ts";
import { entriesList, FIRM_RESOURCES } from "./resources.ts";

/** Largest pages of the lists that go by page numbers. */
const MOST_YEARS = 100;
const MOST_ACCOUNTS = 1000;
const FIRM_EXPORTS: readonly ExportKind[] = ["fecs", "analytical_general_ledgers"];
const ENTRIES = "/ledger_entries";

/** The feeds of the firm; documents have one that the company API lacks. */
export const FIRM_FEEDS: readonly Feed[] = [
  // The documents are those of supplier invoices.
  { name: "dms_files", like: "supplier_invoices", scopes: scopesOf("dms_files") },
  ...FEEDS.filter(({ name }) =>
    ["ledger_entry_lines", "supplier_invoices", "customer_invoices"].includes(name)
  ),
];

/** Scope of the list of companies. */
export const COMPANIES_SCOPE = "companies:readonly";

/** All endpoints under a company. */
export function firmRoutes(exports: Exports): readonly Route[] {
  return [
    ...FIRM_RESOURCES.filter(({ path }) => path !== ENTRIES)
      .flatMap((resource) => resourceRoutes(resource, FIRM_RESOURCES)),
    ...entryRoutes(),
    { method: "GET", path: "/fiscal_years", scopes: scopesOf("fiscal_years"), handle: fiscalYears },
    {
      method: "GET",
      path: "/trial_balance",
      scopes: ["trial_balance:readonly"],
      handle: async (request) => {
        const rows = await balanceRows(request, { after: "", limit: null });
        return ok(numberedPage(rows, { url: request.url, maximum: MOST_ACCOUNTS }));
      },
    },
    ...FIRM_FEEDS.map(feedRoute),
    ...FIRM_EXPORTS.flatMap((kind) => exportRoutes(kind, exports)),
  ];
}

function entryRoutes(): Route[] {
  return [
    {
      method: "GET",
      path: ENTRIES,
      scopes: scopesOf("ledger_entries"),
      handle: async (request) => ok(await listPage(entriesList(namesDates(request)), request)),
    },
    oneRoute(entriesList(true)),
  ];
}

function namesDates({ url }: ApiRequest): boolean {
  return /"field"\s*:\s*"date"/.test(url.searchParams.get("filter") ?? "");
}

async function fiscalYears(request: ApiRequest) {
  const list: ListResource = companyList("/fiscal_years");
  const rows = await request.context.db.many<SandboxRow>(
    `SELECT ${list.select} FROM ${list.from} WHERE r.company_id = $1 ORDER BY r.start, r.id`,
    [request.company.companyId],
  );
  const items = rows.map((row) => without(list.json(row, request), ["created_at", "updated_at"]));
  return ok(numberedPage(items, { url: request.url, maximum: MOST_YEARS }));
}
