/**
 * Reads a large ledger from both sources, changes some of its rows, reads what changed; prints a line a round.
 * @module
 */
import type { Clock } from "../../lib/base/mod.ts";
import { loadConfig } from "../../lib/config/mod.ts";
import { openDataSharing } from "../../lib/connectors/data_sharing/mod.ts";
import { openPennylane } from "../../lib/connectors/pennylane/mod.ts";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import type { SourceName } from "../../lib/domains/mod.ts";
import { sandboxTokens, serveSandboxApi } from "../../lib/sandbox/api/mod.ts";
import { loadSandbox } from "../../lib/sandbox/mod.ts";
import {
  extractDomain,
  publishDomain,
  registerCompanies,
  type SyncContext,
  type UnitResult,
} from "../../lib/sync/mod.ts";
import { withLedgerColumns } from "../../lib/transforms/mod.ts";
import { openSandboxDatabase, openWarehouse } from "../../lib/warehouse/mod.ts";
import { changeLines, type LargestLedger, largestLedger } from "./changed_lines.ts";

/** Day of the books. */
const DATE = "2026-10-31";
/** Changed rows, round by round. */
const ROUNDS = [0, 1, 10, 100, 1_000, 10_000] as const;
/** An event can be late for some minutes: an hour later nothing of the round before is read again. */
const BETWEEN_MS = 3_600_000;
/** What six feeds and the groups of categories take when nothing has changed. */
const QUIET_REQUESTS = 7;
/** Of the 1,000 events of a page: the first one repeats the last one that was read. */
const NEW_EVENTS = 999;
/** Share of all lines that the largest company has. */
const LARGEST_SHARE = 0.57;
/** Requests in a second that Pennylane allows a token. */
const ALLOWED_RATE = 5;

/** A clock that stands still between rounds. */
class SteppedClock implements Clock {
  #now = new Date(`${DATE}T12:00:00Z`);

  now(): Date {
    return this.#now;
  }

  step(): void {
    this.#now = new Date(this.#now.getTime() + BETWEEN_MS);
  }
}

/** What all rounds share. */
interface Bench {
  readonly books: Database;
  readonly ledger: LargestLedger;
  readonly clock: SteppedClock;
  readonly base: Omit<SyncContext, "runId">;
  /** Requests sent so far. */
  readonly requests: () => number;
}

/** What one synchronisation took. */
interface Round {
  readonly unit: UnitResult;
  readonly requests: number;
  /** To the mirror, and from there to the published table. */
  readonly seconds: readonly [read: number, publish: number];
}

async function synchronise(bench: Bench, runId: string, source: SourceName): Promise<Round> {
  const api = source === "api" ? bench.base.api : [];
  const dataSharing = source === "api" ? null : bench.base.dataSharing;
  const context: SyncContext = { ...bench.base, api, dataSharing, runId };
  await registerCompanies(context);
  const foundations = source === "api" ? API_FOUNDATIONS : ["fiscal_years"] as const;
  for (const name of foundations) await extractDomain(context, name);
  const before = bench.requests();
  const begun = performance.now();
  const { units } = await extractDomain(context, "general_ledger");
  const read = performance.now();
  const unit = units.find(({ unit }) => unit.company.name === bench.ledger.company);
  if (unit === undefined || units.some(({ status }) => status !== "ok")) {
    throw new Error(units.map(({ status, reason }) => `${status}: ${reason}`).join("; "));
  }
  const requests = bench.requests() - before;
  await publishDomain(context, "general_ledger", { transform: (rows) => withLedgerColumns(rows) });
  const ended = performance.now();
  return { unit, requests, seconds: [(read - begun) / 1_000, (ended - read) / 1_000] };
}

/** Read first, so that the requests of the ledger are counted alone. */
const API_FOUNDATIONS = [
  "fiscal_years",
  "journals",
  "ledger_accounts",
  "customers",
  "suppliers",
  "bank_accounts",
] as const;

