import assert from "node:assert/strict";
import { join } from "node:path";
import { PennyError, ServiceError } from "../../lib/base/mod.ts";
import { loadConfig } from "../../lib/config/mod.ts";
import { ensureServer, stopServer } from "../../lib/connectors/embedded_postgres/mod.ts";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { openRunQueue } from "../../lib/scheduling/queue/mod.ts";
import type { RunQueue, RunToQueue } from "../../lib/scheduling/mod.ts";
import type { WorkerPace } from "../../lib/scheduling/worker/mod.ts";
import { embeddedFolder, openWarehouse } from "../../lib/warehouse/mod.ts";
import { type Clone, makeClone } from "./_clone.ts";
import { type Cable, openCable } from "./cable.ts";
import { AGENCY, checkTable, type Mode } from "./_modes.ts";

/** Far from the ports that people and other tests use; two files of tests may run at once, and a server is restarted. */
const PORT = 6033 + Deno.pid % 97;
const LOOK_MS = 100;
/** Both sources from the first run on. */
const BOTH: Mode = { sources: ["data_sharing", "api"], agency: AGENCY };
const SCRIPT = "paced_worker";
/** A worker as the command starts it, but for its pace. */
const WORKER = `import { loadConfig } from "../lib/config/mod.ts";
import { watchInterrupt } from "../lib/runs/mod.ts";
import { runWorker } from "../lib/scheduling/worker/mod.ts";
using watch = watchInterrupt();
const [pace, stopLimitMs] = JSON.parse(Deno.args[0]!);
await runWorker(loadConfig(), { jobs: 1, pace, stopLimitMs, signal: watch.signal, note: console.log });
Deno.exit(0);
`;

/** A worker process. */
export interface FleetWorker {
  readonly process: Deno.ChildProcess;
  /** What it printed so far. */
  readonly lines: string[];
}

/** A process whose way to the server is a cable: its kernels' way, too. */
export interface CabledProcess extends FleetWorker {
  readonly cable: Cable;
}

/** A PENNY_HOME in which the server is known by the port of a cable. */
interface CabledHome {
  readonly home: string;
  readonly cable: Cable;
}

/** What the preparation of the first run leaves in PENNY_HOME. */
const PASSWORDS = ["penny_lecture.password", "sandbox-reader.password"];

/** Port within `postmaster.pid`. */
const PORT_LINE = 3;

/** A job that somebody works on. */
export interface RunningJob {
  readonly notebook: string;
  readonly batch: number;
  readonly attempt: number;
  readonly worker_id: string;
  readonly pid: number;
}

/** Worker processes on one clone with the synthetic companies, one company a batch. */
export class Fleet implements AsyncDisposable {
  readonly clone: Clone;
  readonly db: Database;
  readonly queue: RunQueue;
  readonly workers: FleetWorker[] = [];
  readonly #env: Record<string, string>;
  readonly #pace: Partial<WorkerPace>;
  readonly #cabled: CabledHome[] = [];

  private constructor(
    options: {
      readonly clone: Clone;
      readonly db: Database;
      readonly queue: RunQueue;
      readonly env: Record<string, string>;
      readonly pace: Partial<WorkerPace>;
    },
  ) {
    this.clone = options.clone;
    this.db = options.db;
    this.queue = options.queue;
    this.#env = options.env;
    this.#pace = options.pace;
  }

  /** Makes the clone and its database; starts no worker. */
  static async make(pace: Partial<WorkerPace>, batch = 1): Promise<Fleet> {
    const clone = await makeClone();
    const env = { POSTGRES_PORT: String(PORT), PENNY_BATCH: String(batch) };
    await Deno.writeTextFile(join(clone.root, "scripts", `${SCRIPT}.ts`), WORKER);
    await ensureServer({ folder: clone.serverFolder, wantedPort: PORT });
    const config = loadConfig({
      root: clone.root,
      env: { ...env, PENNY_HOME: clone.home, PENNY_DEMO: "1", PENNY_TODAY: "2026-10-31" },
      dotenv: null,
    });
    const warehouse = await openWarehouse(config, { notify: () => {} });
    const queue = await openRunQueue(warehouse);
    const { db } = warehouse;
    return new Fleet({ clone, db, queue, env, pace });
  }

