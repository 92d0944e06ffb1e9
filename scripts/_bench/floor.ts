import { type Database, quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import { DOMAINS } from "../../lib/domains/mod.ts";
import type { Stopwatch } from "./stopwatch.ts";

const DOMAIN = DOMAINS.general_ledger;
const COLUMNS = DOMAIN.columns.filter((column) => column.sources.data_sharing !== null)
  .map((column) => quoteIdentifier(column.name)).join(", ");

/**
 * The same work by SQL alone, as psql would do it: bytes go from COPY to COPY and no row is ever looked at.
 *
 * @param source The stand-in of Data Sharing.
 * @param db The warehouse; it has the mirror of the ledger, which gives the columns.
 * @param watch Notes each step.
 */
export async function runFloor(source: Database, db: Database, watch: Stopwatch): Promise<void> {
  await db.execute(`DROP SCHEMA IF EXISTS floor CASCADE; CREATE SCHEMA floor;
    CREATE UNLOGGED TABLE floor.staging AS SELECT ${COLUMNS} FROM penny_source.general_ledger LIMIT 0;
    CREATE TABLE floor.mirror (LIKE penny_source.general_ledger__data_sharing INCLUDING ALL);
    CREATE TABLE floor.published AS SELECT ${COLUMNS} FROM penny_source.general_ledger LIMIT 0;
    ALTER TABLE floor.published ADD PRIMARY KEY (company_id, id);
    CREATE UNLOGGED TABLE floor.publish AS SELECT ${COLUMNS} FROM penny_source.general_ledger LIMIT 0`);
  await watch.time("copy", () => pipe(source, "pennylane.general_ledger", db, "staging"));
  await watch.time("gates", () => gates(db));
  await watch.time("merge", () => upsert(db, "staging", "mirror", ["_revision"]));
  await watch.time(
    "balance",
    () =>
      db.execute(
        "SELECT company_id, date, sum(debit), sum(credit) FROM floor.mirror GROUP BY 1, 2",
      ),
  );
  await watch.time("publish: copy", () => pipe(db, "floor.mirror", db, "publish"));
  await watch.time("publish: merge", () => upsert(db, "publish", "published", []));
  await db.execute("DROP SCHEMA floor CASCADE");
}

async function pipe(from: Database, table: string, to: Database, target: string): Promise<void> {
  await to.copyIn(
    {
      schema: "floor",
      table: target,
      columns: COLUMNS.split(", ").map((name) => name.slice(1, -1)),
      format: "csv",
    },
    from.copyOut(`SELECT ${COLUMNS} FROM ${table}`, { format: "csv", header: false }),
  );
}

async function gates(db: Database): Promise<void> {
  await db.execute("ANALYZE floor.staging");
  await db.execute("SELECT company_id, id FROM floor.staging GROUP BY 1, 2 HAVING count(*) > 1");
  await db.execute(
    "SELECT 1 FROM floor.staging WHERE scale(trim_scale(debit)) > 2 OR scale(trim_scale(credit)) > 2",
  );
}

async function upsert(
  db: Database,
  from: string,
  into: string,
  extra: readonly string[],
): Promise<void> {
  const others = COLUMNS.split(", ").filter((name) => name !== '"company_id"' && name !== '"id"');
  await db.execute(
    `INSERT INTO floor.${into} AS m (${[COLUMNS, ...extra].join(", ")}) ` +
      `SELECT ${[COLUMNS, ...extra.map(() => "1")].join(", ")} FROM floor.${from} ` +
      `ON CONFLICT (company_id, id) DO UPDATE SET ${
        others.map((name) => `${name} = excluded.${name}`).join(", ")
      } WHERE (${others.map((name) => `m.${name}`).join(", ")}) IS DISTINCT FROM ` +
      `(${others.map((name) => `excluded.${name}`).join(", ")})`,
  );
}
