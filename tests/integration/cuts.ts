import assert from "node:assert/strict";
import { systemClock } from "../../lib/base/mod.ts";
import type { ConnectSettings, Database } from "../../lib/connectors/postgres/mod.ts";
import { DOMAIN_NAMES, type DomainName, DOMAINS, type SourceName } from "../../lib/domains/mod.ts";
import { sandboxTokens, serveSandboxApi } from "../../lib/sandbox/api/mod.ts";
import { type Live, type LiveKind, openLive } from "../../lib/sandbox/live/mod.ts";
import { loadSandbox } from "../../lib/sandbox/mod.ts";
import { Random } from "../../lib/sandbox/prng.ts";
import { mirrorTable } from "../../lib/sync/mod.ts";
import { drawMoment } from "./_cut_moment.ts";
import { checkPublishedAll, checkWhole, stagingTables, untilUnlocked } from "./_cut_checks.ts";
import { type Cut, type CutRun, cutRun, type Known } from "./_cut_run.ts";
import { CRASHES, type CutForm, type CutServer, openCutServer } from "./_cut_server.ts";
import { type CutSync, Phases, synchronise } from "./_cut_sync.ts";
import { assertSameRows, rowText } from "./_row_sums.ts";
import { COMPANIES, DATE, DrivenClock } from "./_sandbox_api.ts";
import { withDatabase } from "./_server.ts";
import { domainsOf } from "./moving_companies.ts";

/** How often whom. */
export interface CutOptions {
  readonly seed: number;
  /** Synchronising processes killed. */
  readonly kills: number;
  /** Crashes of the warehouse's server, of each form in turn. */
  readonly crashes: number;
  /** Sessions of the warehouse ended while its server stays. @default 0 */
  readonly sessions?: number;
  /** Cuts after which everything is compared with the API, and a new warehouse is begun. @default 15 */
  readonly every?: number;
  /** Hears one line now and then. */
  readonly note?: (line: string) => void;
}

/** What was cut. */
export interface CutReport {
  /** How often a process, and a server or session, was cut in each phase. */
  readonly phases: ReadonlyMap<string, { process: number; server: number }>;
  /** Cuts by form. */
  readonly forms: Readonly<Record<string, number>>;
  /** Processes that lost the warehouse and went on by themselves. */
  readonly again: number;
  /** Cuts after which staging tables were left, all gone after the next synchronisation. */
  readonly leftovers: number;
  /** Longest wait for the locks of who was cut, in milliseconds. */
  readonly unlockedMs: number;
}

/**
 * Cuts synchronisations of companies that move at random moments. After each cut what the warehouse holds must agree with what
 * it says of it, and the next synchronisation must bring mirrors and published tables to the state of the source.
 *
 * @param options How often whom; the seed decides the moves and the moments drawn.
 * @returns Where they were met.
 */
export async function cutAtRandom(options: CutOptions): Promise<CutReport> {
  await using server = await openCutServer();
  const report: CutReport[] = [];
  await withDatabase("cut_books", async ({ db: books, settings }) => {
    await loadSandbox(books, { seed: 1, date: DATE, lines: 300 });
    const clock = new DrivenClock();
    const weights = Object.fromEntries(UNTOLD.map((kind) => [kind, 0]));
    const live = await openLive(books, { seed: options.seed, clock, weights });
    const tokens = await sandboxTokens(books);
    const limit = { requests: 1_000_000, windowSeconds: 5 };
    await using api = await serveSandboxApi(books, {
      ...{ tokens, clock, limitClock: systemClock, limit },
    });
    const world: World = {
      ...{ server, books, settings, live, clock },
      baseUrl: api.baseUrl,
      tokens: tokens.map(({ token }) => token),
    };
    report.push(await new Cuts(world, options).all());
  });
  return report[0]!;
}

/** The two smaller companies, whose ids in the API are not those of Data Sharing, of the company or of its rows. */
const FOLLOWED: readonly string[] = COMPANIES.slice(1).map(String);