  /** Starts one more worker. */
  start(stopLimitMs = 60_000): FleetWorker {
    return this.spawn(SCRIPT, [JSON.stringify([this.#pace, stopLimitMs])]);
  }

  /** Starts one more worker, behind a cable. */
  async startBehindCable(): Promise<CabledProcess> {
    return await this.spawnBehindCable(SCRIPT, [JSON.stringify([this.#pace, 60_000])]);
  }

  /** Starts a script of the clone. */
  spawn(script: string, args: readonly string[], env: Record<string, string> = {}): FleetWorker {
    const process = this.clone.spawn(script, args, { ...this.#env, ...env });
    const worker: FleetWorker = { process, lines: [] };
    for (const stream of [process.stdout, process.stderr]) collect(stream, worker.lines);
    this.workers.push(worker);
    return worker;
  }

  /** Starts a script of the clone whose way to the server is a cable. */
  async spawnBehindCable(
    script: string,
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<CabledProcess> {
    const cable = openCable({ host: "127.0.0.1", port: PORT });
    const home = `${this.clone.home}-cable-${this.#cabled.length}`;
    await this.#sharePasswords(home);
    this.#cabled.push({ home, cable });
    await this.#showServer();
    return { ...this.spawn(script, args, { ...env, PENNY_HOME: home }), cable };
  }

  /** An embedded server gives its passwords to one home: the second would take them from the first. */
  async #sharePasswords(home: string): Promise<void> {
    await Deno.mkdir(home);
    for (const name of PASSWORDS) {
      await this.until(name, async () => {
        await Deno.copyFile(join(this.clone.home, name), join(home, name)).catch((cause) => {
          throw new ServiceError(`${name} is not there yet`, { cause });
        });
        return name;
      });
    }
  }

  /** Lets the homes behind cables know the server as it runs now. */
  async #showServer(): Promise<void> {
    const { serverFolder } = this.clone;
    const pid = await Deno.readTextFile(join(serverFolder, "data", "postmaster.pid"));
    for (const { home, cable } of this.#cabled) {
      const folder = embeddedFolder({ home });
      await Deno.mkdir(join(folder, "data"), { recursive: true });
      await Deno.copyFile(join(serverFolder, "access.json"), join(folder, "access.json"));
      const lines = pid.split("\n").with(PORT_LINE, String(cable.port));
      await Deno.writeTextFile(join(folder, "data", "postmaster.pid"), lines.join("\n"));
    }
  }

  /** Adds a run of some notebooks. */
  async add(runId: string, request: Partial<RunToQueue> = {}): Promise<void> {
    await this.queue.add({
      ...{ runId, schedule: "essai", slot: new Date(), notebooks: [], companies: [] },
      ...{ parameters: {}, priority: 0, ...request },
    });
  }

  /** Waits for a notebook under way whose worker is none of those named. */
  running(runId: string, not: readonly string[] = []): Promise<RunningJob> {
    return this.until(`a notebook of ${runId} under way`, async () => {
      const [job] = await this.db.many<RunningJob>(
        "SELECT notebook, batch, attempt, worker_id, pid FROM penny.jobs JOIN penny.workers USING (worker_id) " +
          "WHERE run_id = $1 AND status = 'running' AND stage = 1 AND ended_at IS NULL AND worker_id <> ALL($2) LIMIT 1",
        [runId, not],
      );
      return job ?? null;
    });
  }

  /** Waits until a job is begun again; answers the milliseconds that it waited. */
  async takenOver(runId: string, { notebook, batch, attempt }: RunningJob): Promise<number> {
    const started = performance.now();
    await this.until(`${notebook}/${batch} begun again`, async () => {
      const row = await this.db.one<{ attempt: number; done: boolean }>(
        "SELECT attempt, status = 'done' AS done FROM penny.jobs WHERE run_id = $1 AND notebook = $2 AND batch = $3",
        [runId, notebook, batch],
      );
      // its worker may have ended it a moment before it was killed
      return row.attempt > attempt || row.done ? row : null;
    });
    return performance.now() - started;
  }

  /** Waits until a run has ended. */
  ended(runId: string, limitMs = 300_000): Promise<"done" | "failed"> {
    return this.until(`the end of ${runId}`, async () => {
      const state = await this.queue.state(runId);
      return state === "done" || state === "failed" ? state : null;
    }, limitMs);
  }

  /** Stops the server as an administrator does, and starts it again. */
  async restartServer(): Promise<void> {
    await stopServer({ folder: this.clone.serverFolder });
    await ensureServer({ folder: this.clone.serverFolder, wantedPort: PORT });
    await this.#showServer();
  }

  /** Compares published tables with the synthetic books, row by row. */
  async checkPublished(tables: readonly string[]): Promise<void> {
    const books = await this.clone.open("penny_sandbox");
    try {
      for (const table of tables) await checkTable({ books, warehouse: this.db }, table, BOTH);
    } finally {
      await books.close();
    }
  }

  /** Asks again and again, also while the database is away. */
  async until<T>(what: string, look: () => Promise<T | null>, limitMs = 120_000): Promise<T> {
    const deadline = performance.now() + limitMs;
    for (;;) {
      const found = await look().catch((error) => {
        if (error instanceof PennyError) return null;
        throw error;
      });
      if (found !== null) return found;
      if (performance.now() > deadline) {
        const told = this.workers.map(({ lines }, i) => `worker ${i}:\n${lines.join("")}`);
        assert.fail(`no ${what} within ${limitMs} ms\n${told.join("\n")}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process } of this.workers) {
      // by its handle: the number of one that ended long ago may be another process's by now
      passing(() => process.kill("SIGCONT"));
      passing(() => process.kill("SIGKILL"));
      await process.status;
    }
    await this.db.close();
    for (const { home, cable } of this.#cabled) {
      await cable[Symbol.asyncDispose]();
      await Deno.remove(embeddedFolder({ home }), { recursive: true });
    }
    await this.clone[Symbol.asyncDispose]();
  }
}

/** Sends a signal to a process of the test; one that has ended is as good. */
export function kill(pid: number, signal: Deno.Signal): void {
  passing(() => Deno.kill(pid, signal));
}

function passing(send: () => void): void {
  try {
    send();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof TypeError)) throw error;
  }
}

async function collect(stream: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) lines.push(text);
}
