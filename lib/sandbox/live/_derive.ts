import { ASSIGNMENT_TABLES } from "../api/prepare/categories.ts";
import { DOCUMENT_TABLES } from "../api/prepare/documents.ts";
import { LEDGER_TABLES } from "../api/prepare/ledger.ts";
import { type DerivedTable, type Origin, wholeOrigin } from "../api/prepare/origin.ts";

/** Every table that is derived from the books, in an order in which each finds what it stands on. */
export const DERIVED_TABLES: readonly DerivedTable[] = [
  ...LEDGER_TABLES,
  ...ASSIGNMENT_TABLES,
  ...DOCUMENT_TABLES,
];

const WHOLE = wholeOrigin("sandbox_live");
const BY_ID = [
  "customer_invoices",
  "supplier_invoices",
  "bank_transactions",
  "sandbox_model.invoices",
];

/** The books of one company, and of them the rows that a step touched: parameters of the function below. */
const TOUCHED: Origin = {
  all: WHOLE.all,
  some: (table) => {
    const own = (columns: string, where: string, from = WHOLE.all(table)) =>
      `(SELECT ${columns} FROM ${from} x WHERE x.company_id = _company AND ${where})`;
    if (table === "derived.chart") {
      return "(SELECT x.*, _numbers AS numbers FROM companies x WHERE x.company_id = _company)";
    }
    if (table === "derived.used_accounts") {
      return own(
        "DISTINCT x.company_id, x.plan_item_number AS number",
        "x.plan_item_number = ANY(_numbers)",
        WHOLE.all("general_ledger"),
      );
    }
    if (table === "derived.ledger_entry_lines") return own("x.*", "x.entry_id = ANY(_entries)");
    if (table === "derived.transactions") return own("x.*", "x.id = ANY(_entries)");
    if (table === "derived.matches") return own("x.*", "x.transaction_id = ANY(_entries)");
    if (table === "customers" || table === "suppliers") return own("x.*", "x.id = ANY(_parties)");
    if (table === "sandbox_model.invoice_lines") {
      return own("x.*", "x.invoice_id = ANY(_documents)");
    }
    return own("x.*", `x.${BY_ID.includes(table) ? "id" : "document_id"} = ANY(_documents)`);
  },
};

/** The condition on the derived rows that a touched part replaces; tables that are not here are small and derived whole. */
const REPLACED: Readonly<Record<string, string>> = {
  ledger_accounts: `(NOT auxiliary AND number = ANY(_numbers)) OR id IN (
    SELECT c.base + 7005000000 + (p - c.base - 6000000000) + c.shift
      FROM companies c CROSS JOIN unnest(_parties) p WHERE c.company_id = _company)`,
  customers: "id = ANY(_shifted_parties)",
  suppliers: "id = ANY(_shifted_parties)",
  ledger_entries: "id = ANY(_entries)",
  ledger_entry_lines: "entry_id = ANY(_entries)",
  invoices: "kind IN ('customer', 'supplier') AND id = ANY(_entries)",
  invoice_lines: "invoice_id = ANY(_entries)",
  transactions: "id = ANY(_entries)",
  matches: "transaction_id = ANY(_entries)",
  payments: "id = ANY(_payments)",
};

function again(...names: string[]): string {
  return DERIVED_TABLES.filter(({ name }) => names.includes(name)).map((table) => {
    const gone = table.name in REPLACED
      ? `DELETE FROM ${table.name} WHERE company_id = _company AND (${REPLACED[table.name]});`
      : `DELETE FROM ${table.name};`;
    return `${gone}\n INSERT INTO ${table.name} ${table.sql(TOUCHED)};`;
  }).join("\n");
}

/** Lines and entries keep what they were assigned before, so that the feeds can tell the difference. */
const ASSIGNMENTS_BEFORE = `
  DELETE FROM sandbox_live.categories_before;
  WITH gone AS (
    DELETE FROM line_categories WHERE company_id = _company AND line_id IN (
      SELECT id FROM ledger_entry_lines WHERE company_id = _company AND entry_id = ANY(_entries))
    RETURNING line_id, category_id, weight)
  INSERT INTO sandbox_live.categories_before SELECT 'line', * FROM gone;
  WITH gone AS (
    DELETE FROM entry_categories WHERE company_id = _company AND entry_id = ANY(_entries)
    RETURNING entry_id, category_id, weight)
  INSERT INTO sandbox_live.categories_before SELECT 'entry', * FROM gone;`;

function assignedAgain(): string {
  return ASSIGNMENT_TABLES.map(({ name, sql }) => `INSERT INTO ${name} ${sql(TOUCHED)};`).join(
    "\n",
  );
}

/**
 * Function `sandbox_live.derive`: the rows of the API that stand on what was touched, derived by the SQL that derives all.
 */
