import assert from "node:assert/strict";
import { type Clock, systemClock } from "../../lib/base/mod.ts";
import { openDataSharing } from "../../lib/connectors/data_sharing/mod.ts";
import { openPennylane } from "../../lib/connectors/pennylane/mod.ts";
import type { ConnectSettings, Database } from "../../lib/connectors/postgres/mod.ts";
import { quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import {
  columnsReadBy,
  DOMAIN_NAMES,
  type DomainName,
  DOMAINS,
  type SourceName,
} from "../../lib/domains/mod.ts";
import { sandboxTokens, serveSandboxApi } from "../../lib/sandbox/api/mod.ts";
import { type Live, openLive } from "../../lib/sandbox/live/mod.ts";
import { loadSandbox } from "../../lib/sandbox/mod.ts";
import { Random } from "../../lib/sandbox/prng.ts";
import {
  type ApiToken,
  extractDomain,
  mirrorTable,
  publishDomain,
  registerCompanies,
  type SyncContext,
} from "../../lib/sync/mod.ts";
import { openWarehouse } from "../../lib/warehouse/mod.ts";
import { DATE, DrivenClock } from "./_sandbox_api.ts";
import { withDatabase } from "./_server.ts";

/** Companies that move, and a warehouse that follows them from both sources. */
export interface Moving {
  readonly live: Live;
  readonly clock: DrivenClock;
  /** A number from 0 to below 1, by the seed. */
  random(): number;
  /** One synchronisation of some domains from one source, as a run of its own. */
  sync(source: SourceName, domains: readonly DomainName[], full?: boolean): Promise<void>;
  /** Fails where mirror, published tables and source differ in any row. */
  check(when: string): Promise<void>;
}

/** The domains that a source gives. */
export function domainsOf(source: SourceName): DomainName[] {
  return DOMAIN_NAMES.filter((name) => columnsReadBy(DOMAINS[name], source).length > 0);
}

/**
 * Runs a test on synthetic companies that move, whatever comes from `seed` alone.
 *
 * @param seed Printed by who fails.
 * @param test What to do with them.
 */
export async function withMovingCompanies(
  seed: number,
  test: (moving: Moving) => Promise<void>,
): Promise<void> {
  await withDatabase("moving_src", async ({ db: books, settings }) => {
    await loadSandbox(books, { seed: 1, date: DATE });
    const clock = new DrivenClock();
    const live = await openLive(books, {
      seed,
      clock,
      weights: { silent_change: 0, silent_deletion: 0 },
    });
    const tokens = await sandboxTokens(books);
    const limit = { requests: 1_000_000, windowSeconds: 5 };
    await using api = await serveSandboxApi(books, {
      tokens,
      clock,
      limitClock: systemClock,
      limit,
    });
    await using opened = openTokens(api.baseUrl, tokens.map(({ token }) => token));
    await withWarehouse("moving", async (db) => {
      const base = { ...{ books: settings, tokens: opened.tokens, clock } };
      await using sources = openSources(db, base);
      let runs = 0;
      const draws = new Random(`moving/${seed}`);
      const random = () => draws.unit();
      await test({
        ...{ live, clock, random },
        sync: (source, domains, full = false) =>
          synchronise(sources.context(`run-${++runs}`, source, full), domains),
        check: async (when) => {
          await checkDataSharing(db, books, when);
          await withWarehouse("moving_fresh", async (fresh) => {
            await using again = openSources(fresh, base);
            await synchronise(again.context("fresh", "api", false), domainsOf("api"));
            await checkApi(db, fresh, when);
          });
          await checkPublished(sources.context(`run-${++runs}`, "api", false), when);
        },
      });
    });
  });
}

interface SourceBase {
  readonly books: ConnectSettings;
  readonly tokens: SyncContext["api"];
  readonly clock: Clock;
}

function openSources(db: Database, { books, tokens, clock }: SourceBase) {
  const dataSharing = openDataSharing({ ...books, sslMode: "disable" });
  return {
    context: (runId: string, source: SourceName, full: boolean): SyncContext => ({
      ...{ db, dataSharing, clock, runId, api: tokens, companies: [], schema: "pennylane" },
      sourceChoice: Object.fromEntries(domainsOf(source).map((name) => [name, source])),
      fingerprint: "same",
      wish: { full },
      mayShrink: () => true,
      emit: () => {},
    }),
    [Symbol.asyncDispose]: () => dataSharing.close(),
  };
}

async function withWarehouse(name: string, work: (db: Database) => Promise<void>): Promise<void> {
  await withDatabase(name, async ({ config }) => {
    await using warehouse = await openWarehouse(config, { notify: () => {} });
    await work(warehouse.db);
  });
}

/** Clients of the tokens, open as long as the books move. */
function openTokens(baseUrl: string, texts: readonly string[]) {
  const clients = texts.map((token) => openPennylane({ token, baseUrl }));
  return {
    tokens: clients.map((client, i): ApiToken => ({
      position: i + 1,
      hash: `hash-${i}`,
      client: () => Promise.resolve(client),
    })),
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) await client.close();
    },
  };
}

async function synchronise(context: SyncContext, domains: readonly DomainName[]): Promise<void> {
  await registerCompanies(context);
  await extractDomain(context, "fiscal_years");
  for (const name of domains) {
    const { units } = await extractDomain(context, name);
    for (const { unit, status, reason } of units) {
      assert.ok(["ok", "fresh"].includes(status), `${unit.source} ${name}: ${status} ${reason}`);
    }
  }
}

