import type { Queryable } from "../../connectors/postgres/mod.ts";
import { readTimes, rowsInForce } from "./rows_in_force.ts";
import type { TieOutQuery } from "./types.ts";

/**
 * The balance that the bank gives at its last synchronisation (with the API: when it is read) against account 512 in the ledger on that day: the
 * à-nouveaux of the last fiscal year that has some, and the movements since. Drafts of the ledger are left out.
 *
 * When they differ, transactions and lines of 512 are paired by day and amount; what finds no partner explains the
 * difference, and the rest is called an opening difference. Bank accounts that share an account of the ledger are taken
 * together.
 *
 * @param db The warehouse.
 * @returns `null` when bank accounts or ledger were never read.
 */
export async function bankLedger(db: Queryable): Promise<TieOutQuery | null> {
  const accounts = await rowsInForce(db, "bank_accounts");
  const ledger = await rowsInForce(db, "general_ledger");
  const years = await rowsInForce(db, "fiscal_years");
  if (accounts === null || ledger === null) return null;
  const transactions = await rowsInForce(db, "bank_transactions");
  return {
    kind: "bank_ledger",
    domain: "bank_accounts",
    leftLabel: "Solde donné par la banque",
    rightLabel: "Compte 512 du grand livre, ce jour",
    expressions: [
      accountsAt(accounts),
      `ledger AS (SELECT * FROM ${ledger} l WHERE _deleted_at IS NULL ` +
      "AND entry_status IS DISTINCT FROM 'draft')",
      years === null
        ? "years AS (SELECT NULL::bigint AS company_id, NULL::date AS since WHERE false)"
        : `years AS (SELECT company_id, start_date AS since FROM ${years} y WHERE _deleted_at IS NULL)`,
      LINES,
      transactionsOf(transactions),
      SIDES,
      PAIRED,
      DIFFERENCES,
    ].join(", "),
    values: [],
    reasons: {
      not_reconciled: {
        label: "Transactions non rapprochées, pas encore au compte 512",
        explained: true,
      },
      after_sync: { label: "Mouvements d'après la synchronisation bancaire", explained: true },
      currency: { label: "Compte en devise : le solde n'est pas en euros", explained: true },
      reading_times: { label: "Changements entre les lectures", explained: true },
      not_booked: { label: "Transactions rapprochées, absentes du compte 512", explained: false },
      ledger_only: { label: "Écritures du compte 512 sans transaction bancaire", explained: false },
      other: { label: "Écart d'ouverture", explained: false },
    },
    columns: [
      { name: "date", label: "Date", type: "date" },
      { name: "label", label: "Libellé" },
    ],
  };
}

/**
 * Bank accounts by account of the ledger: their balance, its day in France, and when it was taken. The API does not tell
 * when an account was synchronised: its balance holds all that Pennylane has when it is read.
 */
function accountsAt(accounts: string): string {
  return `transactions_read AS ${readTimes("bank_transactions")}, bank_read AS ${
    readTimes("bank_accounts")
  }, ledger_read AS ${readTimes("general_ledger")}, ` +
    "bank AS (SELECT b.*, CASE WHEN _source = 'api' THEN coalesce(last_sync_at, read_at AT TIME ZONE 'UTC') " +
    `ELSE last_sync_at END AS synced_at FROM ${accounts} b JOIN bank_read USING (company_id) ` +
    "WHERE _deleted_at IS NULL AND balance IS NOT NULL AND accounting_plan_item_number IS NOT NULL), " +
    "accounts AS (SELECT company_id, accounting_plan_item_number AS number, sum(balance) AS balance, " +
    "string_agg(name, ', ' ORDER BY name) AS name, max(synced_at) AS synced_at, " +
    "(max(synced_at) AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Paris')::date AS day, " +
    "bool_or(currency <> 'EUR') AS foreign_currency FROM bank WHERE synced_at IS NOT NULL " +
    "GROUP BY company_id, accounting_plan_item_number)";
}

/** As the transform `withOpeningFlag` tells à-nouveaux apart. */
const OPENING = "CASE WHEN l.journal_type IS NOT NULL THEN l.journal_type = 'carryover' " +
  "ELSE coalesce(l.journal_label ~* '(^|[^[:alpha:]])[aà][ -]+nouveau', false) " +
  "OR (coalesce(l.journal_code ~* '^\\s*r?an\\s*$', false) " +
  "AND NOT coalesce(l.journal_label ~* 'achat|vente|banque|caisse|paie', false)) END";

/** Lines of the accounts since the à-nouveaux that count, up to the day of the balance. */
const LINES = `opened AS (SELECT DISTINCT l.company_id, l.date FROM ledger l WHERE ${OPENING}), ` +
  "starts AS (SELECT a.company_id, a.number, max(y.since) AS since FROM accounts a " +
  "JOIN years y ON y.company_id = a.company_id AND y.since <= a.day " +
  "WHERE EXISTS (SELECT FROM opened o WHERE o.company_id = a.company_id AND o.date >= y.since " +
  "AND o.date < y.since + 366 AND NOT EXISTS (SELECT FROM years n WHERE n.company_id = y.company_id " +
  "AND n.since > y.since AND n.since <= o.date)) GROUP BY 1, 2), " +
  "lines AS (SELECT a.company_id, a.number, l.id, l.date, l.label, l.debit - l.credit AS amount, " +
  `${OPENING} AS opening, coalesce(l.document_created_at > a.synced_at, false) AS after_sync ` +
  "FROM accounts a JOIN ledger l ON l.company_id = a.company_id AND l.plan_item_number = a.number " +
  "AND l.date <= a.day LEFT JOIN starts s ON s.company_id = a.company_id AND s.number = a.number " +
  "WHERE l.date >= coalesce(s.since, '-infinity'))";