export const DERIVE_SQL = `CREATE OR REPLACE FUNCTION sandbox_live.derive(
     _company bigint, _parties bigint[], _numbers text[], _documents bigint[], _small text[])
   RETURNS void LANGUAGE plpgsql
   SET search_path = sandbox_api, pg_catalog SET plan_cache_mode = force_generic_plan AS $body$
   #variable_conflict use_column
   DECLARE
     _shift bigint := (SELECT c.shift FROM companies c WHERE c.company_id = _company);
     _entries bigint[] := ARRAY(SELECT d + _shift FROM unnest(_documents) d);
     _payments bigint[] := ARRAY(SELECT d + 100000000000000 FROM unnest(_entries) d);
     _shifted_parties bigint[] := ARRAY(SELECT p + _shift FROM unnest(_parties) p);
   BEGIN
     IF 'journals' = ANY(_small) THEN ${again("journals")} END IF;
     IF 'fiscal_years' = ANY(_small) THEN ${again("fiscal_years")} END IF;
     IF cardinality(_parties) + cardinality(_numbers) > 0 THEN ${again("ledger_accounts")} END IF;
     IF cardinality(_parties) > 0 THEN ${again("customers", "suppliers")} END IF;
     IF 'bank_accounts' = ANY(_small) THEN ${again("bank_accounts")} END IF;
     IF cardinality(_documents) > 0 THEN
       ${ASSIGNMENTS_BEFORE}
       ${again("ledger_entries", "ledger_entry_lines")}
       ${assignedAgain()}
       ${again("invoices", "invoice_lines", "transactions", "matches", "payments")}
     END IF;
   END $body$`;

/** Accounts whose use began or ended, or that were renamed. */
const NUMBERS = `ARRAY(
    SELECT DISTINCT n.number FROM (
      SELECT split_part(code, ' ', 2) AS number FROM sandbox_live.touched
       WHERE model = 'label' AND code LIKE 'account %'
      UNION ALL
      SELECT t.code FROM sandbox_live.touched t
        JOIN sandbox_api.ledger_accounts a
          ON a.company_id = t.company_id AND a.number = t.code AND NOT a.auxiliary
       WHERE t.model = 'general_ledger' AND a.enabled <> (length(a.number) = 3 OR EXISTS (
               SELECT FROM sandbox_live.general_ledger g
                WHERE g.company_id = t.company_id AND g.plan_item_number = t.code))) n)`;

/** What lines and entries of the touched documents gained, lost or weigh otherwise. */
const CATEGORY_CHANGES = `
  SELECT kind, parent_id AS parent, category_id AS category,
         CASE WHEN b.weight IS NULL THEN 'insert' WHEN a.weight IS NULL THEN 'delete' ELSE 'update' END AS operation
    FROM sandbox_live.categories_before b
    FULL JOIN (
      SELECT 'line' AS kind, x.line_id AS parent_id, x.category_id, x.weight
        FROM sandbox_api.ledger_entry_lines l
        JOIN sandbox_api.line_categories x ON x.company_id = l.company_id AND x.line_id = l.id
       WHERE l.company_id = _company AND l.entry_id = ANY(_entries)
      UNION ALL
      SELECT 'entry', x.entry_id, x.category_id, x.weight FROM sandbox_api.entry_categories x
       WHERE x.company_id = _company AND x.entry_id = ANY(_entries)) a
   USING (kind, parent_id, category_id)
   WHERE a.weight IS DISTINCT FROM b.weight
   ORDER BY 1, 2, 3`;

const PART = "SELECT DISTINCT id FROM sandbox_live.touched WHERE model IN";

/**
 * Function `sandbox_live.settle`: ends the changes of a step. Derives what they touched, leaves them for the next refresh of
 * Data Sharing, and answers `rows` (model, id, operation) and `categories` (kind, parent, category, operation) as json.
 */
export const SETTLE_SQL =
  `CREATE OR REPLACE FUNCTION sandbox_live.settle(_company bigint, _silent boolean)
   RETURNS json LANGUAGE plpgsql AS $body$
   DECLARE
     _documents bigint[] := ARRAY(
       SELECT DISTINCT document_id FROM sandbox_live.touched WHERE document_id IS NOT NULL);
     _entries bigint[] := ARRAY(
       SELECT d + c.shift FROM sandbox_api.companies c CROSS JOIN unnest(_documents) d
        WHERE c.company_id = _company);
     _answer json;
   BEGIN
     PERFORM sandbox_live.derive(
       _company,
       ARRAY(${PART} ('customers', 'suppliers', 'party')),
       ${NUMBERS},
       _documents,
       ARRAY(SELECT DISTINCT CASE model WHEN 'label' THEN 'journals' ELSE model END FROM sandbox_live.touched
              WHERE model IN ('bank_accounts', 'fiscal_years') OR code LIKE 'journal %'));
     IF cardinality(_documents) = 0 THEN DELETE FROM sandbox_live.categories_before; END IF;
     INSERT INTO sandbox_live.pending
       SELECT DISTINCT model, company_id, id, _silent FROM sandbox_live.touched
        WHERE model NOT IN ('invoice', 'party', 'label')
       ON CONFLICT (model, company_id, id) DO UPDATE SET silent = pending.silent AND excluded.silent;
     SELECT json_build_object(
       'rows', (SELECT coalesce(json_agg(json_build_array(model, id::text, operations)), '[]') FROM (
           SELECT model, id, array_agg(DISTINCT operation) AS operations FROM sandbox_live.touched
            WHERE model NOT IN ('invoice', 'party', 'label') GROUP BY 1, 2 ORDER BY 1, 2) r),
       'categories', (SELECT coalesce(json_agg(json_build_array(kind, parent::text, category::text, operation)), '[]')
           FROM (${CATEGORY_CHANGES}) c))
       INTO _answer;
     DELETE FROM sandbox_live.touched;
     RETURN _answer;
   END $body$`;
