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
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
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
 * Removes the `postmaster.pid` of a killed server whose number another program has got since: PostgreSQL would take that
 * program for itself and refuse to start. Only where the system can be asked (Linux); elsewhere PostgreSQL decides.
 *
 * @param layout Files of the server.
 * @param postmaster From `runningPostmaster`.
 * @returns Whether the file was stale and is gone.
 */
export async function removeStalePid(layout: Layout, postmaster: Postmaster): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const name = await readIfThere(`/proc/${postmaster.pid}/comm`).catch(() => "postgres");
  if (name?.trim() === "postgres") return false;
  await Deno.remove(join(layout.data, "postmaster.pid"));
  return true;
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