/** All rows as one text each, whatever scale a number is kept with. */
function rowText(domain: DomainName, source: SourceName): string {
  const columns = DOMAINS[domain].columns
    .filter(({ derived, sources }) => !derived && sources[source] !== null);
  const texts = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    return type === "decimal" ? `trim_scale(${column}::numeric)::text` : `${column}::text`;
  });
  return `concat_ws('|', ${texts.map((text) => `coalesce(${text}, '∅')`).join(", ")})`;
}

async function linesOf(
  db: Database,
  table: string,
  text: string,
  where = "true",
): Promise<string[]> {
  const rows = await db.many<{ line: string }>(
    `SELECT ${text} AS line FROM ${table} WHERE ${where} ORDER BY 1`,
  );
  return rows.map(({ line }) => line);
}

function assertSame(actual: readonly string[], expected: readonly string[], what: string): void {
  const [mine, theirs] = [new Set(actual), new Set(expected)];
  const extra = actual.filter((line) => !theirs.has(line));
  const missing = expected.filter((line) => !mine.has(line));
  const shown = [
    ...extra.slice(0, 3).map((l) => `+ ${l}`),
    ...missing.slice(0, 3).map((l) => `- ${l}`),
  ];
  assert.ok(
    extra.length + missing.length === 0 && actual.length === expected.length,
    `${what}: ${extra.length} too many, ${missing.length} missing\n${shown.join("\n")}`,
  );
}

async function checkDataSharing(db: Database, books: Database, when: string): Promise<void> {
  for (const domain of domainsOf("data_sharing")) {
    const mirror = mirrorTable(DOMAINS[domain], "data_sharing");
    const text = rowText(domain, "data_sharing");
    const actual = await linesOf(db, mirror, text, "_deleted_at IS NULL");
    const rounded = domain === "bank_accounts"
      ? text.replace('"balance"', 'round("balance"::numeric, 2)')
      : text;
    const expected = await linesOf(books, `pennylane.${domain}`, rounded);
    assertSame(actual, expected, `${when}, Data Sharing, ${domain}`);
  }
}

async function checkApi(db: Database, fresh: Database, when: string): Promise<void> {
  for (const domain of domainsOf("api")) {
    const mirror = mirrorTable(DOMAINS[domain], "api");
    const text = rowText(domain, "api");
    const [actual, expected] = [
      await linesOf(db, mirror, text, "_deleted_at IS NULL"),
      await linesOf(fresh, mirror, text, "_deleted_at IS NULL"),
    ];
    assertSame(actual, expected, `${when}, API, ${domain}`);
  }
}

/** What is published is what the source in force holds. */
async function checkPublished(context: SyncContext, when: string): Promise<void> {
  for (const domain of DOMAIN_NAMES) {
    await publishDomain(context, domain, { transform: (rows) => rows });
    const columns = DOMAINS[domain].columns.map(({ name }) => quoteIdentifier(name)).join(", ");
    const [view, table] = [`penny_source.${domain}`, `pennylane.${domain}`];
    const { differing } = await context.db.one<{ differing: string }>(
      `SELECT count(*) AS differing FROM (` +
        `(SELECT ${columns} FROM ${view} EXCEPT SELECT ${columns} FROM ${table}) UNION ALL ` +
        `(SELECT ${columns} FROM ${table} EXCEPT SELECT ${columns} FROM ${view})) d`,
    );
    assert.equal(differing, "0", `${when}, published ${domain}`);
  }
}

/** How long companies are followed. */
export interface FollowOptions {
  readonly seed: number;
  /** Random changes in all. */
  readonly changes: number;
  /** Quiet points at which everything is compared, the last one included. */
  readonly checks: number;
}

/**
 * Moves companies and synchronises them at random moments, by several runs at once; at each quiet point mirrors and
 * published tables must equal the source.
 *
 * @param options How much happens.
 */
export async function follow({ seed, changes, checks }: FollowOptions): Promise<void> {
  console.log(`[INFO] companies move with seed ${seed}`);
  await withMovingCompanies(seed, async (moving) => {
    const { live, clock, random, sync } = moving;
    await syncBoth(moving);
    for (let done = 0, check = 1; done < changes; check++) {
      const until = Math.round(changes * check / checks);
      while (done < until) {
        const burst = Math.min(until - done, 1 + Math.floor(random() * 12));
        for (let i = 0; i < burst; i++) {
          clock.advance(Math.floor(random() * 3_600));
          await live.step();
        }
        done += burst;
        if (random() < 0.4) await live.keepUp();
        const source = random() < 0.5 ? "api" : "data_sharing";
        const some = domainsOf(source).filter(() => random() < 0.3);
        // Two runs that meet: the second waits for each unit, and reads it again as a run of its own.
        const runs = [sync(source, some), ...(random() < 0.3 ? [sync(source, some)] : [])];
        await Promise.all(runs);
      }
      // An event may be late by three quarters of a minute; Data Sharing is copied every two hours.
      clock.advance(120);
      await live.refresh();
      await syncBoth(moving);
      await moving.check(`seed ${seed}, after ${done} changes`);
    }
  });
}

async function syncBoth({ sync }: Moving): Promise<void> {
  await sync("data_sharing", domainsOf("data_sharing"));
  await sync("api", domainsOf("api"));
}
