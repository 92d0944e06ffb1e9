import assert from "node:assert/strict";
import { type Database, quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import { columnsReadBy, DOMAIN_NAMES, type DomainName, DOMAINS } from "../../lib/domains/mod.ts";
import type { SourceName } from "../../lib/domains/mod.ts";
import { extractDomain, mirrorTable, registerCompanies } from "../../lib/sync/mod.ts";
import { domainsOf, openSources } from "../integration/moving/contexts.ts";
import type { DayWorld } from "../integration/day/world.ts";

/**
 * Holds every published table to be the source in force, row by row: Data Sharing is asked by SQL, the API is read whole from
 * the beginning into another warehouse.
 *
 * @param world Companies that do not move any more.
 * @returns Rows compared, by table.
 */
export async function comparePublished(world: DayWorld): Promise<Record<string, number>> {
  await using whole = await world.openTruth();
  await readWhole(world, whole.db);
  const { warehouse: { db }, books } = world;
  await db.execute("CREATE SCHEMA truth");
  const counts: Record<string, number> = {};
  for (const domain of DOMAIN_NAMES) {
    const sources = (await db.rows(
      "SELECT DISTINCT source FROM penny.sources_in_force WHERE domain = $1",
      [domain],
    )).map(([source]) => source as SourceName);
    assert.equal(sources.length, 1, `${domain} comes from ${sources}`);
    const from = sources[0] === "api" ? whole.db : books;
    counts[domain] = await compare({ db, from, domain, source: sources[0]! });
  }
  return counts;
}

async function readWhole({ sources, time }: DayWorld, db: Database): Promise<void> {
  await using open = openSources(sources, { db, clock: time });
  const context = open.context("truth", "api");
  await registerCompanies(context);
  for (const domain of ["fiscal_years", ...domainsOf("api")] as const) {
    const { units } = await extractDomain(context, domain);
    for (const { status, reason } of units) assert.notEqual(status, "failed", String(reason));
  }
}

async function compare(
  { db, from, domain, source }: {
    readonly db: Database;
    readonly from: Database;
    readonly domain: DomainName;
    readonly source: SourceName;
  },
): Promise<number> {
  const columns = columnsReadBy(DOMAINS[domain], source)
    .filter(({ derived }) => !derived).map(({ name }) => name);
  const list = columns.map(quoteIdentifier).join(", ");
  const published = `pennylane.${quoteIdentifier(domain)}`;
  const truth = `truth.${quoteIdentifier(domain)}`;
  await db.execute(
    `CREATE UNLOGGED TABLE ${truth} AS SELECT ${list} FROM ${published} WHERE false`,
  );
  const rows = source === "api"
    ? `${mirrorTable(DOMAINS[domain], "api")} WHERE _deleted_at IS NULL`
    : published;
  await db.copyIn(
    { schema: "truth", table: domain, columns, format: "csv" },
    from.copyOut(`SELECT ${list} FROM ${rows}`, { format: "csv", header: false }),
  );
  const [mine, theirs] = [`SELECT ${list} FROM ${published}`, `SELECT ${list} FROM ${truth}`];
  const [[count, extra, missing] = []] = await db.rows(
    `SELECT (SELECT count(*) FROM ${truth}), (SELECT count(*) FROM (${mine} EXCEPT ALL ${theirs}) d), ` +
      `(SELECT count(*) FROM (${theirs} EXCEPT ALL ${mine}) d)`,
  );
  assert.deepEqual([extra, missing], ["0", "0"], `${domain}: rows too many, rows missing`);
  return Number(count);
}
