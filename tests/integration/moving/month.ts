import assert from "node:assert/strict";
import type { Database } from "../../../lib/connectors/postgres/mod.ts";
import { DOMAIN_NAMES, type DomainName, type SourceName } from "../../../lib/domains/mod.ts";
import type { Live, LiveOptions } from "../../../lib/sandbox/live/mod.ts";
import { Random } from "../../../lib/sandbox/prng.ts";
import { extractDomain, registerCompanies } from "../../../lib/sync/mod.ts";
import type { DrivenClock } from "../_sandbox_api.ts";
import type { AskedIds } from "./asked_ids.ts";
import { domainsOf, type MovingSources, openSources } from "./contexts.ts";
import { forgetWrites, watchWrites, wrongRecords } from "./merge_log.ts";
import type { Processes } from "./processes.ts";
import { SilentRows } from "./silent_rows.ts";
import { bothSides, copyTruth, type DifferingRow, differingRows, prepareTruth } from "./truth.ts";
import type { RunEnd, RunTask } from "./worker.ts";

/** How companies are followed. */
export interface MonthOptions {
  readonly seed: number;
  /** Random changes in all. */
  readonly changes: number;
  /** Quiet points at which everything is compared; one more comes a week after the last change. */
  readonly checks: number;
  /** Days over which the changes are spread. */
  readonly days: number;
  /** Changes between two moments at which somebody synchronises, on average. */
  readonly burst: number;
  /** That synchronise at once, at most. */
  readonly processes: number;
  /** How often kinds of changes come. @default as in the sandbox */
  readonly weights?: LiveOptions["weights"];
  /** Told after each quiet point. */
  readonly print?: (line: string) => void;
}

/** What happened. */
export interface MonthReport {
  /** Changes by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Runs of all processes, and moments at which more than one was under way. */
  readonly runs: number;
  readonly meetings: number;
  /** Readings of units by plan. */
  readonly plans: Readonly<Record<string, number>>;
  /** Rows changed without an event; those that still differed at a quiet point, summed over the points. */
  readonly silentRows: number;
  readonly silentSeen: number;
  /** Rows that comparisons found and nobody had announced. */
  readonly missed: number;
  /** Quiet points. */
  readonly checks: number;
}

/** What a month is made of. */
export interface Moved {
  /** Changes of every kind, and of every kind but silent ones: what happens while somebody reads. */
  readonly live: Live;
  readonly loud: Live;
  readonly clock: DrivenClock;
  readonly asked: AskedIds;
  readonly processes: Processes;
  /** The stand-in. */
  readonly books: Database;
  /** The warehouse. */
  readonly db: Database;
  /** Another warehouse, in which the API is read from the beginning at each quiet point. */
  readonly truth: { readonly db: Database; readonly sources: MovingSources };
}

const SOURCES: readonly SourceName[] = ["data_sharing", "api"];
const DAY_SECONDS = 86_400;

/** A month of companies that move and of processes that follow them. */
export class Month {
  readonly #moved: Moved;
  readonly #options: MonthOptions;
  readonly #random: Random;
  readonly #kinds: Record<string, number> = {};
  readonly #plans: Record<string, number> = {};
  #silent!: SilentRows;
  #runs = 0;
  #checkedRuns = "";
  #meetings = 0;
  #missed = 0;
  #silentSeen = 0;
  #checks = 0;
  /** When the last event that was told can be read. */
  #toldBy = 0;

  constructor(moved: Moved, options: MonthOptions) {
    this.#moved = moved;
    this.#options = options;
    this.#random = new Random(`moving/${options.seed}`);
  }