/**
 * Changes of which no feed tells a part, so that they wait for the weekly comparison; an archived invoice moves with the tags of
 * its entry.
 */
const UNTOLD: readonly LiveKind[] = [
  "silent_change",
  "silent_deletion",
  "category_renamed",
  "invoice_archived",
];

/** Companies, and the server of their warehouses. */
interface World {
  readonly server: CutServer;
  readonly books: Database;
  readonly settings: ConnectSettings;
  readonly live: Live;
  readonly clock: DrivenClock;
  readonly baseUrl: string;
  readonly tokens: readonly string[];
}

type Victim = "process" | CutForm;
/** Tries until a victim is met: a process may end before its moment. */
const TRIES = 30;
/** Cuts in a row that synchronise the same domains, so that what is known of the last one holds for the next. */
const SAME_DOMAINS = 3;
const UNLOCK_LIMIT_MS = 15_000;

/** Cuts, one after the other; its state is the warehouse under test and what was counted. */
class Cuts {
  readonly #world: World;
  readonly #options: CutOptions;
  readonly #random: Random;
  readonly #known = new Map<string, Known>();
  readonly #phases = new Map<string, { process: number; server: number }>();
  readonly #forms: Record<string, number> = {};
  #again = 0;
  #leftovers = 0;
  #unlockedMs = 0;
  #runs = 0;
  #notebooks = 0;
  #database = "";
  #published: SourceName = "api";

  constructor(world: World, options: CutOptions) {
    this.#world = world;
    this.#options = options;
    this.#random = new Random(`cuts/${options.seed}`);
  }

  async all(): Promise<CutReport> {
    const { every = 15, note = () => {} } = this.#options;
    const victims = this.#victims();
    let some: readonly DomainName[] = [];
    for (const [index, victim] of victims.entries()) {
      const last = index === victims.length - 1 || (index + 1) % every === 0;
      if (index % every === 0) await this.#begin(Math.floor(index / every));
      if (index % SAME_DOMAINS === 0) some = this.#someDomains();
      const domains = last ? DOMAIN_NAMES : some;
      const state = `seed ${this.#options.seed}, cut ${index + 1} (${victim})`;
      try {
        await this.#round(victim, { domains, first: index % every === 0 });
        if (last) await this.#checkApi();
      } catch (error) {
        throw new Error(`${state}, warehouse ${this.#database}: ${error}`, { cause: error });
      }
      if ((index + 1) % 10 === 0) note(`${index + 1} of ${victims.length} cuts`);
    }
    await this.#world.server.drop(this.#database);
    return {
      ...{ phases: this.#phases, forms: this.#forms, again: this.#again },
      ...{ leftovers: this.#leftovers, unlockedMs: this.#unlockedMs },
    };
  }

  /** Whom, in a random order. */
  #victims(): Victim[] {
    const { kills, crashes, sessions = 0 } = this.#options;
    const victims: Victim[] = [
      ...Array<Victim>(kills).fill("process"),
      ...Array.from({ length: crashes }, (_, i) => CRASHES[i % CRASHES.length]!),
      ...Array<Victim>(sessions).fill("session"),
    ];
    for (let i = victims.length - 1; i > 0; i--) {
      const j = this.#random.int(0, i);
      [victims[i], victims[j]] = [victims[j]!, victims[i]!];
    }
    return victims;
  }

  /** A warehouse that has nothing: its first load is cut, too. */
  async #begin(number: number): Promise<void> {
    if (this.#database !== "") await this.#world.server.drop(this.#database);
    this.#database = `cut_${number}`;
    this.#published = this.#random.chance(0.5) ? "api" : "data_sharing";
  }

  #someDomains(): readonly DomainName[] {
    const some = DOMAIN_NAMES.filter(() => this.#random.chance(0.2));
    return some.length === 0 ? [this.#random.pick(DOMAIN_NAMES)] : some;
  }

  /** Companies move, a synchronisation is cut, everything is held, the next one completes, everything is held again. */
  async #round(
    victim: Victim,
    { domains, first }: { readonly domains: readonly DomainName[]; readonly first: boolean },
  ): Promise<void> {
    const kind = first ? "first" : this.#random.chance(0.12) ? "full" : "changes";
    // Somebody edits his notebook now and then: everything is published again.
    if (this.#random.chance(0.4)) this.#notebooks++;
    await this.#move();
    await this.#cut(victim, { domains, kind });
    await this.#move();
    await this.#quiet();
    const spec = this.#spec(domains, kind === "full" && this.#random.chance(0.5));
    const known = await this.#complete(spec);
    if (kind !== "full") this.#known.set(kind, known);
    await this.#world.server.with(this.#database, async (db) => {
      assert.deepEqual(await stagingTables(db), [], "staging tables are gone");
      await checkWhole(db, domains);
      const source = this.#published;
      await checkPublishedAll(db, source, domains.filter((d) => domainsOf(source).includes(d)));
      await this.#checkDataSharing(db, domains);
    });
  }

