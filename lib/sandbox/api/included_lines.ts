import { encodeCursor } from "./cursor.ts";
import type { ApiRequest, SandboxRow } from "./types.ts";
import { customerLineJson, LINE_SELECT } from "./resources/invoice_sublists.ts";

/** Lines that `include=invoice_lines` adds per invoice before it links to the rest. */
const INCLUDED_LINES = 20;

/**
 * What `include=invoice_lines` adds to a page of customer invoices: lines by invoice id.
 *
 * @param items The invoices of the page.
 * @param request The request.
 */
export async function includedLines(
  items: readonly Record<string, unknown>[],
  request: ApiRequest,
): Promise<Record<string, unknown>> {
  const rows = await request.context.db.many<SandboxRow>(
    `SELECT x.* FROM unnest($2::bigint[]) AS i (id)
      CROSS JOIN LATERAL (SELECT ${LINE_SELECT} FROM sandbox_api.invoice_lines r
        WHERE r.company_id = $1 AND r.invoice_id = i.id
        ORDER BY r.id DESC LIMIT ${INCLUDED_LINES + 1}) x`,
    [request.company.companyId, items.map((item) => item.id)],
  );
  const lines: Record<string, unknown> = {};
  for (const item of items) {
    const own = rows.filter((row) => row.invoice_id === String(item.id));
    const more = own.length > INCLUDED_LINES;
    lines[String(item.id)] = {
      items: own.slice(0, INCLUDED_LINES).map(customerLineJson),
      has_more: more,
      next_url: more ? restOf(String(item.id), own[INCLUDED_LINES - 1]!.id, request) : null,
    };
  }
  return { invoice_lines: lines };
}

function restOf(invoice: string, lastLine: string, request: ApiRequest): string {
  const cursor = encodeCursor({ cursor_attributes: [lastLine], sort: "-id" });
  return request.link(
    `/customer_invoices/${invoice}/invoice_lines?cursor=${encodeURIComponent(cursor)}`,
  );
}