  /** Lets everything happen. */
  async run(): Promise<MonthReport> {
    const { changes, checks, burst } = this.#options;
    await this.#begin();
    for (let done = 0, check = 1; done < changes; check++) {
      const until = Math.round(changes * check / checks);
      while (done < until) {
        const some = Math.min(until - done, this.#random.int(1, 2 * burst - 1));
        await this.#change(some);
        done += some;
        done += await this.#synchroniseSome(Math.min(3, until - done));
      }
      await this.#quiet(`after ${done} changes`);
    }
    // A week later everything is compared: what nobody had announced is there, too.
    this.#moved.clock.advance(7 * DAY_SECONDS);
    const { differing } = await this.#quiet("a week later");
    assert.deepEqual(differing, [], this.#say("wholly equal after a comparison"));
    return {
      ...{ kinds: this.#kinds, plans: this.#plans, runs: this.#runs, meetings: this.#meetings },
      ...{ silentRows: this.#silent.noted, silentSeen: this.#silentSeen, missed: this.#missed },
      checks: this.#checks,
    };
  }

  #say(what: string): string {
    return `seed ${this.#options.seed}, ${what}`;
  }

  /** First readings, by two processes at once where there are two; from then on every write is watched. */
  async #begin(): Promise<void> {
    const { db, books } = this.#moved;
    await this.#together(SOURCES.map((source) => this.#task(source, domainsOf(source))));
    await this.#together([{ ...this.#task("api", []), publish: DOMAIN_NAMES }]);
    await prepareTruth(db);
    await watchWrites(db);
    this.#silent = await SilentRows.open(db, books);
    this.#checkedRuns = runId(this.#runs);
  }

  /** Random changes while nobody reads; Data Sharing follows by the clock. */
  async #change(count: number): Promise<void> {
    const { live, clock } = this.#moved;
    const gap = this.#options.days * DAY_SECONDS / this.#options.changes;
    for (let i = 0; i < count; i++) {
      clock.advance(1 + this.#random.int(0, Math.round(2 * gap)));
      await this.#step(live);
      if (this.#random.chance(0.1)) await this.#silent.copying(() => live.keepUp());
    }
    await this.#silent.copying(() => live.keepUp());
  }

  async #step(live: Live): Promise<void> {
    const change = await live.step();
    this.#kinds[change.kind] = (this.#kinds[change.kind] ?? 0) + 1;
    for (const { processedAt } of change.events) {
      this.#toldBy = Math.max(this.#toldBy, processedAt.getTime());
    }
    await this.#silent.changed(change);
  }

  /** One to all processes synchronise a part; meanwhile changes that are told go on. Answers how many. */
  async #synchroniseSome(mostChanges: number): Promise<number> {
    const { processes, loud, clock, books } = this.#moved;
    const count = this.#random.int(1, processes.count);
    const first = this.#someTask();
    const tasks = Array.from({ length: count }, (_, i) => {
      if (i === 0) return first;
      return this.#random.chance(0.5) ? { ...first, runId: this.#nextRun() } : this.#someTask();
    });
    const meanwhile = this.#random.int(0, Math.max(0, mostChanges));
    const copies = this.#random.chance(0.3);
    const reading = this.#together(tasks);
    for (let i = 0; i < meanwhile; i++) {
      clock.advance(this.#random.int(1, 20));
      await processes.setClock(clock.now());
      await this.#step(loud);
    }
    const { waiting } = await books.one<{ waiting: boolean }>(
      "SELECT EXISTS (SELECT FROM sandbox_live.pending WHERE silent) AS waiting",
    );
    // What moves without a word moves between readings, else nobody could say who has seen it.
    if (copies && !waiting) await this.#silent.copying(() => loud.refresh());
    await reading;
    await this.#silent.asked(this.#moved.asked.take());
    return meanwhile;
  }

  #someTask(): RunTask {
    const source = this.#random.pick([...SOURCES]);
    const domains = domainsOf(source).filter(() => this.#random.chance(0.3));
    const task = this.#task(source, domains);
    return this.#random.chance(0.15) ? { ...task, publish: domains } : task;
  }

  #task(source: SourceName, domains: readonly DomainName[]): RunTask {
    return { runId: this.#nextRun(), source, domains, publish: [] };
  }

  #nextRun(): string {
    return runId(++this.#runs);
  }

  /** Runs, each in a process of its own as long as there are enough. */
  async #together(tasks: readonly RunTask[]): Promise<void> {
    const { processes, clock } = this.#moved;
    const begun = clock.now().getTime();
    await processes.setClock(clock.now());
    if (tasks.length > 1) this.#meetings++;
    const unread = this.#checkedRuns === "" ? [] : await this.#silent.unread();
    const ends = await Promise.all(
      tasks.map((task, i) => processes.run(i % processes.count, task)),
    );
    // An event that was not there yet is no wonder to a comparison that is under way.
    const calm = this.#toldBy <= begun;
    for (const end of ends) this.#take(end, calm ? unread : null);
  }

  #take({ runId, units, error }: RunEnd, unread: readonly DifferingRow[] | null): void {
    assert.equal(error, null, this.#say(`${runId}: ${error}`));
    for (const { source, domain, companyId, status, reason, plan, missed } of units) {
      const ended = ["ok", "fresh"].includes(status);
      assert.ok(ended, this.#say(`${runId}, ${source} ${domain}: ${status} ${reason}`));
      if (plan !== null) this.#plans[plan] = (this.#plans[plan] ?? 0) + 1;
      if (!missed) continue;
      const { inserted, updated, deleted } = missed;
      // A rebuild of etl takes with it what it had told to be deleted: then only a comparison finds these.
      const found = inserted + updated + (source === "api" ? deleted : 0);
      this.#missed += inserted + updated + deleted;
      if (unread === null) continue;
      const silent = unread.filter((row) =>
        row.source === source && row.domain === domain && row.companyId === companyId
      ).length;
      const what = `${runId}, ${source} ${domain}: ${found} rows missed, ${silent} were silent`;
      // A line of the analytical ledger has as many rows as tags.
      const most = domain === "analytical_ledger" && silent > 0 ? Infinity : silent;
      assert.ok(found <= most, this.#say(what));
    }
  }

  /** Everything is told, copied and read; then everything is compared. */
  async #quiet(what: string): Promise<{ differing: readonly DifferingRow[] }> {
    const started = performance.now();
    const { clock, live, db, books, processes, asked } = this.#moved;
    // An event may be late by three quarters of a minute.
    clock.advance(120);
    await this.#silent.copying(() => live.refresh());
    await this.#silent.copying(() => live.keepUp());
    const order = this.#random.chance(0.5) ? SOURCES : SOURCES.toReversed();
    const last = order.map((source) => this.#task(source, domainsOf(source)));
    if (processes.count > 1) await this.#together(last);
    else for (const task of last) await this.#together([task]);
    await this.#silent.asked(asked.take());
    await this.#together([{ ...this.#task(order[0]!, []), publish: DOMAIN_NAMES }]);
    await this.#silent.asked(asked.take());
    await copyTruth(db, "data_sharing", books);
    await this.#readTruth();
    const differing = [
      ...await differingRows(db, "api"),
      ...await differingRows(db, "data_sharing"),
    ];
    await this.#checkDifference(differing, what);
    await this.#checkPublished(what);
    assert.deepEqual(await wrongRecords(db, this.#checkedRuns), [], this.#say(what));
    await forgetWrites(db);
    this.#checkedRuns = runId(this.#runs);
    this.#checks++;
    this.#silentSeen += differing.length;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    this.#options.print?.(
      `${clock.now().toISOString()} ${what}: equal but for ${differing.length} silent rows (${seconds} s)`,
    );
    return { differing };
  }

  /** The API read whole from the beginning, in another warehouse. */
  async #readTruth(): Promise<void> {
    const { db: own, clock, truth: { db, sources } } = this.#moved;
    const tables = await db.rows(
      "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'penny_source'",
    );
    if (tables.length > 0) {
      await db.execute(`TRUNCATE ${tables.map(([name]) => name).join(", ")}, penny.units`);
    }
    await using open = openSources(sources, { db, clock });
    const context = open.context(`truth-${this.#checks}`, "api");
    await registerCompanies(context);
    for (const domain of ["fiscal_years", ...domainsOf("api")] as const) {
      const { units } = await extractDomain(context, domain);
      for (const { status, reason } of units) assert.notEqual(status, "failed", reason);
    }
    await copyTruth(own, "api", db);
  }

  /** Mirrors differ from the source in the rows that nobody can know of, no more and no less. */
  async #checkDifference(differing: readonly DifferingRow[], what: string): Promise<void> {
    const keyOf = (row: DifferingRow) => `${row.source} ${row.domain} ${row.companyId} ${row.id}`;
    const unread = new Set((await this.#silent.unread()).map(keyOf));
    const found = new Set(differing.map(keyOf));
    const more = differing.filter((row) => !unread.has(keyOf(row)));
    const fewer = [...unread].filter((key) => !found.has(key));
    const shown = await Promise.all(more.slice(0, 3).map((row) => bothSides(this.#moved.db, row)));
    assert.equal(
      more.length + fewer.length,
      0,
      this.#say(
        `${what}: ${more.length} rows differ although they were told, ${fewer.length} silent rows do not differ\n` +
          [...shown, ...fewer.slice(0, 5)].join("\n"),
      ),
    );
  }

  /** What is published is what the source in force holds. */
  async #checkPublished(what: string): Promise<void> {
    const { db } = this.#moved;
    for (const domain of DOMAIN_NAMES) {
      const [view, table] = [`penny_source.${domain}`, `pennylane.${domain}`];
      const columns = await db.rows(
        "SELECT quote_ident(column_name) FROM information_schema.columns WHERE table_schema = 'pennylane' AND table_name = $1",
        [domain],
      );
      const list = columns.join(", ");
      const { differing } = await db.one<{ differing: string }>(
        `SELECT count(*) AS differing FROM (` +
          `(SELECT ${list} FROM ${view} EXCEPT ALL SELECT ${list} FROM ${table}) UNION ALL ` +
          `(SELECT ${list} FROM ${table} EXCEPT ALL SELECT ${list} FROM ${view})) d`,
      );
      assert.equal(differing, "0", this.#say(`${what}, published ${domain}`));
    }
  }
}

/** Names sort in the order of runs. */
function runId(number: number): string {
  return `run-${String(number).padStart(6, "0")}`;
}