  /** Cuts once, wherever it meets. */
  async #cut(
    victim: Victim,
    { domains, kind }: { readonly domains: readonly DomainName[]; readonly kind: string },
  ): Promise<void> {
    for (let tries = 1;; tries++) {
      const known = this.#known.get(kind) ?? this.#known.get("changes") ?? null;
      const again = victim !== "process" && this.#random.chance(0.5);
      const spec = { ...this.#spec(domains, kind === "full"), again };
      const restart = again || this.#random.chance(0.5);
      const cut = { moment: drawMoment(this.#random, known), act: this.#act(victim, restart) };
      const run = await this.#cutRun(victim, spec, cut);
      await this.#hold(victim, domains);
      if (run.met !== null) return this.#count(victim, run);
      assert.equal(run.status, 0, run.stderr);
      this.#known.set(kind, run.phases);
      if (tries === TRIES) throw new Error(`never met: ${JSON.stringify(cut.moment)}`);
      await this.#move();
    }
  }

  async #cutRun(
    victim: Victim,
    spec: Omit<CutSync, "suicide">,
    cut: Cut,
  ): Promise<CutRun> {
    // Somebody else may read the same at the same time: he goes on when the other is killed.
    const rival = victim === "process" && this.#random.chance(0.15)
      ? cutRun({ ...spec, runId: `${spec.runId}-rival`, full: false })
      : null;
    const moves = this.#random.chance(0.3);
    const running = cutRun(spec, cut);
    if (moves) await this.#moveDuring(running);
    const run = await running;
    const other = await rival;
    if (other !== null) assert.equal(other.status, 0, `who was not killed: ${other.stderr}`);
    if (victim !== "process" && run.met !== null) {
      assert.ok(run.status === 0 || run.status === 2, `${run.met}: ${run.status} ${run.stderr}`);
      if (run.status === 2) assert.match(run.stderr, /^\[ERREUR\] Impossible /, run.met);
      if (run.again) assert.equal(run.status, 0, `again in the same process: ${run.stderr}`);
    }
    return run;
  }

  #act(victim: Victim, restart: boolean): Cut["act"] {
    if (victim === "process") return "kill";
    const which = this.#random.unit();
    return async () => {
      await this.#world.server.cut(victim, this.#database, which);
      if (restart) await this.#world.server.ensure();
    };
  }

  /** The next synchronisation completes. */
  async #complete(spec: Omit<CutSync, "suicide">): Promise<Known> {
    const known: { phase: string; at: number }[] = [];
    const begun = performance.now();
    await synchronise(
      spec,
      new Phases((phase) => known.push({ phase, at: performance.now() - begun })),
    );
    return known;
  }

  #count(victim: Victim, { met, again }: CutRun): void {
    const counts = this.#phases.get(met!) ?? { process: 0, server: 0 };
    counts[victim === "process" ? "process" : "server"]++;
    this.#phases.set(met!, counts);
    this.#forms[victim] = (this.#forms[victim] ?? 0) + 1;
    if (again) this.#again++;
  }

  /** What holds right after a cut, before anybody has mended anything. */
  async #hold(victim: Victim, domains: readonly DomainName[]): Promise<void> {
    const { server } = this.#world;
    const there = await server.with(
      "postgres",
      (db) => db.many("SELECT FROM pg_database WHERE datname = $1", [this.#database]),
    );
    if (there.length === 0) return;
    await server.with(this.#database, async (db) => {
      const waited = await untilUnlocked(db, UNLOCK_LIMIT_MS);
      this.#unlockedMs = Math.max(this.#unlockedMs, waited);
      await checkWhole(db, domains);
      if ((await stagingTables(db)).length > 0) this.#leftovers++;
      if (victim === "process") return;
      const [safe] = await db.rows(
        "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')",
      );
      assert.deepEqual(safe, ["on", "on", "on"]);
    });
  }

  #spec(domains: readonly DomainName[], full: boolean): Omit<CutSync, "suicide"> {
    const { settings, baseUrl, tokens, clock, server } = this.#world;
    const order: SourceName[] = this.#published === "api"
      ? ["data_sharing", "api"]
      : ["api", "data_sharing"];
    return {
      ...server.settings(this.#database),
      ...{ books: settings, baseUrl, tokens, full, again: false, companies: FOLLOWED },
      ...{ now: clock.now().toISOString(), fingerprint: `notebook-${this.#notebooks}` },
      runId: `run-${++this.#runs}`,
      sources: order.map((source) =>
        [source, domainsOf(source).filter((name) => domains.includes(name))] as const
      ),
    };
  }

  async #move(): Promise<void> {
    const { live, clock } = this.#world;
    for (let i = this.#random.int(1, 8); i > 0; i--) {
      clock.advance(this.#random.int(1, 600));
      await live.step();
    }
    if (this.#random.chance(0.6)) await live.refresh();
    if (this.#random.chance(0.03)) await live.rebuildEtl();
  }

  async #moveDuring(running: Promise<unknown>): Promise<void> {
    const { live, clock } = this.#world;
    let ended = false;
    running.catch(() => undefined).finally(() => ended = true);
    while (!ended) {
      clock.advance(1);
      await live.step();
      if (this.#random.chance(0.2)) await live.refresh();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** An event may be late by three quarters of a minute; Data Sharing is copied every two hours. */
  async #quiet(): Promise<void> {
    this.#world.clock.advance(120);
    await this.#world.live.refresh();
  }

  async #checkDataSharing(db: Database, domains: readonly DomainName[]): Promise<void> {
    const followed = `company_id IN (${FOLLOWED.join(", ")})`;
    for (const domain of domainsOf("data_sharing").filter((name) => domains.includes(name))) {
      const text = rowText(domain, "data_sharing");
      const mirror = mirrorTable(DOMAINS[domain], "data_sharing");
      const rounded = domain === "bank_accounts"
        ? text.replace('"balance"', 'round("balance"::numeric, 2)')
        : text;
      await assertSameRows(
        { db, from: `${mirror} WHERE _deleted_at IS NULL`, text },
        { db: this.#world.books, from: `pennylane.${domain} WHERE ${followed}`, text: rounded },
        `Data Sharing, ${domain}`,
      );
    }
  }

  /** Against a warehouse that reads everything for the first time. */
  async #checkApi(): Promise<void> {
    const { server } = this.#world;
    const fresh = `${this.#database}_fresh`;
    const spec = this.#spec(DOMAIN_NAMES, false);
    const api = spec.sources.filter(([source]) => source === "api");
    const run = await cutRun({
      ...spec,
      ...server.settings(fresh),
      sources: [...api, ["api", []]],
    });
    assert.equal(run.status, 0, run.stderr);
    await server.with(fresh, (wanted) =>
      server.with(this.#database, async (db) => {
        for (const domain of domainsOf("api")) {
          const text = rowText(domain, "api");
          const from = `${mirrorTable(DOMAINS[domain], "api")} WHERE _deleted_at IS NULL`;
          await assertSameRows({ db, from, text }, { db: wanted, from, text }, `API, ${domain}`);
        }
      }));
    await server.drop(fresh);
  }
}
