import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../../lib/base/mod.ts";
import { loadConfig } from "../../../lib/config/mod.ts";
import type { Database } from "../../../lib/connectors/postgres/mod.ts";
import { ensureServer } from "../../../lib/connectors/embedded_postgres/mod.ts";
import { type SandboxApi, sandboxTokens, serveSandboxApi } from "../../../lib/sandbox/api/mod.ts";
import { type Live, openLive } from "../../../lib/sandbox/live/mod.ts";
import { loadSandbox } from "../../../lib/sandbox/mod.ts";
import { standInSettings } from "../../../lib/session/demo.ts";
import { openSandboxDatabase, openWarehouse, type Warehouse } from "../../../lib/warehouse/mod.ts";
import { type Clone, makeClone } from "../_clone.ts";
import type { MovingSources } from "../moving/contexts.ts";
import { DrivenTime } from "./driven_time.ts";

/** Far from the ports that people and other proofs use. */
const PORT = 6233 + Deno.pid % 97;
const DAY_MS = 86_400_000;
/** Sessions of the proof itself are called so. */
export const OBSERVER = "soak";
/** The scheduler and what it needs beside the clone. */
const PROCESS = ["driven_schedule.ts", "driven_time.ts"];
/** Of these no feed of the API tells all. */
const NOT_TOLD = {
  silent_change: 0,
  silent_deletion: 0,
  category_renamed: 0,
  invoice_archived: 0,
} as const;

/** How the day is set up. */
export interface DayOptions {
  readonly seed: number;
  /** First instant of the driven clock. */
  readonly start: Date;
  /** PENNY_KEEP_RUNS. */
  readonly keepRuns: number;
}

/** Companies that move and a clone that reads them, all on one embedded server. */
export interface DayWorld extends AsyncDisposable {
  readonly clone: Clone;
  /** TMPDIR of the scheduler and its kernels: nobody else writes there. */
  readonly temporary: string;
  readonly time: DrivenTime;
  readonly live: Live;
  /** The stand-in, as its owner. */
  readonly books: Database;
  readonly warehouse: Warehouse;
  readonly sources: MovingSources;
  /** Opens an empty warehouse beside the one under test. */
  openTruth(): Promise<Warehouse>;
  /** Starts the scheduler with its worker; what it prints goes to `lines`. */
  start(lines: string[]): Deno.ChildProcess;
}

/**
 * Makes companies that move, serves them as Pennylane does, and a clone whose settings lead there.
 *
 * @param options Seed and first instant.
 */
export async function openDay(options: DayOptions): Promise<DayWorld> {
  const { seed, start, keepRuns } = options;
  const opened = new AsyncDisposableStack();
  try {
    const clone = opened.use(await makeClone());
    const temporary = join(clone.home, "..", "tmp");
    const folder = join(clone.root, "tests", "integration", "day");
    for (const made of [temporary, folder]) await Deno.mkdir(made, { recursive: true });
    for (const name of PROCESS) {
      const source = fileURLToPath(new URL(`./${name}`, import.meta.url));
      await Deno.copyFile(source, join(folder, name));
    }
    await ensureServer({ folder: clone.serverFolder, wantedPort: PORT, notify: () => {} });
    const time = await DrivenTime.open(join(clone.root, "..", "clock.json"), start);
    const pennylane = opened.use(await openPennylane(clone, { seed, time }));
    const env = { ...pennylane.env, PENNY_SCHEDULE: "10 min", PENNY_KEEP_RUNS: String(keepRuns) };
    const open = (more: Record<string, string>) => {
      const own = { ...env, ...more, PENNY_HOME: clone.home };
      const config = loadConfig({ root: clone.root, env: own, dotenv: null });
      return openWarehouse(config, {
        ...{ maxConnections: 3, applicationName: OBSERVER, notify: () => {} },
      });
    };
    const warehouse = opened.use(await open({}));
    const whole = opened.move();
    return {
      ...{ clone, temporary, time, warehouse },
      ...{ live: pennylane.live, books: pennylane.books, sources: pennylane.sources },
      openTruth: () => open({ POSTGRES_DB: "truth" }),
      start: (lines) => startScheduler(clone, { env: { ...env, TMPDIR: temporary }, lines }),
      [Symbol.asyncDispose]: () => whole.disposeAsync(),
    };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

/** Pennylane, played by books that move. */
interface Pennylane extends AsyncDisposable {
  readonly live: Live;
  readonly books: Database;
  readonly sources: MovingSources;
  /** Settings that lead there. */
  readonly env: Readonly<Record<string, string>>;
}

async function openPennylane(
  clone: Clone,
  { seed, time }: { readonly seed: number; readonly time: DrivenTime },
): Promise<Pennylane> {
  const config = loadConfig({
    root: clone.root,
    env: { PENNY_HOME: clone.home, PENNY_DEMO: "1", POSTGRES_PORT: String(PORT) },
    dotenv: null,
  });
  const opened = new AsyncDisposableStack();
  const sandbox = opened.use(
    await openSandboxDatabase(config, { moving: true, maxConnections: 8, notify: () => {} }),
  );
  const books = sandbox.db;
  // The books end the day before: what moves is later.
  const date = new Date(time.now().getTime() - DAY_MS).toISOString().slice(0, 10);
  await loadSandbox(books, { seed: 1, date });
  const live = await openLive(books, { seed, clock: time, weights: NOT_TOLD });
  const tokens = await sandboxTokens(books);
  const limit = { requests: 1_000_000, windowSeconds: 5 };
  const api: SandboxApi = opened.use(
    await serveSandboxApi(books, { tokens, clock: time, limitClock: systemClock, limit }),
  );
  const reader = await standInSettings(config, sandbox);
  const given = tokens.map(({ token }) => token);
  const whole = opened.move();
  return {
    ...{ live, books },
    sources: { books: reader, baseUrl: api.baseUrl, tokens: given },
    env: {
      ...{ PENNY_DEMO: "", PENNY_TODAY: "", POSTGRES_PORT: String(PORT) },
      ...{ PENNYLANE_API_TOKEN: given.join(","), PENNYLANE_API_BASE_URL: api.baseUrl },
      // One ledger from either source: both ways of reading are on their way all day.
      PENNY_SOURCES: "general_ledger=api",
      REDSHIFT_HOST: reader.host,
      REDSHIFT_PORT: String(reader.port),
      REDSHIFT_DATABASE: reader.database,
      REDSHIFT_USER: reader.user,
      PENNYLANE_DATA_SHARING_KEY: reader.password,
      PENNY_REDSHIFT_SSLMODE: "disable",
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

function startScheduler(
  clone: Clone,
  { env, lines }: { readonly env: Record<string, string>; readonly lines: string[] },
): Deno.ChildProcess {
  const clock = join(clone.root, "..", "clock.json");
  const process = clone.spawn("../tests/integration/day/driven_schedule", [clock], env);
  for (const stream of [process.stdout, process.stderr]) collect(stream, lines);
  return process;
}

async function collect(stream: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) lines.push(text);
}
