import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { ServiceError } from "../../lib/base/mod.ts";
import type { ServerSettings } from "../../lib/config/mod.ts";
import { connect, type Database } from "../../lib/connectors/postgres/mod.ts";
import { withBenchHome } from "./bench_home.ts";
import { checkCompanies, checkJobs } from "./companies_check.ts";
import { CompaniesFleet } from "./companies_fleet.ts";
import { companiesRow, companiesTitle } from "./companies_print.ts";
import { type AskedRequests, BOOKS_DATE, type SourceReady } from "./companies_source.ts";
import type { CompaniesRun, CompaniesSource, CompaniesTask } from "./companies_types.ts";
import { withFreshWarehouse } from "./companies_warehouse.ts";
import { postmasters } from "./postmasters.ts";
import { withRunnerClone } from "./runner_clone.ts";

/** Requests in a second that Pennylane allows a token. */
const ALLOWED_RATE = 5;
const SOURCE = fileURLToPath(new URL("./companies_source.ts", import.meta.url));
/** Notebooks of the run: the twelve, the summary; before and after them the preparation and the end. */
const NOTEBOOKS = 12;
const OTHER_JOBS = 3;
/** Companies that Penny gives a job. */
const USUAL_BATCH: Readonly<Record<CompaniesSource, number>> = { "firm": 50, "data-sharing": 500 };

/**
 * Reads many companies by worker processes that share one queue, twice: from nothing, and with nothing changed. Prints time, requests, rows,
 * memory, processor time and the size of the database for each number of workers.
 *
 * @param task What to measure.
 * @throws {Error} A published table is not that of the source, or a job was not done once.
 */
export async function benchCompanies(task: CompaniesTask): Promise<void> {
  await withBenchHome((env) =>
    withRunnerClone(async (root) => {
      await using source = await startSource(task, env);
      console.log(companiesTitle(task, source.ready.ledgerLines));
      await using books = connect(source.ready.books, { maxConnections: 1 });
      for (const name of task.sources) {
        for (const workers of task.workers) {
          const measure = { root, source, books, name, workers };
          await withFreshWarehouse(task.database, async (env) =>
            await measureOne(task, measure, env));
        }
      }
    })
  );
}

interface Measure {
  readonly root: string;
  readonly source: Source;
  readonly books: Database;
  readonly name: CompaniesSource;
  readonly workers: number;
}

async function measureOne(
  task: CompaniesTask,
  { root, source, books, name, workers }: Measure,
  warehouseEnv: Record<string, string>,
): Promise<void> {
  const env = {
    ...{ PENNY_TODAY: BOOKS_DATE, PENNY_BATCH: String(task.batch ?? ""), ...warehouseEnv },
    ...(name === "firm" ? firmEnv(source.ready) : dataSharingEnv(source.ready.dataSharing)),
  };
  const fleetOptions = { root, env, workers, jobs: task.jobs };
  const played = [source.pid, ...await postmasters(books)];
  await using fleet = await CompaniesFleet.start({ ...fleetOptions, source: played });
  for (const [i, speed] of task.speeds.entries()) {
    const runId = `${BOOKS_DATE}T06-00-0${i}`;
    await source.allow(speed);
    const use = await fleet.run(runId);
    const asked = name === "firm" ? await source.allow(speed) : null;
    const limit = asked === null ? null : ALLOWED_RATE * task.tokens * speed;
    const batch = task.batch ?? USUAL_BATCH[name];
    const jobs = NOTEBOOKS * Math.ceil(task.companies / batch) + OTHER_JOBS;
    await checkJobs(fleet.db, { runId, jobs, unchanged: i > 0 });
    const compared = { books, warehouse: fleet.db, companies: task.companies };
    const rows = await checkCompanies({
      ...compared,
      source: name === "firm" ? name : "data_sharing",
    });
    const databaseBytes = await sizeOf(fleet.db);
    const jobSeconds = await secondsByNotebook(fleet.db, runId);
    const figures = { ...use, limit, asked, rows, databaseBytes, jobSeconds };
    console.log(companiesRow({ ...figures, source: name, workers, unchanged: i > 0 }));
  }
}

/** Of all batches together, in the order in which they begin. */
async function secondsByNotebook(
  db: Database,
  runId: string,
): Promise<CompaniesRun["jobSeconds"]> {
  const rows = await db.rows(
    "SELECT notebook, sum(extract(epoch FROM finished_at - started_at)) FROM penny.jobs " +
      "WHERE run_id = $1 GROUP BY 1 ORDER BY min(started_at)",
    [runId],
  );
  return rows.map(([notebook, seconds]) => ({ notebook: notebook!, seconds: Number(seconds) }));
}

function firmEnv({ firmTokens, firmBaseUrl }: SourceReady): Record<string, string> {
  return { PENNY_FIRM_TOKEN: firmTokens.join(","), PENNY_FIRM_BASE_URL: firmBaseUrl };
}

function dataSharingEnv(server: ServerSettings): Record<string, string> {
  return {
    REDSHIFT_HOST: server.host,
    REDSHIFT_PORT: String(server.port),
    REDSHIFT_DATABASE: server.database,
    REDSHIFT_USER: server.user,
    PENNYLANE_DATA_SHARING_KEY: server.password,
    PENNY_REDSHIFT_SSLMODE: "disable",
  };
}

async function sizeOf(db: Database): Promise<number> {
  const own = "pg_database_size(current_database())";
  const { citus } = await db.one<{ citus: boolean }>(
    "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS citus",
  );
  const { size } = await db.one<{ size: string }>(
    citus
      ? `SELECT sum(result::bigint) AS size FROM run_command_on_all_nodes($$ SELECT ${own} $$)`
      : `SELECT ${own} AS size`,
  );
  return Number(size);
}

interface Source extends AsyncDisposable {
  readonly pid: number;
  readonly ready: SourceReady;
  /** Allows so many times Pennylane's limit from now on; answers what was asked since the last call. */
  allow(speed: number): Promise<AskedRequests>;
}

async function startSource(
  { companies, tokens }: CompaniesTask,
  env: Record<string, string>,
): Promise<Source> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", SOURCE, JSON.stringify({ companies, tokens })],
    ...{ env, stdin: "piped", stdout: "piped", stderr: "inherit" },
  }).spawn();
  const text = child.stdout.pipeThrough(new TextDecoderStream());
  const lines = createInterface({ input: Readable.from(text) })[Symbol.asyncIterator]();
  const writer = child.stdin.getWriter();
  const next = async () => {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value);
    throw new ServiceError(
      "Impossible de mesurer les sociétés : le serveur s'est arrêté ; lisez le message ci-dessus",
    );
  };
  return {
    pid: child.pid,
    ready: await next(),
    allow: async (speed) => {
      await writer.write(new TextEncoder().encode(`${speed}\n`));
      return await next();
    },
    [Symbol.asyncDispose]: async () => {
      await writer.close();
      await child.status;
    },
  };
}
