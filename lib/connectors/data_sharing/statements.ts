import { UsageError } from "../../base/mod.ts";
import { quoteIdentifier, quoteName } from "../postgres/mod.ts";

/** Schemas of Data Sharing: the one that analyses read, and the one that tells when a row changed or was deleted. */
export type SourceSchema = "pennylane" | "etl";

/** One column to read, with the name that it has in the source. */
export interface ReadColumn {
  readonly name: string;
  /** A double of the source: rounded to this many digits while reading. */
  readonly roundTo?: number;
}

/** A half-open range of dates, or the rows without a date. */
export type DateSlice =
  | { readonly kind: "range"; readonly from: string | null; readonly before: string | null }
  | { readonly kind: "none" };

/** Rows of some companies that `etl` synchronised or deleted after an instant. */
export interface ChangeWindow {
  /** Source ids of the companies, decimal digits. */
  readonly companies: readonly string[];
  /** Exclusive, `YYYY-MM-DD HH:MM:SS`, with a fraction or without, in the source's own time. */
  readonly since: string;
}

/** What one cursor reads. */
export interface Selection {
  /** @default "pennylane" */
  readonly schema?: SourceSchema;
  readonly table: string;
  readonly columns: readonly ReadColumn[];
  /** Column that names the company: `company_id`, or `id` on `companies`. */
  readonly companyColumn: string;
  /** Source ids of the companies, decimal digits. */
  readonly companies: readonly string[];
  readonly slice?: { readonly column: string; readonly dates: DateSlice };
  /** Only rows that are not deleted; `etl` has the others too. @default false */
  readonly alive?: boolean;
  /** Only rows that changed in one of these windows; `etl` alone. @default all */
  readonly changes?: readonly ChangeWindow[];
  /** With `changes`: all rows that share their value of this column with a row that changed. @default the rows themselves */
  readonly groupColumn?: string;
}

const CURSOR = "penny_cursor";

/**
 * `SELECT * FROM "pennylane"."customers" LIMIT 0`: the columns of a table, or an error when it cannot be read. The
 * catalogues are closed in Data Sharing, so that tables are discovered by asking them one by one.
 *
 * @param table Name in the schema.
 * @param schema Where. @default "pennylane"
 * @returns The statement.
 */
export function probeStatement(table: string, schema: SourceSchema = "pennylane"): string {
  return `SELECT * FROM ${quoteName(schema, table)} LIMIT 0`;
}

/**
 * `SELECT "company_id", COUNT(*) FROM "pennylane"."customers" GROUP BY "company_id"`: rows of each company.
 *
 * @param table Name in the schema `pennylane`.
 * @param companyColumn `company_id`, or `id` on `companies`.
 * @returns The statement.
 */
export function countStatement(table: string, companyColumn: string): string {
  const company = quoteIdentifier(companyColumn);
  return `SELECT ${company}, COUNT(*) FROM ${quoteName("pennylane", table)} GROUP BY ${company}`;
}

/** What {@linkcode totalsStatement} sums. */
export interface Totals {
  readonly table: string;
  /** Columns to sum. */
  readonly columns: readonly ReadColumn[];
  /** Column that names the company. */
  readonly companyColumn: string;
  /** Source ids of the companies, decimal digits. */
  readonly companies: readonly string[];
}

/**
 * `SELECT "company_id", COUNT(*), SUM("debit") FROM "pennylane"."general_ledger" WHERE "company_id" IN (1) GROUP BY
 * "company_id"`: rows and sums of some companies.
 *
 * @param totals What to sum.
 * @returns The statement.
 * @throws {UsageError} An id that is not a number.
 */
export function totalsStatement({ table, columns, companyColumn, companies }: Totals): string {
  const company = quoteIdentifier(companyColumn);
  const sums = columns.map((column) => `, SUM(${columnExpression(column)})`).join("");
  return `SELECT ${company}, COUNT(*)${sums} FROM ${quoteName("pennylane", table)} ` +
    `WHERE ${companyIn(companyColumn, companies)} GROUP BY ${company}`;
}

/** What `summaryStatement` asks of each company, in the order of the answer. */
const SUMMARY = [
  "COUNT(*)",
  'SUM(CASE WHEN "deleted_at" IS NULL THEN 1 ELSE 0 END)',
  'SUM(CASE WHEN "deleted_at" IS NULL AND "synchronised_at" IS NULL THEN 1 ELSE 0 END)',
  'MIN(CASE WHEN "deleted_at" IS NULL THEN "synchronised_at" END)',
  'MAX("synchronised_at")',
  'MAX("deleted_at")',
  'SUM(CAST(EXTRACT(EPOCH FROM "synchronised_at") AS bigint))',
  'SUM(CAST(EXTRACT(MICROSECONDS FROM "synchronised_at") AS bigint))',
].join(", ");

/**
 * `SELECT "company_id", COUNT(*), … FROM "etl"."customers" GROUP BY "company_id"`: in one pass, how many rows each company
 * has, when they were synchronised or deleted first and last, and sums of these instants that any change moves.
 *
 * @param table Name in the schema `etl`.
 * @param companyColumn `company_id`.
 * @param companies Source ids of those asked for. @default all, rows without a company too
 * @returns The statement.
 * @throws {UsageError} An id that is not a number.
 */
