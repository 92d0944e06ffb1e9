import { UsageError } from "../../base/mod.ts";
import { quoteIdentifier, quoteName } from "../postgres/mod.ts";

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

/** What one cursor reads. */
export interface Selection {
  readonly table: string;
  readonly columns: readonly ReadColumn[];
  /** Column that names the company: `company_id`, or `id` on `companies`. */
  readonly companyColumn: string;
  /** Source ids of the companies, decimal digits. */
  readonly companies: readonly string[];
  readonly slice?: { readonly column: string; readonly dates: DateSlice };
}

/** Schema of Data Sharing that analyses read. */
const SOURCE_SCHEMA = "pennylane";

const CURSOR = "penny_cursor";

/**
 * `SELECT * FROM "pennylane"."customers" LIMIT 0`: the columns of a table, or an error when it cannot be read. The
 * catalogues are closed in Data Sharing, so that tables are discovered by asking them one by one.
 *
 * @param table Name in the schema `pennylane`.
 * @returns The statement.
 */
export function probeStatement(table: string): string {
  return `SELECT * FROM ${quoteName(SOURCE_SCHEMA, table)} LIMIT 0`;
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
  return `SELECT ${company}, COUNT(*) FROM ${quoteName(SOURCE_SCHEMA, table)} GROUP BY ${company}`;
}

/**
 * `DECLARE penny_cursor CURSOR FOR SELECT … WHERE "company_id" IN (1, 2)`. A cursor takes no parameters, so that ids
 * and dates are written into the text after a check of their form.
 *
 * @param selection What the cursor reads.
 * @returns The statement.
 * @throws {UsageError} An id that is not a number, a date that is not `YYYY-MM-DD`.
 */
export function declareStatement(selection: Selection): string {
  const columns = selection.columns.map(columnExpression).join(", ");
  const conditions = [companyCondition(selection), ...sliceConditions(selection.slice)];
  return `DECLARE ${CURSOR} CURSOR FOR SELECT ${columns} FROM ` +
    `${quoteName(SOURCE_SCHEMA, selection.table)} WHERE ${conditions.join(" AND ")}`;
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

function columnExpression({ name, roundTo }: ReadColumn): string {
  const column = quoteIdentifier(name);
  return roundTo === undefined ? column : `CAST(${column} AS numeric(38, ${roundTo}))`;
}

function companyCondition({ companyColumn, companies }: Selection): string {
  const ids = companies.map((id) => checked(id, /^-?\d{1,19}$/, "identifiant de société"));
  return `${quoteIdentifier(companyColumn)} IN (${ids.join(", ")})`;
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