/** Rounds of the API; a reading that sends other requests than the fewest possible is a fault. */
async function apiRounds(bench: Bench): Promise<void> {
  const first = await synchronise(bench, "api-first", "api");
  console.log(`\nAPI, first reading: ${describe(first)}`);
  console.log(
    ["changed", "entries", "fewest", "requests", "written", "read", "publish", "at limit"]
      .map(cell).join(""),
  );
  for (const rows of ROUNDS) {
    bench.clock.step();
    const entries = await changeLines(bench.books, bench.ledger, { rows, at: bench.clock.now() });
    const fewest = QUIET_REQUESTS + Math.max(0, Math.ceil(rows / NEW_EVENTS) - 1) +
      Math.ceil(rows / 100) + Math.ceil(entries / 100);
    const round = await synchronise(bench, `api-${rows}`, "api");
    const { seconds, requests } = round;
    console.log(
      [
        ...[rows, entries, fewest, requests, written(round)],
        ...seconds.map((value) => `${value.toFixed(2)} s`),
        `${(requests / ALLOWED_RATE).toFixed(0)} s`,
      ].map(cell).join(""),
    );
    expect(requests === fewest, `${requests} requests where ${fewest} are enough`);
    expect(written(round) === rows, `${written(round)} rows written, ${rows} changed`);
  }
}

async function dataSharingRounds(bench: Bench): Promise<void> {
  const first = await synchronise(bench, "ds-first", "data_sharing");
  console.log(`\nData Sharing, first reading: ${describe(first)}`);
  console.log(["changed", "plan", "written", "read", "publish"].map(cell).join(""));
  for (const rows of ROUNDS) {
    bench.clock.step();
    await changeLines(bench.books, bench.ledger, { rows, at: bench.clock.now() });
    const round = await synchronise(bench, `ds-${rows}`, "data_sharing");
    const plan = round.unit.plan?.kind ?? "";
    const seconds = round.seconds.map((value) => `${value.toFixed(2)} s`);
    console.log([rows, plan, written(round), ...seconds].map(cell).join(""));
    expect(written(round) === rows, `${written(round)} rows written, ${rows} changed`);
  }
}

function written({ unit: { counts } }: Round): number {
  return counts.inserted + counts.updated + counts.deleted;
}

function describe({ unit, requests, seconds: [read, publish] }: Round): string {
  const sent = requests > 0 ? `, ${requests} requests` : "";
  return `${unit.rows} lines${sent}, read ${read.toFixed(1)} s, published ${publish.toFixed(1)} s`;
}

function cell(value: string | number): string {
  return String(value).padStart(10);
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

async function main(lines: number): Promise<void> {
  const config = loadConfig();
  await using sandbox = await openSandboxDatabase(config, { maxConnections: 8 });
  const all = Math.round(lines / LARGEST_SHARE);
  await loadSandbox(sandbox.db, { seed: 1, date: DATE, lines: all });
  const ledger = await largestLedger(sandbox.db);
  const clock = new SteppedClock();
  const token = (await sandboxTokens(sandbox.db))
    .find(({ companyId }) => companyId === ledger.companyId)!;
  let requests = 0;
  await using api = await serveSandboxApi(sandbox.db, {
    tokens: [token],
    clock,
    // What the limit costs is requests, which are counted.
    limit: { requests: 1_000_000, windowSeconds: 5 },
  });
  await using client = openPennylane({
    token: token.token,
    baseUrl: api.baseUrl,
    limiter: {
      acquire: () => {
        requests++;
        return Promise.resolve({
          settle: () => Promise.resolve(),
          release: () => Promise.resolve(),
        });
      },
    },
  });
  await using dataSharing = openDataSharing({ ...sandbox.server, sslMode: "disable" });
  await using warehouse = await openWarehouse(config, { notify: () => {} });
  const base = {
    ...{ db: warehouse.db, dataSharing, clock, schema: config.schema, fingerprint: "bench" },
    api: [{ position: 1, hash: "bench", client: () => Promise.resolve(client) }],
    ...{ companies: [ledger.company], sourceChoice: {}, emit: () => {} },
  };
  const bench: Bench = { books: sandbox.db, ledger, clock, base, requests: () => requests };
  await apiRounds(bench);
  await dataSharingRounds(bench);
}

if (import.meta.main) await main(Number(Deno.args[0]));