/** Transactions of the same days; a name that two bank accounts share points at neither. */
function transactionsOf(transactions: string | null): string {
  const head =
    "transactions AS (SELECT a.company_id, a.number, t.id, t.execution_date AS date, t.label, " +
    "t.amount_eur AS amount, coalesce(t.outstanding_balance, 0) <> 0 AS open, " +
    "coalesce(t.created_at, t.updated_at) > a.synced_at AS after_sync, " +
    "greatest(t.created_at, t.updated_at) AS changed_at ";
  if (transactions === null) {
    return "transactions AS (SELECT company_id, number, NULL::bigint AS id, day AS date, name AS label, " +
      "balance AS amount, false AS open, false AS after_sync, synced_at AS changed_at FROM accounts WHERE false)";
  }
  return "named AS (SELECT company_id, name, min(id) AS id FROM bank GROUP BY 1, 2 HAVING count(*) = 1), " +
    `${head}FROM ${transactions} t ` +
    "LEFT JOIN named n ON n.company_id = t.company_id AND n.name = t.account_name " +
    "JOIN bank b ON b.company_id = t.company_id AND b.id = CASE WHEN t._source = b._source " +
    "THEN coalesce(t.bank_account_id, n.id) ELSE n.id END " +
    "JOIN accounts a ON a.company_id = b.company_id AND a.number = b.accounting_plan_item_number " +
    "LEFT JOIN starts s ON s.company_id = a.company_id AND s.number = a.number " +
    "WHERE t._deleted_at IS NULL AND t.archived_at IS NULL AND t.execution_date <= a.day " +
    "AND t.execution_date >= coalesce(s.since, '-infinity'))";
}

const SIDES =
  "booked AS (SELECT company_id, number, sum(amount) AS amount FROM lines GROUP BY 1, 2), " +
  "sides AS (SELECT a.company_id, a.number AS subject, " +
  "a.name || ', compte ' || a.number || ', au ' || to_char(a.day, 'DD/MM/YYYY') AS title, " +
  "'euros' AS unit, a.balance AS left_amount, coalesce(b.amount, 0) AS right_amount, " +
  "r.read_at AS left_read_at, l.read_at AS right_read_at, a.foreign_currency, " +
  "a.synced_at, least(t.read_at, l.read_at) AS older_read_at FROM accounts a " +
  "LEFT JOIN booked b USING (company_id, number) LEFT JOIN bank_read r USING (company_id) " +
  "LEFT JOIN ledger_read l USING (company_id) LEFT JOIN transactions_read t USING (company_id))";

/** Where the two differ: transactions and lines, paired by day and amount, each once. */
const PAIRED = "uneven AS (SELECT company_id, subject AS number FROM sides " +
  "WHERE left_amount <> right_amount AND NOT coalesce(foreign_currency, false)), " +
  ["transactions", "lines"].map((name) =>
    `numbered_${name} AS (SELECT *, row_number() OVER (PARTITION BY company_id, number, date, amount ` +
    `ORDER BY ${
      name === "lines" ? "after_sync, " : "after_sync, open, "
    }id) AS turn FROM ${name} ` +
    `JOIN uneven USING (company_id, number)${name === "lines" ? " WHERE NOT opening" : ""})`
  ).join(", ") +
  ", paired AS (SELECT company_id, number, date, amount, coalesce(t.label, l.label) AS label, t.open, " +
  "t.id IS NOT NULL AS in_bank, l.id IS NOT NULL AS in_ledger, " +
  "t.after_sync AS after_sync, l.after_sync AS booked_after_sync, t.changed_at " +
  "FROM numbered_transactions t FULL JOIN numbered_lines l USING (company_id, number, date, amount, turn))";

/**
 * A transaction of which the balance knows nothing takes its own line out; on its own it changes nothing. A balance that is
 * younger than the transactions or the ledger has a rest that the next reading will explain.
 */
const DIFFERENCES = "found AS (SELECT p.company_id, number AS subject, date, label, " +
  "CASE WHEN in_ledger THEN -amount ELSE amount END AS amount, CASE " +
  "WHEN coalesce(after_sync, booked_after_sync) THEN 'after_sync' " +
  "WHEN NOT in_bank THEN 'ledger_only' WHEN open THEN 'not_reconciled' " +
  "WHEN p.changed_at AT TIME ZONE 'UTC' > l.read_at THEN 'reading_times' ELSE 'not_booked' END AS kind " +
  "FROM paired p LEFT JOIN ledger_read l USING (company_id) " +
  "WHERE CASE WHEN coalesce(after_sync, false) THEN in_ledger ELSE in_bank <> in_ledger END " +
  "UNION ALL SELECT company_id, subject, NULL, title, left_amount - right_amount, 'currency' FROM sides " +
  "WHERE foreign_currency AND left_amount <> right_amount), " +
  "differences AS (SELECT * FROM found UNION ALL " +
  "SELECT company_id, subject, NULL, title, left_amount - right_amount - coalesce(f.amount, 0), 'reading_times' " +
  "FROM sides LEFT JOIN (SELECT company_id, subject, sum(amount) AS amount FROM found GROUP BY 1, 2) f " +
  "USING (company_id, subject) WHERE synced_at AT TIME ZONE 'UTC' > older_read_at " +
  "AND left_amount - right_amount <> coalesce(f.amount, 0))";
