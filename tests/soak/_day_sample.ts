import { join } from "node:path";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { type DayWorld, OBSERVER } from "../integration/day/world.ts";
import { descendants, folderSize, openFiles, processState } from "./_day_processes.ts";

/** What was measured once a run had ended, by the names of the measures; memory and sizes in bytes. */
export type Sample = Readonly<Record<string, number>>;

/** What was highest while a run was under way. */
export class Peaks {
  kernel = 0;
  tree = 0;
  connections = 0;

  /** Looks at a scheduler, its kernels and the sessions of all of them. */
  async look(pid: number, db: Database): Promise<void> {
    const below = descendants(pid);
    this.kernel = Math.max(this.kernel, ...below.map(({ resident }) => resident));
    const all = [processState(pid), ...below];
    this.tree = Math.max(this.tree, all.reduce((sum, one) => sum + (one?.resident ?? 0), 0));
    this.connections = Math.max(this.connections, (await sessionsOf(db)).length);
  }
}

/**
 * Measures everything between two runs.
 *
 * @param world Folders and databases.
 * @param options `pid` of the scheduler; what was highest in the run before.
 */
export async function takeSample(
  { clone, temporary, warehouse: { db } }: DayWorld,
  { pid, peaks, seconds }: {
    readonly pid: number;
    readonly peaks: Peaks;
    readonly seconds: number;
  },
): Promise<Sample> {
  const outputs = await folderSize(join(clone.root, "outputs"));
  const logs = await folderSize(join(clone.root, "logs"));
  const home = await folderSize(clone.home);
  const cluster = clone.serverFolder.startsWith(clone.home)
    ? await folderSize(clone.serverFolder)
    : { files: 0 };
  const sessions = await sessionsOf(db);
  const backends = sessions.map((id) => processState(id)?.own ?? 0);
  return {
    ...{ seconds, kernel: peaks.kernel, tree: peaks.tree, mostSessions: peaks.connections },
    load: Deno.loadavg()[0]!,
    resident: processState(pid)!.resident,
    descriptors: openFiles(pid).length,
    children: descendants(pid).length,
    outputFiles: outputs.files,
    outputBytes: outputs.bytes,
    logFiles: logs.files,
    logBytes: logs.bytes,
    homeFiles: home.files - cluster.files,
    temporaryFiles: (await folderSize(temporary)).files,
    sessions: sessions.length,
    backends: backends.reduce((sum, one) => sum + one, 0),
    ...await databaseSample(db),
  };
}

/** Server processes that work for the scheduler and its kernels. */
async function sessionsOf(db: Database): Promise<number[]> {
  const rows = await db.rows(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() " +
      "AND backend_type = 'client backend' AND application_name <> $1",
    [OBSERVER],
  );
  return rows.map(([pid]) => Number(pid));
}

async function databaseSample(db: Database): Promise<Sample> {
  const sizes = new Map(
    (await db.rows(SIZES)).map(([schema, bytes, rows]) => [schema, [Number(bytes), Number(rows)]]),
  );
  const bytes = (schema: string) => sizes.get(schema)?.[0] ?? 0;
  const rows = (schema: string) => sizes.get(schema)?.[1] ?? 0;
  const counted = await db.one<Record<string, string>>(COUNTS);
  return {
    publishedRows: rows("pennylane"),
    publishedRowBytes: bytes("pennylane") / rows("pennylane"),
    mirrorRows: rows("penny_source"),
    mirrorRowBytes: bytes("penny_source") / rows("penny_source"),
    recordBytes: bytes("penny"),
    recordRows: rows("penny"),
    queueBytes: bytes("penny_queue"),
    queueRows: rows("penny_queue"),
    ...Object.fromEntries(Object.entries(counted).map(([name, value]) => [name, Number(value)])),
  };
}

/** Bytes with indexes and TOAST, and rows that are there, by schema. */
const SIZES = `
  SELECT n.nspname, sum(pg_total_relation_size(c.oid)),
         sum((xpath('//c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I.%I', n.nspname, c.relname),
                                               false, false, '')))[1]::text::bigint)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind = 'r' AND n.nspname IN ('penny', 'penny_source', 'pennylane', 'penny_queue')
   GROUP BY 1`;

const COUNTS = `
  SELECT (SELECT sum(pg_total_relation_size(oid)) FROM pg_class
           WHERE relkind = 'r' AND relnamespace = 'pg_catalog'::regnamespace) AS "catalogBytes",
         (SELECT count(*) FROM pg_class) AS relations,
         (SELECT count(*) FROM pg_class WHERE starts_with(relname, 'staging_') AND relkind = 'r'
                                           OR relpersistence = 't') AS "stagingTables",
         (SELECT sum(n_dead_tup) FROM pg_stat_user_tables) AS "deadRows",
         (SELECT sum(greatest(0, n_dead_tup - 50 - 0.2 * n_live_tup)) FROM pg_stat_user_tables) AS "overdueRows",
         (SELECT sum(size) FROM pg_ls_waldir()) AS "walBytes",
         (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database =
            (SELECT oid FROM pg_database WHERE datname = current_database())) AS "advisoryLocks",
         (SELECT count(*) FROM pg_prepared_xacts) AS "preparedTransactions"`;
