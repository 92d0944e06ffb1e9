import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { connect, type Database } from "../../lib/connectors/postgres/mod.ts";
import type { Frame } from "../../lib/frames/mod.ts";
import type { Transform } from "../../lib/sync/mod.ts";
import { addCompany, type Books, withBooks } from "./_books.ts";
import { citusCluster } from "./_citus.ts";

const TABLE = "pennylane.general_ledger";
const VIEW = "public.as_power_bi_reads";
const PUBLICATIONS = 100;
/** Publications in which a column comes, and in which one goes: ten together. */
const ADDED = [10, 28, 46, 64, 82];
const REMOVED = [19, 37, 55, 73, 91];
const LINES = 120;

/** The columns that a version has beside those of the domain, with what stands in them. */
function extras(version: number): Record<string, string> {
  const names = ADDED.filter((from, i) => version >= from && version < REMOVED[i]!);
  return Object.fromEntries(names.map((from) => [`extra_${from}`, String(version)]));
}

/** How many lines of a company a version lets out. */
function linesOf(version: number): number {
  return LINES - (version * 7) % 50;
}

/** The user's transform in one version of her notebook: other rows, other values, other columns. */
function transformOf(version: number): Transform {
  return (frame: Frame) =>
    frame.filter(pl.col("id").ltEq(pl.lit(linesOf(version)).cast(pl.Int64))).withColumns(
      pl.lit(version).cast(pl.Int64).alias("version"),
      pl.lit(String(version)).cast(pl.Decimal(38, 2)).alias("amount"),
      ...Object.entries(extras(version)).map(([name, value]) => pl.lit(value).alias(name)),
    );
}

async function ledgers(books: Books): Promise<void> {
  await addCompany(books, 1, "Alpha");
  await addCompany(books, 2, "Bêta");
  await books.source.execute(
    "INSERT INTO pennylane.general_ledger (company_id, id, date, label, debit, credit) " +
      "SELECT c, n, '2026-03-15', 'x', 0, 0 FROM generate_series(1, 2) c, generate_series(1, $1) n",
    [LINES],
  );
  await books.read("general_ledger");
  await publish(books, 0);
  await books.db.execute(`CREATE VIEW ${VIEW} AS SELECT * FROM ${TABLE}`);
}

async function publish(books: Books, version: number): Promise<void> {
  const transform = transformOf(version);
  const report = await books.publish("general_ledger", transform, { fingerprint: `v${version}` });
  assert.deepEqual(report.failures, []);
}

interface Seen {
  readonly version: string;
  readonly versions: string;
  readonly lines: string;
  readonly sum: string;
  /** What the columns beside those of the domain hold, row by row different ones. */
  readonly extras: readonly Record<string, string>[];
}

const SEEN = "SELECT max(version) AS version, count(DISTINCT version) AS versions, " +
  "count(*) AS lines, sum(amount) AS sum, jsonb_agg(DISTINCT (SELECT coalesce(" +
  "jsonb_object_agg(key, value), '{}') FROM jsonb_each_text(to_jsonb(r)) " +
  "WHERE starts_with(key, 'extra') AND value IS NOT NULL)) AS extras FROM ";

/** Fails unless what a reader saw is one version, and all of it. */
function assertWhole(seen: Seen, hasExtras: boolean): number {
  const version = Number(seen.version);
  const lines = 2 * linesOf(version);
  assert.deepEqual(
    { ...seen },
    {
      ...{ version: String(version), versions: "1", lines: String(lines) },
      ...{ sum: (version * lines).toFixed(2), extras: [hasExtras ? extras(version) : {}] },
    },
  );
  return version;
}

/** Reads table and view, on a session that waits 200 ms at most, until told to stop. */
async function readOn(db: Database, signal: AbortSignal): Promise<Set<number>> {
  const versions = new Set<number>();
  await db.session(async (session) => {
    await session.execute("SET lock_timeout = '200ms'");
    while (!signal.aborted) {
      const ofTable = assertWhole(await session.one<Seen>(`${SEEN}${TABLE} r`), true);
      // Its columns are those of the day on which it was made.
      const ofView = assertWhole(await session.one<Seen>(`${SEEN}${VIEW} r`), false);
      assert.ok(ofView >= ofTable, "the view shows an older version than the table did before");
      versions.add(ofTable).add(ofView);
    }
  });
  return versions;
}

