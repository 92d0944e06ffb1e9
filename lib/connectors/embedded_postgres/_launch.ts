import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { giveTo } from "./_account.ts";
import { serverFault, startFault } from "./_faults.ts";
import { type Layout, readIfThere, writeWhole } from "./_layout.ts";
import { answers, removeStalePid, runningPostmaster } from "./_postmaster.ts";
import { type Programs, runProgram } from "./_program.ts";
import { serverSettings } from "./_settings.ts";

/** Seconds that recovery after a crash may take. */
const START_SECONDS = 300;
const STOP_SECONDS = 60;
/** A killed server and its children need a moment to die; until then the new one is refused. */
const DYING = /pre-existing shared memory block|lock file "postmaster\.pid" already exists/i;
const DYING_ATTEMPTS = 100;
const DYING_WAIT_MS = 100;
const PORTS_TO_TRY = 50;
const LAST_PORT = 65535;
/** Parallel queries need this much; containers often have 64 MB. */
const SMALL_SHARED_MEMORY = 512 * 1024 * 1024;
const LOG_LIMIT = 10 * 1024 * 1024;

/**
 * Starts the server on the port that was kept, or on the next free one, and waits until it takes connections.
 *
 * @param layout Files of the server.
 * @param programs How to run pg_ctl.
 * @param options Port wanted when none is kept, and where to print.
 * @returns The port.
 * @throws ServiceError The server does not start.
 */
export async function launch(
  layout: Layout,
  programs: Programs,
  options: { readonly wantedPort: number; readonly notify: (line: string) => void },
): Promise<number> {
  const kept = Number(await readIfThere(layout.port)) || null;
  const first = kept ?? options.wantedPort;
  for (let port = first; port < first + PORTS_TO_TRY && port <= LAST_PORT; port++) {
    if (!isFree(port) || !(await startOn(port, layout, programs))) continue;
    if (kept === null) await writeWhole(layout.port, `${port}\n`, 0o644);
    if (kept !== null && port !== kept) {
      options.notify(
        `[INFO] Le port ${kept} est pris par un autre programme : la base de données répond cette fois sur le port ${port} ; Power BI et Excel la retrouveront sur ${kept} quand ce port sera libre, après « deno task db stop » puis « deno task db start »`,
      );
    }
    return port;
  }
  throw serverFault(
    layout.folder,
    `aucun port libre de ${first} à ${Math.min(first + PORTS_TO_TRY - 1, LAST_PORT)}`,
    "libérez un de ces ports, ou indiquez un serveur existant avec POSTGRES_HOST",
  );
}

/**
 * Stops the server: open transactions are rolled back, the data are left clean. One that does not end (PostgreSQL 18 can wait
 * for ever when it is told to stop while it recovers) is stopped at once, and recovers at its next start.
 *
 * @param layout Files of the server.
 * @param programs How to run pg_ctl.
 * @throws ServiceError It is still there after two minutes.
 */
export async function shutDown(layout: Layout, programs: Programs): Promise<void> {
  for (const mode of ["fast", "immediate"]) {
    const args = ["stop", "-D", layout.data, "-m", mode, "-w", "-t", String(STOP_SECONDS)];
    const { code } = await runProgram(programs, "pg_ctl", args);
    if (code === 0 || await runningPostmaster(layout) === null) return;
  }
  throw serverFault(
    layout.folder,
    `le serveur ne s'arrête pas en ${2 * STOP_SECONDS} secondes`,
    "fermez les programmes qui lisent la base puis relancez « deno task db stop »",
  );
}

/** False when another program took the port between the question and the start. */
async function startOn(port: number, layout: Layout, programs: Programs): Promise<boolean> {
  for (let attempt = 1;; attempt++) {
    await removeStalePid(layout);
    const said = await startOnce(port, layout, programs);
    if (said === null) return true;
    if (/could not bind|could not create any TCP\/IP sockets/i.test(said)) return false;
    if (!DYING.test(said) || attempt === DYING_ATTEMPTS) throw startFault(layout.folder, said);
    await new Promise((resolve) => setTimeout(resolve, DYING_WAIT_MS));
  }
}

/** One start; answers null when the server takes connections, else what its log says. */
async function startOnce(port: number, layout: Layout, programs: Programs): Promise<string | null> {
  const conf = join(layout.data, "penny.conf");
  await writeWhole(conf, serverSettings(port, { sharedMemory: await sharedMemory() }));
  await giveTo(conf, programs.account);
  const logStart = await openLog(layout, programs);
  const args = ["start", "-D", layout.data, "-l", layout.log, "-w", "-t", String(START_SECONDS)];
  const { code } = await runProgram(programs, "pg_ctl", args);
  if (code === 0 && await answers(port)) return null;
  return (await Deno.readTextFile(layout.log)).slice(logStart);
}

/** Makes the log, or puts a big one aside; answers its length, so that only what comes after is read. */
async function openLog(layout: Layout, programs: Programs): Promise<number> {
  const { size } = await Deno.stat(layout.log).catch(() => ({ size: 0 }));
  if (size > LOG_LIMIT) await Deno.rename(layout.log, `${layout.log}.1`);
  await Deno.writeTextFile(layout.log, "", { append: true, mode: 0o600 });
  await giveTo(layout.log, programs.account);
  return size > LOG_LIMIT ? 0 : (await Deno.readTextFile(layout.log)).length;
}

/** Whether the port can be taken on the loopback address; reserved ranges of Windows count as taken. */
function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch {
    return false;
  }
}

async function sharedMemory(): Promise<"posix" | "mmap"> {
  if (Deno.build.os !== "linux") return "posix";
  const { blocks, bsize } = await statfs("/dev/shm").catch(() => ({ blocks: 0, bsize: 0 }));
  return blocks * bsize < SMALL_SHARED_MEMORY ? "mmap" : "posix";
}
