import type { Queryable } from "../../connectors/postgres/mod.ts";
import { readTimes, rowsInForce } from "./rows_in_force.ts";
import type { TieOutQuery } from "./types.ts";

/**
 * The general ledger against the trial balance, per account and fiscal year.
 *
 * The trial balance folds the accounts of third parties into 401 and 411 (Pennylane's Data Sharing documentation of
 * `trial_balance`). A ledger account is compared with the row of its own number; else of its number without trailing
 * zeros; else, when it begins with 401 or 411, or is the account of a customer or a supplier, with that row. The amount of a
 * statement is debits plus credits: what moved from one account to another must not vanish in a balance of zero.
 *
 * @param db The warehouse.
 * @returns `null` when one of the two was never read.
 */
export async function ledgerTrialBalance(db: Queryable): Promise<TieOutQuery | null> {
  const ledger = await rowsInForce(db, "general_ledger");
  const balance = await rowsInForce(db, "trial_balance");
  if (ledger === null || balance === null) return null;
  return {
    kind: "ledger_trial_balance",
    domain: "trial_balance",
    leftLabel: "Grand livre",
    rightLabel: "Balance générale",
    expressions: [
      `balance AS (SELECT * FROM ${balance} b WHERE _deleted_at IS NULL)`,
      `ledger AS (SELECT *, greatest(document_created_at, document_updated_at, updated_at) ` +
      `AT TIME ZONE 'UTC' AS changed_at FROM ${ledger} l)`,
      `ledger_read AS ${readTimes("general_ledger")}`,
      `balance_read AS ${readTimes("trial_balance")}`,
      YEARS,
      MOVED,
      await thirdParties(db),
      FOLDED,
      COMPARED,
      SIDES,
      DIFFERENCES,
    ].join(", "),
    values: [],
    reasons: {
      drafts: {
        label: "Écritures à l'état de brouillon, que la balance ne compte pas",
        explained: true,
      },
      reading_times: { label: "Changements entre les deux lectures", explained: true },
      special_classes: { label: "Comptes de classe 8 ou 9, tenus d'un seul côté", explained: true },
      only_ledger: { label: "Comptes absents de la balance", explained: false },
      only_trial_balance: { label: "Comptes absents du grand livre", explained: false },
      amounts: { label: "Comptes dont les montants diffèrent", explained: false },
    },
    columns: [
      { name: "number", label: "Compte" },
      { name: "ledger_debit", label: "Débit, grand livre", type: "amount" },
      { name: "balance_debit", label: "Débit, balance", type: "amount" },
      { name: "ledger_credit", label: "Crédit, grand livre", type: "amount" },
      { name: "balance_credit", label: "Crédit, balance", type: "amount" },
    ],
  };
}

const YEARS = "years AS (SELECT DISTINCT company_id, fiscal_period_start AS since, " +
  "fiscal_period_finish AS until FROM balance)";

const ALIVE = "l._deleted_at IS NULL";

/** Ledger totals by the ledger's own accounts; `late`: lines that the reading of the balance cannot have known. */
const MOVED = "moved AS (SELECT y.company_id, y.since, y.until, l.plan_item_number AS number, " +
  ["debit", "credit"].map((side) =>
    `coalesce(sum(l.${side}) FILTER (WHERE ${ALIVE}), 0) AS ${side}, ` +
    `coalesce(sum(l.${side}) FILTER (WHERE ${ALIVE} AND l.entry_status = 'draft'), 0) AS draft_${side}, `
  ).join("") +
  `count(*) FILTER (WHERE (${ALIVE} AND l.changed_at > b.read_at) ` +
  "OR (l._deleted_at > b.read_at AND r.read_at > b.read_at)) AS late " +
  "FROM years y JOIN ledger l ON l.company_id = y.company_id AND l.date BETWEEN y.since AND y.until " +
  "LEFT JOIN balance_read b ON b.company_id = y.company_id " +
  "LEFT JOIN ledger_read r ON r.company_id = y.company_id GROUP BY 1, 2, 3, 4)";

/** Accounts of third parties, with the collective account of their kind. */
async function thirdParties(db: Queryable): Promise<string> {
  const kinds = [["customers", "411"], ["suppliers", "401"]] as const;
  const known: string[] = [];
  for (const [domain, collective] of kinds) {
    const rows = await rowsInForce(db, domain);
    if (rows === null) continue;
    known.push(
      `SELECT company_id, plan_item_number AS number, '${collective}' AS collective FROM ${rows} t ` +
        "WHERE plan_item_number IS NOT NULL",
    );
  }
  const none = "SELECT NULL::bigint, NULL::text, NULL::text WHERE false";
  return `third_parties AS (SELECT company_id, number, min(collective) AS collective FROM ` +
    `(${[none, ...known].join(" UNION ALL ")}) AS t(company_id, number, collective) GROUP BY 1, 2)`;
}

