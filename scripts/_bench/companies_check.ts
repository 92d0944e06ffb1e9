import { type Database, quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import { DOMAIN_NAMES, type DomainName, type SourceName } from "../../lib/domains/mod.ts";

/** Both sides of what is compared. */
export interface Compared {
  /** The books, as their owner. */
  readonly books: Database;
  readonly warehouse: Database;
  readonly source: SourceName;
  /** How many companies must be there. */
  readonly companies: number;
}

/** Columns that the Firm API gives as Data Sharing does, as SQL over a row `r` of the books with its `shift`. */
const IN_FIRM: Readonly<Partial<Record<DomainName, readonly string[]>>> = {
  fiscal_years: ["id", "start_date", "end_date"],
  customers: ["id", "name", "plan_item_number"],
  suppliers: ["id", "name", "plan_item_number"],
  customer_invoices: ["id", "issue_date", "deadline", "amount_eur", "amount_eur_excl_taxes"],
  supplier_invoices: ["id", "issue_date", "deadline", "amount_eur", "amount_eur_excl_taxes"],
  bank_accounts: ["id", "name"],
  bank_transactions: ["id", "execution_date", "label", "amount_eur"],
  general_ledger: ["id", "date", "document_id", "plan_item_number", "debit", "credit"],
  analytical_ledger: ["id", "date", "plan_item_number", "analytical_code", "debit", "credit"],
  trial_balance: ["fiscal_period_start", "fiscal_period_finish", "number", "debits", "credits"],
};
/** Ids of rows, which one company has raised in the API. */
const ROW_IDS: readonly string[] = ["id", "document_id"];

/**
 * Compares every published table with the books by SQL on either side, company by company: how many rows, and a hash over all
 * values, whatever their order. Through Data Sharing these are all columns of the source.
 *
 * @param compared Both sides.
 * @returns Rows published.
 * @throws {Error} They are not the same.
 */
export async function checkCompanies(compared: Compared): Promise<number> {
  let rows = 0;
  for (const table of DOMAIN_NAMES) {
    const columns = await comparedColumns(compared, table);
    if (columns === null) continue;
    const wanted = await compared.books.rows(expectedSql(compared, { table, columns }));
    const found = await compared.warehouse.rows(publishedSql(compared, { table, columns }));
    const missed = wanted.findIndex((row, i) => String(row) !== String(found[i]));
    if (missed >= 0 || found.length !== wanted.length) {
      throw new Error(`${table}: expected ${wanted[missed]}, found ${found[missed]}`);
    }
    if (table === "general_ledger" && found.length !== compared.companies) {
      throw new Error(`${found.length} companies of ${compared.companies} are published`);
    }
    rows += found.reduce((sum, [, count]) => sum + Number(count), 0);
  }
  return rows;
}

interface BookColumn {
  readonly name: string;
  readonly type: string;
}

interface ComparedTable {
  readonly table: DomainName;
  readonly columns: readonly BookColumn[];
}

/** Null: the source does not give the table. */
async function comparedColumns(
  { books, source }: Compared,
  table: DomainName,
): Promise<BookColumn[] | null> {
  const columns = await books.many<{ name: string; type: string }>(
    "SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute " +
      "WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
    [`pennylane.${table}`],
  );
  if (source === "data_sharing") return columns.filter(({ name }) => name !== "company_id");
  const given = IN_FIRM[table];
  return given === undefined ? null : columns.filter(({ name }) => given.includes(name));
}

function expectedSql({ source }: Compared, { table, columns }: ComparedTable): string {
  const firm = source === "firm";
  const values = columns.map(({ name, type }) => {
    const value = `r.${quoteIdentifier(name)}`;
    return normal(firm && ROW_IDS.includes(name) ? `${value} + c.shift` : value, type);
  });
  const id = firm ? "c.api_id" : "r.company_id";
  const join = firm ? " JOIN sandbox_api.companies c USING (company_id)" : "";
  return figures(id, values, `pennylane.${table} r${join}`);
}

function publishedSql({ source }: Compared, { table, columns }: ComparedTable): string {
  const values = columns.map(({ name, type }) => normal(`r.${quoteIdentifier(name)}`, type));
  // archived invoices are in the APIs alone
  const kept = source === "firm" && table === "customer_invoices"
    ? " WHERE r.archived_at IS NULL"
    : "";
  return figures("r.company_id", values, `pennylane.${table} r${kept}`);
}

function figures(id: string, values: readonly string[], from: string): string {
  const row = `ROW(${values.join(", ")})::text`;
  return `SELECT ${id}, count(*), sum(hashtextextended(${row}, 0)::numeric) FROM ${from} GROUP BY 1 ORDER BY 1`;
}

/** Money in doubles has cents, zeros at the end do not count, an empty text of the API is none. */
function normal(value: string, type: string): string {
  if (type === "double precision") return `trim_scale(round((${value})::numeric, 2))`;
  if (type === "numeric") return `trim_scale((${value})::numeric)`;
  return /^(?:text|character varying)/.test(type) ? `nullif(${value}, '')` : value;
}

/**
 * Checks that every job of a run was done, once, and that each unit of a company was read once.
 *
 * @param warehouse With the record of the run.
 * @param expected `jobs` of the run; whether it must have written nothing.
 * @throws {Error} One was not, or was done twice.
 */
export async function checkJobs(
  warehouse: Database,
  { runId, jobs, unchanged }: {
    readonly runId: string;
    readonly jobs: number;
    readonly unchanged: boolean;
  },
): Promise<void> {
  const wrong = await warehouse.rows(
    "SELECT notebook, batch, status, attempt, error FROM penny.jobs WHERE run_id = $1 " +
      "AND (status <> 'done' OR attempt <> 1)",
    [runId],
  );
  if (wrong.length > 0) throw new Error(`jobs not done once: ${wrong.join("; ")}`);
  const { found } = await warehouse.one<{ found: string }>(
    "SELECT count(*) AS found FROM penny.jobs WHERE run_id = $1",
    [runId],
  );
  if (Number(found) !== jobs) throw new Error(`${found} jobs, expected ${jobs}`);
  const units = await warehouse.one<{ bad: string; written: string }>(
    "SELECT count(*) FILTER (WHERE status <> 'ok') AS bad, " +
      "coalesce(sum(inserted + updated + deleted), 0) AS written FROM penny.run_units WHERE run_id = $1",
    [runId],
  );
  if (units.bad !== "0") throw new Error(`${units.bad} units failed`);
  if (unchanged && units.written !== "0") throw new Error(`${units.written} rows written twice`);
}
