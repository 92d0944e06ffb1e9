import assert from "node:assert/strict";
import { type Database, quoteIdentifier, quoteName } from "../../lib/connectors/postgres/mod.ts";
import { DOMAIN_NAMES, type DomainName, DOMAINS, type SourceName } from "../../lib/domains/mod.ts";
import { mirrorTable } from "../../lib/sync/mod.ts";

const SOURCES: readonly SourceName[] = ["data_sharing", "api"];
const PUBLISHED = "pennylane";

/**
 * Holds a warehouse to be whole, whenever it was cut: the state of each unit says what its mirror holds, neither more nor
 * less, and what is noted as published is published.
 *
 * @param db The warehouse.
 * @param domains Those whose published rows are looked at one by one.
 */
export async function checkWhole(db: Database, domains: readonly DomainName[]): Promise<void> {
  const tables = new Set(
    (await db.rows(
      "SELECT table_schema || '.' || table_name FROM information_schema.tables " +
        "WHERE table_schema IN ('penny', 'penny_source', 'pennylane')",
    )).map(([name]) => name!),
  );
  if (!tables.has("penny.units")) return;
  for (const domain of DOMAIN_NAMES) {
    for (const source of SOURCES) {
      if (tables.has(`penny_source.${domain}__${source}`)) await checkMirror(db, domain, source);
    }
  }
  for (const domain of domains.filter((name) => tables.has(`${PUBLISHED}.${name}`))) {
    await checkPublished(db, domain, tables);
  }
}

/** Rows and the last revision of each company, as its state has them: both moved in one transaction, or none. */
async function checkMirror(db: Database, domain: DomainName, source: SourceName): Promise<void> {
  const [actual, told] = await Promise.all([
    db.rows(
      "SELECT company_id, count(*) FILTER (WHERE _deleted_at IS NULL), max(_revision), " +
        `count(*) - count(DISTINCT (${keyOf(domain, "m")})) FROM ${
          mirrorTable(DOMAINS[domain], source)
        } m GROUP BY 1 ORDER BY 1`,
    ),
    db.rows(
      "SELECT company_id, rows, revision, 0 FROM penny.units " +
        "WHERE source = $1 AND domain = $2 AND revision > 0 ORDER BY 1",
      [source, domain],
    ),
  ]);
  assert.deepEqual(actual, told, `rows and revisions of ${domain} from ${source}, as its state`);
}

/** What is noted as published, row for row; what changed in the mirror since then does not count. */
async function checkPublished(
  db: Database,
  domain: DomainName,
  tables: ReadonlySet<string>,
): Promise<void> {
  const table = quoteName(PUBLISHED, domain);
  const noted = "SELECT company_id, source, revision, rows FROM penny.publications " +
    `WHERE table_name = '${PUBLISHED}.${domain}'`;
  const counts = await db.rows(`SELECT company_id, count(*) FROM ${table} GROUP BY 1 ORDER BY 1`);
  const told = await db.rows(
    `SELECT company_id, rows FROM (${noted}) p WHERE rows > 0 ORDER BY 1`,
  );
  assert.deepEqual(counts, told, `rows of ${domain}, as noted when they were published`);
  const columns = DOMAINS[domain].columns.map(({ name }) => `x.${quoteIdentifier(name)}`)
    .join(", ");
  for (const source of SOURCES.filter((name) => tables.has(`penny_source.${domain}__${name}`))) {
    const mirror = mirrorTable(DOMAINS[domain], source);
    const ours = `JOIN (${noted}) p ON p.company_id = x.company_id AND p.source = '${source}'`;
    const later = `EXISTS (SELECT FROM ${mirror} l WHERE (${keyOf(domain, "l")}) = (${
      keyOf(domain, "x")
    }) AND l._revision > p.revision)`;
    const { missing, extra, ahead } = await db.one<Record<string, string>>(
      `SELECT (SELECT count(*) FROM (SELECT ${columns} FROM ${mirror} x ${ours} ` +
        `WHERE x._deleted_at IS NULL AND x._revision <= p.revision EXCEPT ` +
        `SELECT ${columns} FROM ${table} x) d) AS missing, ` +
        `(SELECT count(*) FROM (SELECT ${columns} FROM ${table} x ${ours} WHERE NOT ${later} ` +
        `EXCEPT SELECT ${columns} FROM ${mirror} x WHERE x._deleted_at IS NULL) d) AS extra, ` +
        `(SELECT count(*) FROM (${noted}) p LEFT JOIN penny.units u ON u.company_id = p.company_id ` +
        `AND u.source = p.source AND u.domain = '${domain}' ` +
        `WHERE coalesce(u.revision, -1) < p.revision) AS ahead`,
    );
    assert.deepEqual(
      { missing, extra, ahead },
      { missing: "0", extra: "0", ahead: "0" },
      `published ${domain} and its mirror of ${source}`,
    );
  }
}

function keyOf(domain: DomainName, alias: string): string {
  return DOMAINS[domain].key.map((name) => `${alias}.${quoteIdentifier(name)}`).join(", ");
}

/**
 * Holds everything to be published that the last synchronisation read.
 *
 * @param db The warehouse.
 * @param source What is published comes from it.
 * @param domains Those that were synchronised.
 */
export async function checkPublishedAll(
  db: Database,
  source: SourceName,
  domains: readonly DomainName[],
): Promise<void> {
  const late = await db.rows(
    "SELECT u.domain, u.company_id, u.revision, p.revision FROM penny.units u LEFT JOIN penny.publications p " +
      "ON p.table_name = $1 || u.domain AND p.company_id = u.company_id AND p.source = u.source " +
      "WHERE u.source = $2 AND u.domain = ANY($3) AND u.revision IS DISTINCT FROM p.revision",
    [`${PUBLISHED}.`, source, domains],
  );
  assert.deepEqual(late, [], "what was read is published");
}

/**
 * Tables that readings and publications have left behind.
 *
 * @param db The warehouse.
 */
export async function stagingTables(db: Database): Promise<string[]> {
  const rows = await db.rows(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'penny_source' " +
      "AND starts_with(table_name, 'staging_') ORDER BY 1",
  );
  return rows.map(([name]) => name!);
}

/**
 * Waits until nobody holds a lock of Penny.
 *
 * @param db The warehouse.
 * @param limitMs How long at most.
 * @returns Milliseconds.
 */
export async function untilUnlocked(db: Database, limitMs: number): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const held = await db.rows(
      "SELECT l.pid, a.state, left(a.query, 200) FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid) " +
        "WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    const waited = performance.now() - begun;
    if (held.length === 0) return waited;
    if (waited > limitMs) assert.fail(`locks still held: ${JSON.stringify(held)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