/** Each ledger account with the account of the trial balance that it is part of. */
const FOLDED = "rows_of_balance AS (SELECT company_id, fiscal_period_start AS since, " +
  "fiscal_period_finish AS until, number, rtrim(number, '0') AS short, debits, credits, " +
  "updated_at AT TIME ZONE 'UTC' AS changed_at FROM balance), " +
  "shortened AS (SELECT company_id, since, until, short, min(number) AS number FROM rows_of_balance " +
  "GROUP BY 1, 2, 3, 4), " +
  "folded AS (SELECT company_id, since, until, coalesce(e.number, s.number, c.number, m.number, '') AS number, " +
  "sum(m.debit) AS debit, sum(m.credit) AS credit, sum(m.draft_debit) AS draft_debit, " +
  "sum(m.draft_credit) AS draft_credit, sum(m.late) AS late FROM moved m " +
  "LEFT JOIN third_parties t USING (company_id, number) " +
  "LEFT JOIN rows_of_balance e USING (company_id, since, until, number) " +
  `LEFT JOIN LATERAL (SELECT s.number FROM shortened s WHERE ${on("s")} ` +
  "AND s.short = rtrim(m.number, '0')) s ON true " +
  `LEFT JOIN LATERAL (SELECT c.number FROM rows_of_balance c WHERE ${on("c")} ` +
  "AND c.number = coalesce(t.collective, substring(m.number FROM '^(401|411)'))) c ON true " +
  "GROUP BY 1, 2, 3, 4)";

function on(alias: string): string {
  return ["company_id", "since", "until"].map((name) => `${alias}.${name} = m.${name}`).join(
    " AND ",
  );
}

const COMPARED = `compared AS (SELECT company_id, since, until, number, ` +
  "coalesce(f.debit, 0) AS ledger_debit, coalesce(f.credit, 0) AS ledger_credit, " +
  "coalesce(b.debits, 0) AS balance_debit, coalesce(b.credits, 0) AS balance_credit, " +
  "coalesce(f.draft_debit, 0) AS draft_debit, coalesce(f.draft_credit, 0) AS draft_credit, " +
  "f.number IS NULL AS no_ledger, b.number IS NULL AS no_balance, coalesce(f.late, 0) AS late, b.changed_at " +
  "FROM folded f FULL JOIN rows_of_balance b USING (company_id, since, until, number))";

const SUBJECT = "since::text || '/' || until::text";

const SIDES = `sides AS (SELECT c.company_id, ${SUBJECT} AS subject, ` +
  "'Exercice du ' || to_char(since, 'DD/MM/YYYY') || ' au ' || to_char(until, 'DD/MM/YYYY') || ', débits plus crédits' AS title, " +
  "'euros' AS unit, sum(ledger_debit + ledger_credit) AS left_amount, " +
  "sum(balance_debit + balance_credit) AS right_amount, " +
  "max(l.read_at) AS left_read_at, max(b.read_at) AS right_read_at FROM compared c " +
  "LEFT JOIN ledger_read l USING (company_id) LEFT JOIN balance_read b USING (company_id) " +
  "GROUP BY c.company_id, since, until)";

const DIFFERENCES = `differences AS (SELECT c.company_id, ${SUBJECT} AS subject, number, ` +
  "ledger_debit, balance_debit, ledger_credit, balance_credit, " +
  "ledger_debit + ledger_credit - balance_debit - balance_credit AS amount, CASE " +
  "WHEN ledger_debit - draft_debit = balance_debit AND ledger_credit - draft_credit = balance_credit THEN 'drafts' " +
  "WHEN late > 0 OR c.changed_at > l.read_at THEN 'reading_times' " +
  "WHEN number ~ '^[89]' AND (no_ledger OR no_balance) THEN 'special_classes' " +
  "WHEN no_balance THEN 'only_ledger' WHEN no_ledger THEN 'only_trial_balance' ELSE 'amounts' END AS kind " +
  "FROM compared c LEFT JOIN ledger_read l USING (company_id) " +
  "WHERE ledger_debit <> balance_debit OR ledger_credit <> balance_credit)";
