import { type Database, quoteIdentifier } from "../../../lib/connectors/postgres/mod.ts";
import { type AnyDomainName, DOMAINS, type SourceName } from "../../../lib/domains/mod.ts";
import { mirrorTable } from "../../../lib/sync/mod.ts";
import { mirroredFrom } from "./contexts.ts";

/** A row that two tables tell differently, or that one of them lacks. */
export interface DifferingRow {
  readonly source: SourceName;
  readonly domain: AnyDomainName;
  readonly companyId: string;
  /** Empty where rows of the domain have none. */
  readonly id: string;
}

/** What the source gives, in the form of the mirror: columns, and what stands for each when the source is asked. */
interface TruthTable {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
}

function truthTable(domain: AnyDomainName, source: SourceName): TruthTable {
  const columns = DOMAINS[domain].columns
    .filter(({ derived, sources }) => !derived && sources[source] !== null)
    .map(({ name }) => name);
  const name = `${domain}__${source}`;
  return { name, table: `truth.${quoteIdentifier(name)}`, columns };
}

function listed(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(", ");
}

/** Columns of a mirror; numbers of any scale, so that what came with more digits than Penny keeps would differ. */
function shapeOf(domain: AnyDomainName, columns: readonly string[]): string {
  const types = new Map(DOMAINS[domain].columns.map(({ name, type }) => [name, type]));
  return columns.map((name) => {
    const column = quoteIdentifier(name);
    return types.get(name) === "decimal" ? `${column}::numeric AS ${column}` : column;
  }).join(", ");
}

/**
 * Makes the empty tables of schema `truth` in a warehouse whose mirrors exist.
 *
 * @param db The warehouse.
 */
export async function prepareTruth(db: Database): Promise<void> {
  await db.execute("CREATE SCHEMA truth");
  for (const source of ["data_sharing", "api"] as const) {
    for (const domain of mirroredFrom(source)) {
      const { table, columns } = truthTable(domain, source);
      await db.execute(
        `CREATE UNLOGGED TABLE ${table} AS SELECT ${shapeOf(domain, columns)} FROM ${
          mirrorTable(DOMAINS[domain], source)
        } WHERE false`,
      );
    }
  }
}

/**
 * Copies what a source gives now.
 *
 * @param db The warehouse.
 * @param source Of Data Sharing the stand-in itself, of the API the mirrors of a warehouse that has read it whole just now.
 * @param from That database.
 */
export async function copyTruth(db: Database, source: SourceName, from: Database): Promise<void> {
  for (const domain of mirroredFrom(source)) {
    const { name, table, columns } = truthTable(domain, source);
    await db.execute(`TRUNCATE ${table}`);
    const given = listed(columns);
    const sql = source === "api"
      ? `SELECT ${given} FROM ${mirrorTable(DOMAINS[domain], source)} WHERE _deleted_at IS NULL`
      : `SELECT ${inCents(domain, given)} FROM pennylane.${quoteIdentifier(domain)}`;
    await db.copyIn(
      { schema: "truth", table: name, columns, format: "csv" },
      from.copyOut(sql, { format: "csv", header: false }),
    );
  }
}

/** The one double of the source is kept in cents. */
function inCents(domain: AnyDomainName, columns: string): string {
  if (domain !== "bank_accounts") return columns;
  return columns.replace('"balance"', 'round("balance"::numeric, 2)');
}

/**
 * Rows in which mirrors differ from what was copied of their source; rows that are there twice count twice.
 *
 * @param db The warehouse.
 * @param source Whose mirrors.
 */
export async function differingRows(db: Database, source: SourceName): Promise<DifferingRow[]> {
  const found: DifferingRow[] = [];
  for (const domain of mirroredFrom(source)) {
    const { table, columns } = truthTable(domain, source);
    const mirror = `SELECT ${listed(columns)} FROM ${
      mirrorTable(DOMAINS[domain], source)
    } WHERE _deleted_at IS NULL`;
    const truth = `SELECT ${listed(columns)} FROM ${table}`;
    const id = columns.includes("id") ? "coalesce(id::text, '')" : "''";
    const rows = await db.many<{ company_id: string; id: string }>(
      `SELECT DISTINCT company_id::text, ${id} AS id FROM (` +
        `(${mirror} EXCEPT ALL ${truth}) UNION ALL (${truth} EXCEPT ALL ${mirror})) d`,
    );
    found.push(
      ...rows.map(({ company_id, id }) => ({ source, domain, companyId: company_id, id })),
    );
  }
  return found;
}

/**
 * Both sides of a row that differs, for a message.
 *
 * @param db The warehouse.
 * @param row Which one.
 */
export async function bothSides(db: Database, row: DifferingRow): Promise<string> {
  const { table, columns } = truthTable(row.domain, row.source);
  const mirror = mirrorTable(DOMAINS[row.domain], row.source);
  const where = `company_id::text = $1 AND ${columns.includes("id") ? "id::text = $2" : "$2 = ''"}`;
  const read = (from: string, alive: string) =>
    db.rows(`SELECT ${listed(columns)} FROM ${from} WHERE ${where}${alive} LIMIT 3`, [
      row.companyId,
      row.id,
    ]);
  const [here, there] = [await read(mirror, " AND _deleted_at IS NULL"), await read(table, "")];
  return `${row.source} ${row.domain} ${row.companyId} ${row.id}\n  mirror ${
    JSON.stringify(here)
  }\n  source ${JSON.stringify(there)}`;
}
