import { DataError, UsageError } from "../base/mod.ts";
import {
  type Database,
  type Queryable,
  quoteIdentifier,
  quoteName,
} from "../connectors/postgres/mod.ts";
import { alterAtTheEnd, alterPatiently } from "./alter_patiently.ts";
import { distributionOf } from "./distribution.ts";

/** A column as it shall be published. */
export interface PublishedColumn {
  readonly name: string;
  /** PostgreSQL type, as `format_type` writes it. */
  readonly type: string;
}

/** A table that BI tools read. */
export interface PublishedTable {
  readonly schema: string;
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly PublishedColumn[];
}

/** How the table stands once it is ready for the rows. */
export interface ReadyTable {
  /** Column of the table to write, by published name: another one while a type is being changed. */
  readonly writeTo: ReadonlyMap<string, string>;
  /** Columns that the transform no longer gives: they stay, and become null. */
  readonly retired: readonly string[];
}

/** Suffix of the column that takes a new type until it is swapped in. */
const NEW_SUFFIX = "__penny_new";

/**
 * Makes a published table, or brings its columns to what the transform gives, before any row is written. No column is
 * rewritten under its readers: a new type is a new column, swapped in by {@linkcode swapColumns} at the end.
 *
 * @param db The warehouse; no other transaction of this process may be open.
 * @param table What shall be there.
 * @returns Which column takes which value, for {@linkcode swapColumns} and the merge.
 * @throws {UsageError} The table exists and Penny did not make it.
 * @throws {DataError} A view stands on a column whose type changed, or readers kept the change out for 30 seconds.
 */
export async function preparePublished(db: Database, table: PublishedTable): Promise<ReadyTable> {
  await refuseForeignTable(db, table);
  const present = await presentColumns(db, table);
  if (present === null) {
    await createPublished(db, table);
    return { writeTo: new Map(table.columns.map(({ name }) => [name, name])), retired: [] };
  }
  const changed = table.columns.filter(({ name, type }) =>
    present.has(name) && present.get(name) !== type
  );
  for (const column of changed) {
    await refuseTypeChange(db, table, column, present.get(column.name)!);
  }
  const fresh = changed.map(({ name, type }) => ({ name: name + NEW_SUFFIX, type }));
  const stale = [...present].filter(([name, type]) =>
    name.endsWith(NEW_SUFFIX) &&
    !fresh.some((column) => column.name === name && column.type === type)
  );
  const additions = [...table.columns, ...fresh].filter(({ name, type }) =>
    !present.has(name) || (name.endsWith(NEW_SUFFIX) && present.get(name) !== type)
  );
  const clauses = [
    ...stale.map(([name]) => `DROP COLUMN ${quoteIdentifier(name)}`),
    ...additions.map(({ name, type }) => `ADD COLUMN ${quoteIdentifier(name)} ${type}`),
  ];
  if (clauses.length > 0) {
    // One statement: PostgreSQL adds and drops columns together.
    const statements = alterStatements(table, [clauses.join(", ")]);
    await alterPatiently(db, `${table.schema}.${table.name}`, statements);
  }
  const wanted = new Set(table.columns.map(({ name }) => name));
  return {
    writeTo: new Map(table.columns.map((column) => [
      column.name,
      changed.includes(column) ? column.name + NEW_SUFFIX : column.name,
    ])),
    retired: [...present.keys()].filter((name) => !wanted.has(name) && !name.endsWith(NEW_SUFFIX)),
  };
}

/**
 * Puts the columns filled with a new type in the place of the old ones, in the transaction that filled them: readers see a
 * type and its values change together.
 *
 * @param tx The transaction that wrote the rows, all of them; it should end at once afterwards.
 * @param table The published table.
 * @param ready From {@linkcode preparePublished}.
 * @throws {DataError} Readers kept the change out for 30 seconds.
 */
export async function swapColumns(
  tx: Queryable,
  table: PublishedTable,
  ready: ReadyTable,
): Promise<void> {
  const swaps = [...ready.writeTo].filter(([name, target]) => name !== target);
  if (swaps.length === 0) return;
  const dropped = swaps.map(([name]) => `DROP COLUMN ${quoteIdentifier(name)}`);
  const renamed = swaps.map(([name, target]) =>
    `RENAME COLUMN ${quoteIdentifier(target)} TO ${quoteIdentifier(name)}`
  );
  const statements = alterStatements(table, [dropped.join(", "), ...renamed]);
  await alterAtTheEnd(tx, `${table.schema}.${table.name}`, statements);
}