/** Runs `work` while some readers read; their first failure ends it. */
async function besideReaders(
  books: Books,
  settings: { readonly readers: number },
  work: (failed: () => boolean) => Promise<void>,
): Promise<Set<number>[]> {
  const stop = new AbortController();
  await using db = connect(books.warehouseSettings, { maxConnections: settings.readers });
  let failed = false;
  const readers = Array.from(
    { length: settings.readers },
    () =>
      readOn(db, stop.signal).catch((error) => {
        failed = true;
        throw error;
      }),
  );
  const read = Promise.all(readers);
  read.catch(() => undefined);
  try {
    await work(() => failed);
  } finally {
    stop.abort();
  }
  return await read;
}

/** A cluster has no snapshot over its servers: a reader may see a company's new rows beside another's old ones. */
const ON_CLUSTER = citusCluster() !== null;

Deno.test({
  name: "publishDomain() never stops readers that wait 200 ms and shows them whole versions",
  ignore: ON_CLUSTER,
  fn: () =>
    withBooks("readers", async (books) => {
      await ledgers(books);
      const seen = await besideReaders(books, { readers: 3 }, async (failed) => {
        for (let version = 1; version <= PUBLICATIONS && !failed(); version++) {
          await publish(books, version);
        }
      });
      for (const versions of seen) assert.ok(versions.size > PUBLICATIONS / 4, `${versions.size}`);
    }),
});

/** Seconds that a long report reads the table, several times what a steady reader waits. */
const REPORT_S = 1.5;

Deno.test({
  name: "publishDomain() lets readers pass while a long report keeps a new column out",
  ignore: ON_CLUSTER,
  fn: () =>
    withBooks("report", async (books) => {
      await ledgers(books);
      await besideReaders(books, { readers: 3 }, async () => {
        const report = books.db.rows(`SELECT count(*), pg_sleep(${REPORT_S}) FROM ${TABLE}`);
        await untilRead(books);
        await publish(books, ADDED[0]!);
        assert.equal((await report)[0]![0], String(2 * linesOf(0)));
      });
      const after = await books.db.one<Seen>(`${SEEN}${TABLE} r`);
      assert.equal(assertWhole(after, true), ADDED[0]);
    }),
});

/** Waits until the long report reads. */
async function untilRead({ db }: Books): Promise<void> {
  const active = "SELECT FROM pg_stat_activity WHERE datname = current_database() " +
    "AND wait_event = 'PgSleep'";
  while ((await db.rows(active)).length === 0);
}

Deno.test("publishDomain() shows a column of a new type together with the rows of its version", () =>
  withBooks("retyped", async (books) => {
    await addCompany(books, 1, "Alpha");
    await books.source.execute(
      "INSERT INTO pennylane.general_ledger (company_id, id, date, label, debit, credit) " +
        "SELECT 1, n, '2026-03-15', 'x', 0, 0 FROM generate_series(1, 300) n",
    );
    await books.read("general_ledger");
    const typed = (version: number): Transform => (frame) =>
      frame.withColumns(
        pl.lit(version).cast(pl.Int64).alias("version"),
        (version % 2 === 0 ? pl.lit(version).cast(pl.Int64) : pl.lit(String(version)))
          .alias("retyped"),
      );
    const run = (version: number) =>
      books.publish("general_ledger", typed(version), { fingerprint: `v${version}` });
    await run(0);
    const stop = new AbortController();
    const reader = books.db.session(async (session) => {
      await session.execute("SET lock_timeout = '200ms'");
      while (!stop.signal.aborted) {
        const whole = await session.rows(
          `SELECT count(*) FROM ${TABLE} WHERE retyped::text IS DISTINCT FROM version::text`,
        );
        assert.deepEqual(whole, [["0"]]);
      }
    });
    reader.catch(() => stop.abort());
    for (let version = 1; version <= 12 && !stop.signal.aborted; version++) await run(version);
    stop.abort();
    await reader;
    const columns = await books.db.rows(
      `SELECT attname FROM pg_attribute WHERE attrelid = '${TABLE}'::regclass ` +
        "AND attname LIKE '%penny_new' AND NOT attisdropped",
    );
    assert.deepEqual(columns, []);
  }));
