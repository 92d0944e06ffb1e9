/**
 * One synchronisation in a process of its own, for {@linkcode cutAtRandom} to cut. Its argument is a {@linkcode CutSync} as JSON. Prints
 * `PHASE <phase>` before each statement of another kind, so that the last line tells where a kill has met it.
 */
import { describeError, exitStatus, fixedClock, ServiceError } from "../../lib/base/mod.ts";
import { loadConfig } from "../../lib/config/mod.ts";
import { openDataSharing } from "../../lib/connectors/data_sharing/mod.ts";
import { createSharedRateLimiter, openPennylane } from "../../lib/connectors/pennylane/mod.ts";
import { connect, type ConnectSettings, type Database } from "../../lib/connectors/postgres/mod.ts";
import type { DomainName, SourceName } from "../../lib/domains/mod.ts";
import {
  type ApiToken,
  extractDomain,
  publishDomain,
  registerCompanies,
  type SyncContext,
} from "../../lib/sync/mod.ts";
import { openWarehouse } from "../../lib/warehouse/mod.ts";
import { toldDatabase, type WarehouseStep } from "./_told_database.ts";

/** So many milliseconds after a phase has begun for the `nth` time or, if that comes first, after so many phases in all. */
export interface PhaseMoment {
  readonly phase: string;
  readonly nth: number;
  readonly inAll: number;
  readonly afterMs: number;
}

/**
 * Waits for a moment.
 *
 * @param moment Which; null: never.
 * @param come Called once, when it has come.
 * @returns To be called with each phase.
 */
export function awaitMoment(
  moment: PhaseMoment | null,
  come: () => void,
): (phase: string) => void {
  let [nth, all, over] = [0, 0, moment === null];
  return (phase) => {
    if (over || moment === null) return;
    if (phase === moment.phase) nth++;
    if (++all < moment.inAll && nth < moment.nth) return;
    over = true;
    if (moment.afterMs === 0) come();
    else setTimeout(come, moment.afterMs);
  };
}

/** What a process synchronises. */
export interface CutSync {
  /** Environment of its settings: PENNY_HOME, POSTGRES_DB… */
  readonly env: Readonly<Record<string, string>>;
  readonly root: string;
  readonly books: ConnectSettings;
  readonly baseUrl: string;
  readonly tokens: readonly string[];
  /** PENNY_SOCIETES. */
  readonly companies: readonly string[];
  readonly now: string;
  readonly runId: string;
  /** In this order; what the last one gives is published. */
  readonly sources: readonly (readonly [SourceName, readonly DomainName[]])[];
  readonly full: boolean;
  /** Another one than that of the last publication: everything is published again. */
  readonly fingerprint: string;
  /** Whether it goes on in the same process once a lost warehouse is there again, as a cell of Jupyter that is run again. */
  readonly again: boolean;
  /** It kills itself at this moment; null: it does not. */
  readonly suicide: PhaseMoment | null;
}

const AGAIN_LIMIT_MS = 60_000;
const AGAIN_PAUSE_MS = 100;
const encoder = new TextEncoder();

/** Hears of each phase when it begins. */
export class Phases {
  readonly #hear: (phase: string) => void;
  #area = "open";
  #told = "";

  constructor(hear: (phase: string) => void) {
    this.#hear = hear;
  }

  enter(area: string): void {
    this.#area = area;
    this.tell("ask");
  }

  tell(step: WarehouseStep): void {
    const phase = `${this.#area} ${step}`;
    if (phase === this.#told) return;
    this.#told = phase;
    this.#hear(phase);
  }
}

/**
 * Synchronises once.
 *
 * @param spec What.
 * @param phases Hear where it is.
 */
export async function synchronise(spec: Omit<CutSync, "suicide">, phases: Phases): Promise<void> {
  const config = loadConfig({ root: spec.root, env: spec.env, dotenv: null });
  phases.enter("open");
  await using warehouse = await openWarehouse(config, { notify: () => {} });
  const db = toldDatabase(warehouse.db, (step) => phases.tell(step));
  await using limits = connect(warehouse.server, { maxConnections: 2 });
  await using dataSharing = openDataSharing({ ...spec.books, sslMode: "disable" });
  const tokens = openTokens(spec, limits);
  const base = { db, dataSharing, api: tokens, runId: spec.runId };
  await onceOrAgain(spec, async () => {
    for (const [index, [source, domains]] of spec.sources.entries()) {
      const context = contextOf(spec, base, { source, domains });
      phases.enter(source);
      await registerCompanies(context);
      await extract(context, "fiscal_years");
      for (const domain of domains) {
        phases.enter(source);
        await extract(context, domain);
        if (index < spec.sources.length - 1) continue;
        phases.enter("publication");
        const { failures } = await publishDomain(context, domain, { transform: (rows) => rows });
        if (failures.length > 0) throw new Error(`${domain}: ${failures[0]!.reason}`);
      }
    }
  });
  phases.enter("end");
}

/** Who wants to go on tries again until a warehouse that was lost is back. */
async function onceOrAgain(
  { again }: Pick<CutSync, "again">,
  work: () => Promise<void>,
): Promise<void> {
  const deadline = performance.now() + AGAIN_LIMIT_MS;
  for (let tries = 1;; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!again || !(error instanceof ServiceError) || performance.now() > deadline) throw error;
      if (tries === 1) console.log("AGAIN");
      // The server may be starting.
      await new Promise((resolve) => setTimeout(resolve, AGAIN_PAUSE_MS));
    }
  }
}

function contextOf(
  { runId, now, full, companies, fingerprint }: Omit<CutSync, "suicide">,
  base: Pick<SyncContext, "db" | "dataSharing" | "api" | "runId">,
  { source, domains }: { readonly source: SourceName; readonly domains: readonly DomainName[] },
): SyncContext {
  return {
    ...base,
    sourceChoice: Object.fromEntries(["fiscal_years", ...domains].map((name) => [name, source])),
    ...{ companies, schema: "pennylane", fingerprint, wish: { full } },
    runId: `${runId}-${source}`,
    clock: fixedClock(new Date(now)),
    // No guard may hide rows that were lost.
    mayShrink: () => true,
    emit: () => {},
  };
}

async function extract(context: SyncContext, domain: DomainName): Promise<void> {
  const { units } = await extractDomain(context, domain);
  for (const { unit, status, reason } of units) {
    if (status === "ok" || status === "fresh") continue;
    throw new Error(`${unit.source} ${domain} of ${unit.company.name}: ${status}: ${reason}`);
  }
}

function openTokens(
  { tokens, baseUrl }: Pick<CutSync, "tokens" | "baseUrl">,
  limits: Database,
): ApiToken[] {
  const limiter = createSharedRateLimiter(limits);
  return tokens.map((token, i) => {
    const client = openPennylane({ token, baseUrl, limiter });
    return { position: i + 1, hash: `hash-${i}`, client: () => Promise.resolve(client) };
  });
}

/** Prints phases; the process kills itself at a moment. */
function printPhases(suicide: PhaseMoment | null): (phase: string) => void {
  const hear = awaitMoment(suicide, () => Deno.kill(Deno.pid, "SIGKILL"));
  return (phase) => {
    Deno.stdout.writeSync(encoder.encode(`PHASE ${phase}\n`));
    hear(phase);
  };
}

if (import.meta.main) {
  const spec: CutSync = JSON.parse(Deno.args[0]!);
  try {
    await synchronise(spec, new Phases(printPhases(spec.suicide)));
    Deno.exit(0);
  } catch (error) {
    console.error(describeError(error));
    Deno.exit(exitStatus(error));
  }
}
