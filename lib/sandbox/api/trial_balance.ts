import { badParameter, refused } from "./api_error.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { isDate } from "./filters.ts";
import type { Page } from "./list_page.ts";
import { limitOf } from "./parameters.ts";
import { decimalText } from "./texts.ts";
import type { ApiRequest, SandboxRow } from "./types.ts";

const MAX_LIMIT = 1000;
/** Width of `formatted_number`, a setting of the company. */
const FORMATTED_WIDTH = 8;
const SORT = "number";

/**
 * Totals by account over a period, accounts of third parties folded into 401 and 411 unless `is_auxiliary` is true.
 *
 * @throws {ApiError} 400: a date is missing or is none, the limit is out of range.
 */
export async function trialBalance(request: ApiRequest): Promise<Page> {
  const limit = limitOf(request.url, MAX_LIMIT);
  const text = request.url.searchParams.get("cursor");
  const cursor = text ? decodeCursor(text, { sort: SORT, width: 1 }).cursor_attributes[0] : null;
  const rows = await balanceRows(request, { after: cursor ?? "", limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const more = rows.length > limit;
  return {
    items: shown,
    has_more: more,
    next_cursor: more
      ? encodeCursor({ cursor_attributes: [shown.at(-1)!.number as string], sort: SORT })
      : null,
    ...{ total_pages: null, current_page: null, per_page: null, total_items: null },
  };
}

/**
 * The rows of the balance that a request asks for, by account number.
 *
 * @param request With `period_start`, `period_end` and perhaps `is_auxiliary`.
 * @param part `after`: account number to begin behind; `limit`: rows at most, null for all.
 * @throws {ApiError} 400: a date is missing or is none.
 */
export async function balanceRows(
  request: ApiRequest,
  { after, limit }: { readonly after: string; readonly limit: number | null },
): Promise<Record<string, unknown>[]> {
  const { searchParams } = request.url;
  const start = periodDate(request, "period_start");
  const end = periodDate(request, "period_end");
  const auxiliary = searchParams.get("is_auxiliary");
  if (auxiliary !== null && auxiliary !== "true" && auxiliary !== "false") {
    throw badParameter("is_auxiliary", "ValidateError", "is_auxiliary: expected a boolean");
  }
  const { companyId } = request.company;
  const rows = await request.context.db.many<SandboxRow>(
    BALANCE_SQL,
    [companyId, start, end, auxiliary === "true", after, limit],
  );
  return rows.map((row) => ({
    number: row.number,
    formatted_number: String(row.number).padEnd(FORMATTED_WIDTH, "0"),
    label: row.label,
    debits: decimalText(row.debits),
    credits: decimalText(row.credits),
  }));
}

const BALANCE_SQL = `
  SELECT t.number, coalesce(a.label, '') AS label, t.debits, t.credits
    FROM (SELECT CASE WHEN a.auxiliary AND NOT $4::boolean THEN left(a.number, 3) ELSE a.number END
                   COLLATE "C" AS number,
                 sum(s.debit) AS debits, sum(s.credit) AS credits
            FROM (SELECT l.account_id, sum(l.debit) AS debit, sum(l.credit) AS credit
                    FROM sandbox_api.ledger_entry_lines l
                   WHERE l.company_id = $1 AND l.date BETWEEN $2::date AND $3::date
                   GROUP BY l.account_id) s
            JOIN sandbox_api.ledger_accounts a ON a.company_id = $1 AND a.id = s.account_id
           GROUP BY 1) t
    LEFT JOIN sandbox_api.ledger_accounts a ON a.company_id = $1 AND a.number = t.number
   WHERE t.number > $5 COLLATE "C" ORDER BY t.number LIMIT $6::int`;

function periodDate(request: ApiRequest, name: string): string {
  const text = request.url.searchParams.get(name);
  if (text === null) throw refused(400, `param is missing or the value is empty: ${name}`);
  if (!isDate(text)) {
    throw badParameter(name, "InvalidDateFormat", `${name}: "${text.slice(0, 40)}" is not a date`);
  }
  return text;
}
