import { badParameter, refused } from "./api_error.ts";
import type { Page } from "./list_page.ts";
import { limitOf } from "./parameters.ts";
import { idOf, timeText } from "./texts.ts";
import type { ApiRequest, SandboxRow } from "./types.ts";

const MAX_LIMIT = 1000;
const KEPT_MS = 28 * 86_400_000;

/** A change feed. */
export interface Feed {
  readonly name: string;
  /** Feed whose events it tells. @default its own */
  readonly like?: string;
  readonly scopes: readonly string[];
}

const ENTRIES = ["ledger_entries:readonly", "ledger_entries:all"];

/** The ten change feeds. */
export const FEEDS: readonly Feed[] = [
  ...[
    "customer_invoices",
    "supplier_invoices",
    "customers",
    "suppliers",
    "products",
    "quotes",
    "transactions",
  ].map((name) => ({ name, scopes: [`${name}:readonly`, `${name}:all`] })),
  { name: "ledger_entry_lines", scopes: ENTRIES },
  { name: "ledger_entries_categories", scopes: ENTRIES },
  { name: "ledger_entry_lines_categories", scopes: ENTRIES },
];

/**
 * A page of a feed, by ascending `processed_at`: what came within 28 days of the clock, and nothing from after it.
 *
 * @throws {ApiError} 400: both `start_date` and `cursor`, or one that is not well formed; 422: `start_date` too old.
 */
export async function changelog(feed: Feed, request: ApiRequest): Promise<Page> {
  const { context, url } = request;
  const limit = limitOf(url, MAX_LIMIT);
  const now = context.clock.now();
  const { after, from } = beginning(url, now);
  const tied = context.faults.strike("same_processed_at", request.path) !== null;
  const shown = tied ? "date_trunc('hour', e.processed_at)" : "e.processed_at";
  const rows = await context.db.many<SandboxRow>(
    `SELECT e.id, e.operation, ${shown}::text AS processed_at, e.updated_at, e.created_at,
            e.line_id, e.entry_id
       FROM (${eventsSql(feed, request)}) e
      WHERE e.processed_at >= $3::timestamp AND e.processed_at <= $4::timestamp
        AND ($5::timestamp IS NULL OR ${shown} > $5::timestamp)
      ORDER BY e.processed_at, e.id LIMIT $6::int`,
    [feed.like ?? feed.name, request.company.companyId, from, plain(now), after, limit + 1],
  );
  const items = rows.slice(0, limit);
  const more = rows.length > limit;
  return {
    items: items.map((row) => itemOf(feed, row)),
    has_more: more,
    next_cursor: more ? btoa(timeText(items.at(-1)!.processed_at)) : null,
  };
}

/** The events of a feed; those that a fault adds happen now. */
function eventsSql(feed: Feed, request: ApiRequest): string {
  const deleted = request.context.faults.deletedOf(feed.name).map((id, rank) =>
    ` UNION ALL SELECT ${Math.trunc(id)}::bigint, 'delete',
        $4::timestamp - interval '${rank} microseconds', $4::timestamp, $4::timestamp, NULL, NULL`
  );
  return `SELECT id, operation, processed_at, updated_at, created_at, line_id, entry_id
     FROM sandbox_api.events WHERE feed = $1 AND company_id = $2${deleted.join("")}`;
}

function beginning(url: URL, now: Date): { after: string | null; from: string } {
  const start = url.searchParams.get("start_date");
  const cursor = url.searchParams.get("cursor");
  const oldest = new Date(now.getTime() - KEPT_MS);
  if (start !== null && cursor !== null) {
    throw refused(400, "start_date and cursor cannot be used together");
  }
  if (cursor !== null) return { after: cursorTime(cursor), from: plain(oldest) };
  if (start === null) return { after: null, from: plain(oldest) };
  const date = dateTimeOf(start);
  if (date === null) {
    throw badParameter(
      "start_date",
      "InvalidDateTimeFormat",
      `start_date: "${start.slice(0, 40)}" is not an RFC 3339 date-time`,
    );
  }
  if (date.getTime() < oldest.getTime()) {
    throw refused(422, "start_date is older than 4 weeks: changes are kept for 4 weeks");
  }
  return { after: null, from: plain(date) + microsOf(start) };
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

function dateTimeOf(text: string): Date | null {
  // A + that was not encoded arrives as a blank.
  const repaired = text.replace(/ (\d{2}:\d{2})$/, "+$1");
  if (!DATE_TIME.test(repaired)) return null;
  const date = new Date(repaired);
  return Number.isNaN(date.getTime()) ? null : date;
}

function cursorTime(cursor: string): string {
  try {
    const text = atob(cursor);
    const date = dateTimeOf(text);
    if (date !== null && date.getTime() >= 0) return plain(date) + microsOf(text);
  } catch {
    // Told below.
  }
  throw refused(400, "The cursor is invalid");
}

/** The three digits of a time that a Date would lose. */
function microsOf(text: string): string {
  return /\.\d{3}(\d{1,3})/.exec(text)?.[1]?.padEnd(3, "0") ?? "000";
}

/** An instant as PostgreSQL reads it without zone. */
function plain(date: Date): string {
  return date.toISOString().replace("T", " ").replace("Z", "");
}

function itemOf(feed: Feed, row: SandboxRow): Record<string, unknown> {
  const item = {
    id: idOf(row.id),
    operation: row.operation,
    processed_at: timeText(row.processed_at),
    updated_at: timeText(row.updated_at),
    created_at: timeText(row.created_at),
  };
  const entry = row.entry_id === null ? null : { id: idOf(row.entry_id) };
  if (feed.name === "ledger_entries_categories") return { ...item, ledger_entry: entry };
  if (feed.name === "ledger_entry_lines_categories") {
    const line = row.line_id === null ? null : { id: idOf(row.line_id) };
    return { ...item, ledger_entry_line: line, ledger_entry: entry };
  }
  return item;
}