/**
 * Tables of the published schema that have the name of a domain and were not made by Penny.
 *
 * @param db The warehouse.
 * @param schema The published schema.
 * @param names Tables to look at.
 * @returns Their names; empty when all is well.
 */
export async function foreignTables(
  db: Queryable,
  schema: string,
  names: readonly string[],
): Promise<string[]> {
  const rows = await db.many<{ name: string }>(
    "SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace " +
      "LEFT JOIN penny.tables t ON t.schema_name = n.nspname AND t.table_name = c.relname AND t.table_oid = c.oid " +
      "WHERE n.nspname = $1 AND c.relname = ANY($2::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') " +
      "AND t.table_name IS NULL ORDER BY 1",
    [schema, names],
  );
  return rows.map((row) => row.name);
}

async function refuseForeignTable(db: Queryable, { schema, name }: PublishedTable): Promise<void> {
  const foreign = await foreignTables(db, schema, [name]);
  if (foreign.length > 0) throw foreignTableError(schema, foreign);
}

/**
 * The error for tables that Penny did not make.
 *
 * @param schema The published schema.
 * @param names At least one table.
 * @returns An error to throw; it names the command that moves them.
 */
export function foreignTableError(schema: string, names: readonly string[]): UsageError {
  const one = names.length === 1;
  const list = names.map((name) => `« ${schema}.${name} »`).join(", ");
  return new UsageError(
    `Impossible de mettre à jour la base : ${one ? "la table" : "les tables"} ${list} ` +
      `${one ? "n'a pas été créée" : "n'ont pas été créées"} par Penny ; ` +
      `lancez « deno task db adopt » pour ${
        one ? "la" : "les"
      } ranger dans le schéma pennylane_avant`,
  );
}

async function presentColumns(
  db: Queryable,
  { schema, name }: PublishedTable,
): Promise<Map<string, string> | null> {
  const rows = await db.many<{ name: string; type: string }>(
    "SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a " +
      "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace " +
      "WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped " +
      // A column that PostgreSQL computes is the user's: nobody can write it.
      "AND a.attgenerated = '' ORDER BY a.attnum",
    [schema, name],
  );
  return rows.length === 0 ? null : new Map(rows.map((row) => [row.name, row.type]));
}

async function createPublished(db: Database, table: PublishedTable): Promise<void> {
  const columns = table.columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
  const qualified = quoteName(table.schema, table.name);
  await db.transaction(async (tx) => {
    await tx.execute(
      `CREATE TABLE ${qualified} (${columns.join(", ")}, ` +
        `PRIMARY KEY (${table.key.map(quoteIdentifier).join(", ")}))`,
    );
    for (const sql of await distributionOf(tx, qualified)) await tx.execute(sql);
    await tx.execute(
      "INSERT INTO penny.tables (schema_name, table_name, table_oid) VALUES ($1, $2, $3::regclass) " +
        "ON CONFLICT (schema_name, table_name) DO UPDATE SET table_oid = excluded.table_oid, made_at = now()",
      [table.schema, table.name, qualified],
    );
    // A table that was dropped by hand starts from nothing.
    await tx.execute("DELETE FROM penny.publications WHERE table_name = $1", [
      `${table.schema}.${table.name}`,
    ]);
  });
}

async function refuseTypeChange(
  db: Queryable,
  table: PublishedTable,
  column: PublishedColumn,
  before: string,
): Promise<void> {
  const what = `« ${table.schema}.${table.name}.${column.name} » de ${before} en ${column.type}`;
  if (table.key.includes(column.name)) {
    throw new DataError(
      `Impossible de changer le type de ${what} : la colonne fait partie de la clé ; ` +
        "gardez les colonnes de la clé telles quelles",
    );
  }
  const views = await db.many<{ name: string }>(
    "SELECT DISTINCT v.oid::regclass::text AS name FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid " +
      "JOIN pg_class v ON v.oid = r.ev_class JOIN pg_attribute a ON a.attrelid = d.refobjid " +
      "AND a.attnum = d.refobjsubid WHERE d.classid = 'pg_rewrite'::regclass " +
      "AND d.refobjid = $1::regclass AND a.attname = $2 ORDER BY 1",
    [quoteName(table.schema, table.name), column.name],
  );
  if (views.length === 0) return;
  throw new DataError(
    `Impossible de changer le type de ${what} : ${
      views.map((view) => `la vue « ${view.name} »`).join(", ")
    } ` +
      "s'appuie dessus ; supprimez-la ou donnez un autre nom à la colonne",
  );
}

function alterStatements(table: PublishedTable, changes: readonly string[]): string[] {
  return changes.map((change) => `ALTER TABLE ${quoteName(table.schema, table.name)} ${change}`);
}
