/** Days before the day of the books whose events are kept: the feeds tell 28, a clock may stand a little earlier. */
const KEPT_DAYS = 60;

/** What one feed is made of: rows with times, and rows that are gone. */
interface FeedSource {
  readonly feed: string;
  /** A query of company_id, id, created_at, updated_at, deleted_at, line_id, entry_id. */
  readonly sql: string;
}

function gone(model: string, times: string): string {
  return `SELECT r.company_id, r.id + c.shift AS id, ${times}, r.deleted_at, NULL::bigint, NULL::bigint
     FROM etl.${model} r JOIN companies c USING (company_id) WHERE r.deleted_at IS NOT NULL`;
}

function rows(table: string, where = "true"): string {
  return `SELECT company_id, id, created_at, updated_at, NULL::timestamp AS deleted_at,
                 NULL::bigint AS line_id, NULL::bigint AS entry_id FROM ${table} WHERE ${where}`;
}

function assigned(of: "entry" | "line"): string {
  const table = of === "entry" ? "ledger_entries" : "ledger_entry_lines";
  const parents = of === "entry" ? "NULL::bigint, k.entry_id" : "k.line_id, r.entry_id";
  return `SELECT k.company_id, k.category_id, r.created_at, r.created_at, NULL::timestamp, ${parents}
     FROM ${of}_categories k JOIN ${table} r ON r.company_id = k.company_id AND r.id = k.${of}_id`;
}

const UPDATED = "r.updated_at - interval '30 days', r.updated_at";

const FEEDS: readonly FeedSource[] = [
  { feed: "customers", sql: `${rows("customers")} UNION ALL ${gone("customers", UPDATED)}` },
  { feed: "suppliers", sql: `${rows("suppliers")} UNION ALL ${gone("suppliers", UPDATED)}` },
  {
    feed: "customer_invoices",
    sql: `${rows("invoices", "kind = 'customer'")} UNION ALL ${
      gone("customer_invoices", "r.created_at, r.updated_at")
    }`,
  },
  {
    feed: "supplier_invoices",
    sql: `${rows("invoices", "kind = 'supplier'")} UNION ALL ${
      gone("supplier_invoices", "r.created_at, r.updated_at")
    }`,
  },
  {
    feed: "transactions",
    sql: `${rows("transactions")} UNION ALL ${
      gone(
        "bank_transactions",
        "least(r.updated_at, r.execution_date::timestamp + interval '6 hours'), r.updated_at",
      )
    }`,
  },
  {
    feed: "ledger_entry_lines",
    sql: `${rows("ledger_entry_lines")} UNION ALL ${
      gone("general_ledger", "r.document_created_at, r.document_updated_at")
    }`,
  },
  { feed: "ledger_entries_categories", sql: assigned("entry") },
  { feed: "ledger_entry_lines_categories", sql: assigned("line") },
];

/**
 * The change feeds: an insert at the creation, an update when the row has changed since, a delete for rows that are gone.
 * An event is processed a little after it happens, and never at the same microsecond as another of its feed.
 */
export const EVENT_SQL: readonly string[] = [
  `CREATE UNLOGGED TABLE events (
     feed text NOT NULL, company_id bigint NOT NULL, id bigint NOT NULL, operation text NOT NULL,
     processed_at timestamp NOT NULL, updated_at timestamp NOT NULL, created_at timestamp NOT NULL,
     line_id bigint, entry_id bigint)`,
  ...FEEDS.map(({ feed, sql }) =>
    `INSERT INTO events
     SELECT '${feed}', company_id, id, operation,
            at + row_number() OVER (PARTITION BY company_id, at ORDER BY id, operation)
               * interval '1 microsecond',
            CASE operation WHEN 'insert' THEN created_at ELSE updated_at END, created_at, line_id, entry_id
       FROM (SELECT s.*, e.operation,
                    e.at + make_interval(secs => 0.4 + (s.id * 7919 % 1000) / 1000.0) AS at
               FROM (${sql}) s (company_id, id, created_at, updated_at, deleted_at, line_id, entry_id)
               CROSS JOIN LATERAL (VALUES
                 ('insert', s.created_at),
                 ('update', CASE WHEN s.updated_at > s.created_at THEN s.updated_at END),
                 ('delete', s.deleted_at)) e (operation, at)
              WHERE e.at >= (SELECT max(date) - ${KEPT_DAYS} FROM penny_sandbox.made)) x`
  ),
  `CREATE INDEX ON events (feed, company_id, processed_at)`,
];