export function summaryStatement(
  table: string,
  companyColumn: string,
  companies?: readonly string[],
): string {
  const company = quoteIdentifier(companyColumn);
  const where = companies === undefined ? "" : `WHERE ${companyIn(companyColumn, companies)} `;
  return `SELECT ${company}, ${SUMMARY} FROM ${
    quoteName("etl", table)
  } ${where}GROUP BY ${company}`;
}

/**
 * `SELECT "company_id", COUNT(*) FROM "etl"."customers" WHERE (…) GROUP BY "company_id"`: rows that changed, deleted ones
 * included.
 *
 * @param table Name in the schema `etl`.
 * @param companyColumn `company_id`.
 * @param windows Companies, and since when; at least one.
 * @returns The statement.
 * @throws {UsageError} An id that is not a number, an instant of another form.
 */
export function changeCountStatement(
  table: string,
  companyColumn: string,
  windows: readonly ChangeWindow[],
): string {
  const company = quoteIdentifier(companyColumn);
  return `SELECT ${company}, COUNT(*) FROM ${quoteName("etl", table)} ` +
    `WHERE ${changeCondition(companyColumn, windows)} GROUP BY ${company}`;
}

/**
 * `DECLARE penny_cursor CURSOR FOR SELECT … WHERE "company_id" IN (1, 2)`. A cursor takes no parameters, so that ids
 * and dates are written into the text after a check of their form.
 *
 * @param selection What the cursor reads.
 * @returns The statement.
 * @throws {UsageError} An id that is not a number, a date that is not `YYYY-MM-DD`, an instant of another form.
 */
export function declareStatement(selection: Selection): string {
  const columns = selection.columns.map(columnExpression).join(", ");
  const conditions = [
    companyIn(selection.companyColumn, selection.companies),
    ...(selection.alive ? ['"deleted_at" IS NULL'] : []),
    ...sliceConditions(selection.slice),
    ...changeConditions(selection),
  ];
  return `DECLARE ${CURSOR} CURSOR FOR SELECT ${columns} FROM ` +
    `${tableOf(selection)} WHERE ${conditions.join(" AND ")}`;
}

/**
 * `FETCH FORWARD 10000 FROM penny_cursor`.
 *
 * @param rows At most so many, at least one.
 * @returns The statement.
 */
export function fetchStatement(rows: number): string {
  return `FETCH FORWARD ${Math.trunc(rows)} FROM ${CURSOR}`;
}

/** `CLOSE penny_cursor`. Redshift holds one cursor a session. */
export function closeStatement(): string {
  return `CLOSE ${CURSOR}`;
}

function tableOf({ schema = "pennylane", table }: Selection): string {
  return quoteName(schema, table);
}

function columnExpression({ name, roundTo }: ReadColumn): string {
  const column = quoteIdentifier(name);
  return roundTo === undefined ? column : `CAST(${column} AS numeric(38, ${roundTo}))`;
}

function companyIn(companyColumn: string, companies: readonly string[]): string {
  const ids = companies.map((id) => checked(id, /^-?\d{1,19}$/, "identifiant de société"));
  return `${quoteIdentifier(companyColumn)} IN (${ids.join(", ")})`;
}

function changeConditions(selection: Selection): string[] {
  const { changes, groupColumn, companyColumn } = selection;
  if (changes === undefined) return [];
  const changed = changeCondition(companyColumn, changes);
  if (groupColumn === undefined) return [changed];
  const group = quoteIdentifier(groupColumn);
  return [`${group} IN (SELECT ${group} FROM ${tableOf(selection)} WHERE ${changed})`];
}

function changeCondition(companyColumn: string, windows: readonly ChangeWindow[]): string {
  const parts = windows.map(({ companies, since }) => {
    const form = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?$/;
    const instant = `TIMESTAMP '${checked(since, form, "date et heure")}'`;
    return `(${companyIn(companyColumn, companies)} AND ` +
      `("synchronised_at" > ${instant} OR "deleted_at" > ${instant}))`;
  });
  return `(${parts.join(" OR ")})`;
}

function sliceConditions(slice: Selection["slice"]): string[] {
  if (!slice) return [];
  const column = quoteIdentifier(slice.column);
  if (slice.dates.kind === "none") return [`${column} IS NULL`];
  const { from, before } = slice.dates;
  return [
    ...(from === null ? [] : [`${column} >= ${dateLiteral(from)}`]),
    ...(before === null ? [] : [`${column} < ${dateLiteral(before)}`]),
    ...(from === null && before === null ? [`${column} IS NOT NULL`] : []),
  ];
}

function dateLiteral(date: string): string {
  return `DATE '${checked(date, /^\d{4}-\d{2}-\d{2}$/, "date")}'`;
}

function checked(value: string, form: RegExp, what: string): string {
  if (form.test(value)) return value;
  throw new UsageError(
    `Impossible de lire Data Sharing : ${what} « ${value} » mal formé ; vérifiez la table companies`,
  );
}
