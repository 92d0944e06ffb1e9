import { installBinaries, removeOldBinaries } from "./_binaries.ts";
import { ensureCluster, readAccess } from "./_cluster.ts";
import { folderFault, serverFault } from "./_faults.ts";
import { launch } from "./_launch.ts";
import { type Layout, layoutOf } from "./_layout.ts";
import { withLock } from "./_locked.ts";
import { answers, runningPostmaster } from "./_postmaster.ts";
import type { EmbeddedOptions, EmbeddedServer } from "./types.ts";

const DEFAULT_PORT = 5433;
const DEFAULT_USER = "pennylane_user";
/** Milliseconds between two looks at a server that is starting. */
const LOOK_MS = 50;
const STARTING_LIMIT_MS = 300_000;

/**
 * Gives the embedded server, first installing, making and starting it where needed. Several processes may ask at once. The
 * server stays up after the process ends.
 *
 * @param options Where it lives.
 * @returns How to reach it, on 127.0.0.1.
 * @throws ServiceError It cannot be installed or started; the message says why and what to do.
 *
 * @example
 * ```ts ignore
 * const server = await ensureServer({ folder: "/home/anna/penny/.penny/postgres" });
 * await using db = connect({ ...server, database: "postgres" });
 * ```
 */
export async function ensureServer(options: EmbeddedOptions): Promise<EmbeddedServer> {
  try {
    const running = await reachable(layoutOf(options.folder));
    return running ?? await startLocked(options);
  } catch (error) {
    throw folderFault(options.folder, error);
  }
}

/** The server, if it runs; a few reads and one connection to the loopback address. */
async function reachable(layout: Layout): Promise<EmbeddedServer | null> {
  const postmaster = await runningPostmaster(layout);
  if (!postmaster?.ready || !(await answers(postmaster.port))) return null;
  const access = await readAccess(layout);
  return access && { host: "127.0.0.1", port: postmaster.port, ...access };
}

function startLocked(options: EmbeddedOptions): Promise<EmbeddedServer> {
  return withLock(options.folder, async (layout, account) => {
    const running = await reachable(layout) ?? await untilReady(layout);
    if (running) return running;
    const { pgsql, major } = await installBinaries(layout.folder);
    const programs = { pgsql, folder: layout.folder, account };
    const access = await ensureCluster(layout, programs, {
      user: options.user ?? DEFAULT_USER,
      major,
    });
    const port = await launch(layout, programs, {
      wantedPort: options.wantedPort ?? DEFAULT_PORT,
      notify: options.notify ?? console.error,
    });
    await removeOldBinaries(layout.folder, pgsql);
    return { host: "127.0.0.1", port, ...access };
  });
}

/** Someone killed while starting the server leaves it starting (recovery can be long): wait for it, do not start a second. */
async function untilReady(layout: Layout): Promise<EmbeddedServer | null> {
  const deadline = Date.now() + STARTING_LIMIT_MS;
  for (;;) {
    const postmaster = await runningPostmaster(layout);
    if (postmaster === null || postmaster.ready) return await reachable(layout);
    if (Date.now() > deadline) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw serverFault(
    layout.folder,
    "il démarre depuis plus de cinq minutes",
    "lisez server.log dans ce dossier",
  );
}
