import { join } from "node:path";
import process from "node:process";
import { type Layout, readIfThere } from "./_layout.ts";

/** What `postmaster.pid` says. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Whether the server says that it takes connections. */
  readonly ready: boolean;
}

const PORT_LINE = 3;
const STATUS_LINE = 7;

/**
 * Reads `postmaster.pid`.
 *
 * @param layout Files of the server.
 * @returns The server that runs, or null: no file, or its process is gone.
 */
export async function runningPostmaster(layout: Layout): Promise<Postmaster | null> {
  const lines = (await readIfThere(join(layout.data, "postmaster.pid")))?.split("\n") ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid) || !(await isPostgres(pid))) {
    return null;
  }
  const ready = lines[STATUS_LINE]?.trim() === "ready";
  return { pid, port: Number(lines[PORT_LINE] ?? 0), ready };
}

/**
 * Whether something takes connections on a port of this machine.
 *
 * @param port TCP port.
 */
export async function answers(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

/**
 * Removes the `postmaster.pid` of a killed server when PostgreSQL would take it for a running one: its number belongs to
 * another program by now, or the killed process was not reaped by its parent (containers without an init).
 *
 * @param layout Files of the server; the caller holds the lock and knows that no server runs.
 */
export async function removeStalePid(layout: Layout): Promise<void> {
  const path = join(layout.data, "postmaster.pid");
  const pid = Number((await readIfThere(path))?.split("\n")[0]);
  if (Number.isInteger(pid) && isAlive(pid) && !(await isPostgres(pid))) await Deno.remove(path);
}

/** Signal 0 only asks whether the process is there; "not permitted" means that it is. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

/** Whether a live process is a PostgreSQL that works; only Linux can be asked, elsewhere PostgreSQL decides by itself. */
async function isPostgres(pid: number): Promise<boolean> {
  if (Deno.build.os !== "linux") return true;
  const [, name, state] = /\((.*)\) (\S)/s.exec(await readIfThere(`/proc/${pid}/stat`) ?? "") ?? [];
  return name === "postgres" && state !== "Z";
}
