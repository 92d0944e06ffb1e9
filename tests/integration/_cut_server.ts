import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type EmbeddedServer,
  ensureServer,
  serverStatus,
} from "../../lib/connectors/embedded_postgres/mod.ts";
import { connect, type Database, quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import { embeddedFolder } from "../../lib/warehouse/mod.ts";

/** Far from the ports that people use, and from the other tests. */
const PORT = 5873;

/**
 * How a server is cut down: every process at once, as a machine without power; the first process alone, whose children leave by
 * themselves; as `pg_ctl stop -m immediate`; one backend, as a system without memory does, so that PostgreSQL starts itself
 * again; or one session is ended and the server stays.
 */
export const CRASHES = ["all", "postmaster", "immediate", "backend"] as const;
/** One of {@linkcode CRASHES}, or one session. */
export type CutForm = typeof CRASHES[number] | "session";

/** A server for warehouses that may be cut down; the books live elsewhere. */
export interface CutServer extends AsyncDisposable {
  /** Folder and environment of a clone whose warehouse is a database of this server. */
  settings(database: string): { readonly root: string; readonly env: Record<string, string> };
  /** Starts it if it does not run, and waits until it takes connections. */
  ensure(): Promise<EmbeddedServer>;
  /** Cuts it down. `which`, from 0 to below 1, chooses among the sessions of the database. */
  cut(form: CutForm, database: string, which: number): Promise<void>;
  drop(database: string): Promise<void>;
  /** Statements on a database of it. */
  with<T>(database: string, work: (db: Database) => Promise<T>): Promise<T>;
}

/** Opens a server of its own in a temporary folder. */
export async function openCutServer(): Promise<CutServer> {
  const home = await Deno.makeTempDir({ prefix: "penny-cuts-" });
  const folder = embeddedFolder({ home });
  const ensure = () => ensureServer({ folder, wantedPort: PORT, notify: () => {} });
  await ensure();
  const withDatabase = async <T>(database: string, work: (db: Database) => Promise<T>) => {
    await using db = connect({ ...await ensure(), database });
    await untilReady(db);
    return await work(db);
  };
  const cutDown = async (form: "all" | "postmaster" | "immediate") => {
    const { pid } = await serverStatus({ folder });
    if (pid === null) return; // it was not started yet
    const children = form === "all" ? childrenOf(pid) : [];
    Deno.kill(pid, form === "immediate" ? "SIGQUIT" : "SIGKILL");
    children.forEach(killNow);
    // The system needs a moment to kill: until then a dying server may be taken for one that runs.
    while ((await serverStatus({ folder })).pid === pid) await pause();
  };
  return {
    ensure,
    with: withDatabase,
    settings: (database) => ({
      root: home,
      env: {
        ...{ PENNY_HOME: home, POSTGRES_DB: database },
        ...{ PENNYLANE_DATA_SHARING_KEY: "clé de test", REDSHIFT_USER: "u_test" },
      },
    }),
    cut: async (form, database, which) => {
      if (form === "backend" || form === "session") {
        return await withDatabase(database, (db) => cutSession(db, form, which));
      }
      await cutDown(form);
    },
    drop: (database) =>
      withDatabase("postgres", async (db) => {
        await db.execute(`DROP DATABASE IF EXISTS ${quoteIdentifier(database)} WITH (FORCE)`);
      }),
    [Symbol.asyncDispose]: async () => {
      await cutDown("immediate");
      for (const path of new Set([folder, home])) await Deno.remove(path, { recursive: true });
    },
  };
}

/** Kills the backend of one session of Penny, or ends that session. */
async function cutSession(
  db: Database,
  form: "backend" | "session",
  which: number,
): Promise<void> {
  const found = await db.rows(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY pid",
  );
  const pid = found[Math.floor(which * found.length)]?.[0];
  if (form === "session") {
    if (pid) await db.execute("SELECT pg_terminate_backend($1)", [pid]);
    return;
  }
  const own = await db.one<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  killNow(Number(pid ?? own.pid));
}

/** A server that starts itself again refuses connections for a moment. */
async function untilReady(db: Database): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    try {
      return void await db.execute("SELECT 1");
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause();
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

function killNow(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it ended in this instant
  }
}

/** Processes that a process has started; Linux alone shows them. */
function childrenOf(pid: number): number[] {
  if (Deno.build.os !== "linux") return [];
  return readdirSync("/proc").map(Number).filter((child) => child > 0 && parentOf(child) === pid);
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(join("/proc", String(pid), "stat"), "utf8");
    return Number(/\) \S (\d+)/.exec(stat)?.[1] ?? 0);
  } catch {
    return null; // it is gone
  }
}
