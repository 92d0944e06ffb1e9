import { loadConfig } from "../../lib/config/mod.ts";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { openRunQueue } from "../../lib/scheduling/queue/mod.ts";
import type { RunQueue } from "../../lib/scheduling/mod.ts";
import { openWarehouse } from "../../lib/warehouse/mod.ts";
import { postmasters } from "./postmasters.ts";
import { processUsage } from "./process_usage.ts";

/** How {@linkcode CompaniesFleet} is made. */
export interface FleetOptions {
  /** The clone whose notebooks and commands are used. */
  readonly root: string;
  /** Settings of the workers. */
  readonly env: Readonly<Record<string, string>>;
  readonly workers: number;
  /** Kernels at once in each worker. */
  readonly jobs: number;
  /** Processes that play Pennylane. */
  readonly source: readonly number[];
}

/** What a run took. */
export interface RunUse {
  readonly seconds: number;
  /** Of the workers and their kernels, in seconds; null where the system does not tell, here and below. */
  readonly workerCpu: number | null;
  /** Of PostgreSQL, which holds the warehouse. */
  readonly serverCpu: number | null;
  /** Of what plays Pennylane. */
  readonly sourceCpu: number | null;
  /** Largest sum over all workers with their kernels, in bytes. */
  readonly workersBytes: number | null;
  /** Largest single worker with its kernels, in bytes. */
  readonly workerBytes: number | null;
}

/** Settings of the person who measures that workers must not see: empty is absent. */
const NOT_THE_USERS = Object.fromEntries(
  ["PENNY_DEMO", "PENNY_SOCIETES", "PENNY_SOURCES", "PENNYLANE_API_TOKEN", "PENNYLANE_RATE_LIMIT"]
    .concat(["PENNY_FIRM_TOKEN", "PENNYLANE_DATA_SHARING_KEY", "POSTGRES_HOST", "POSTGRES_PORT"])
    .map((name) => [name, ""]),
);
const LOOK_MS = 250;
const SAMPLE_EVERY = 8;
const LAST_LINES = 30;
const READY = /prêt,/;

/** Worker processes of the command itself, on one queue. */
export class CompaniesFleet implements AsyncDisposable {
  readonly db: Database;
  readonly #queue: RunQueue;
  readonly #options: FleetOptions;
  readonly #workers: { readonly process: Deno.ChildProcess; readonly lines: string[] }[] = [];
  readonly #servers: readonly number[];

  private constructor(
    options: FleetOptions,
    { db, queue, servers }: {
      readonly db: Database;
      readonly queue: RunQueue;
      readonly servers: readonly number[];
    },
  ) {
    this.#options = options;
    this.db = db;
    this.#queue = queue;
    this.#servers = servers;
  }

  /** Opens the warehouse and its queue, and starts the workers. */
  static async start(options: FleetOptions): Promise<CompaniesFleet> {
    const { root, env, workers } = options;
    const config = loadConfig({ root, env, dotenv: null });
    const warehouse = await openWarehouse(config, { notify: () => {} });
    const queue = await openRunQueue(warehouse);
    const { db } = warehouse;
    const fleet = new CompaniesFleet(options, { db, queue, servers: await postmasters(db) });
    for (let i = 0; i < workers; i++) fleet.#startWorker();
    await fleet.#until(
      "workers",
      () => fleet.#workers.every(({ lines }) => READY.test(lines.join())),
    );
    return fleet;
  }

  /** Queues a run of all notebooks and waits for its end. */
  async run(runId: string): Promise<RunUse> {
    const before = await this.#usage();
    const started = performance.now();
    await this.#queue.add({
      ...{ runId, schedule: "mesure", slot: new Date(), notebooks: [], companies: [] },
      ...{ parameters: {}, priority: 0 },
    });
    const peak = { all: 0, one: 0 };
    let looks = 0;
    await this.#until(`the end of ${runId}`, async () => {
      if (looks++ % SAMPLE_EVERY === 0) {
        const now = (await this.#usage())?.workers.map(({ residentBytes }) => residentBytes) ?? [];
        peak.all = Math.max(peak.all, now.reduce((sum, bytes) => sum + bytes, 0));
        peak.one = Math.max(peak.one, ...now);
      }
      const state = await this.#queue.state(runId);
      if (state === "failed") await this.#fail(`${runId} failed: ${await this.#errors(runId)}`);
      return state === "done";
    });
    const seconds = (performance.now() - started) / 1_000;
    const after = await this.#usage();
    const spent = (of: "workers" | "servers" | "source") =>
      before === null || after === null ? null : cpu(after[of]) - cpu(before[of]);
    return {
      seconds,
      workerCpu: spent("workers"),
      serverCpu: this.#servers.length === 0 ? null : spent("servers"),
      sourceCpu: spent("source"),
      workersBytes: peak.all || null,
      workerBytes: peak.one || null,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process } of this.#workers) {
      try {
        process.kill("SIGTERM");
      } catch {
        // it has ended
      }
    }
    for (const { process } of this.#workers) await process.status;
    await this.db.close();
  }

  #startWorker(): void {
    const { root, env, jobs } = this.#options;
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--cached-only", "scripts/worker.ts", "--jobs", String(jobs)],
      ...{ cwd: root, env: { ...NOT_THE_USERS, ...env } },
      ...{ stdin: "null", stdout: "piped", stderr: "piped" },
    }).spawn();
    const lines: string[] = [];
    for (const stream of [process.stdout, process.stderr]) collect(stream, lines);
    this.#workers.push({ process, lines });
  }

  async #usage() {
    const pids = this.#workers.map(({ process }) => process.pid);
    const [workers, servers, source] = await Promise.all(
      [pids, this.#servers, this.#options.source].map(processUsage),
    );
    return workers && servers && source ? { workers, servers, source } : null;
  }

  async #until(what: string, look: () => Promise<boolean> | boolean): Promise<void> {
    while (!await look()) {
      for (const { process } of this.#workers) {
        const ended = await Promise.race([process.status, pause(0)]);
        if (ended !== undefined) await this.#fail(`a worker ended before ${what}`);
      }
      await pause(LOOK_MS);
    }
  }

  async #errors(runId: string): Promise<string> {
    const rows = await this.db.rows(
      "SELECT notebook, batch, error FROM penny.jobs WHERE run_id = $1 AND status = 'failed' LIMIT 5",
      [runId],
    );
    return rows.map((row) => row.join(" ")).join("; ");
  }

  #fail(text: string): never {
    const told = this.#workers.flatMap(({ lines }) =>
      lines.join("").split("\n").slice(-LAST_LINES)
    );
    throw new Error(`${text}\n${told.join("\n")}`);
  }
}

function cpu(usage: readonly { readonly cpuSeconds: number }[]): number {
  return usage.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}

async function collect(stream: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) lines.push(text);
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
