import * as path from "node:path";
import { pause, UsageError } from "../base/mod.ts";
import { frenchInstant } from "./french_text.ts";
import { diskError, writeFileAtomically } from "./write_file.ts";

/** The locked file holds nothing: on Windows nobody else could read it. */
export const LOCK_FILE = ".run.lock";
/**
 * Held by who waits for {@linkcode LOCK_FILE}: a run that wants it alone is not overtaken for ever by those that share it. These
 * share their turn, too: one of them that is frozen (Ctrl-Z) while it has it keeps none of the others back.
 */
export const TURN_FILE = ".run.turn.lock";
/** Who holds the lock; left behind by a run that was killed, and then without meaning. */
export const HOLDER_FILE = ".run.holder.json";
const POLL_MS = 200;
const TELL_MS = 5000;
const TURN_MS = 1000;

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  /** Such as `run-all`. */
  readonly command: string;
  /** ISO 8601. */
  readonly since: string;
}

/** How {@linkcode acquireRunLock} waits. */
export interface RunLockOptions {
  /** Such as `run-all`; others are told. */
  readonly command: string;
  /** Waits for the run that holds the lock; else it is an error. */
  readonly wait: boolean;
  /** Holds it together with others who share it: the jobs of workers, each in files of its own. @default false */
  readonly share?: boolean;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Hears French lines while it waits. */
  readonly note: (line: string) => void;
  /** Milliseconds between two of them. @default 5000 */
  readonly tellMs?: number;
}

/** A lock that is held; the system gives it back when the process ends, even when it is killed. */
export type RunLock = AsyncDisposable;

/**
 * Keeps a second run from the same folders. The lock is one of the operating system on an open file, so a run that was killed
 * leaves none behind. Who comes first waits first: a run that waits for jobs under way lets no new one begin.
 *
 * @param folders `outputs/` and PENNY_HOME, absolute; made when missing, locked in this order.
 * @param options Whether to wait, and who is told.
 * @returns The lock; null when the signal ended the wait.
 * @throws {UsageError} Another run holds it, and `wait` is false.
 * @throws {ServiceError} The disk refuses.
 */
export async function acquireRunLock(
  folders: readonly string[],
  options: RunLockOptions,
): Promise<RunLock | null> {
  await using held = new AsyncDisposableStack();
  for (const folder of new Set(folders)) {
    const lock = await lockFolder(folder, options);
    if (lock === null) return null;
    held.use(lock);
  }
  return held.move();
}

async function lockFolder(folder: string, options: RunLockOptions): Promise<RunLock | null> {
  const { share = false } = options;
  const turn = await lockFile(folder, { ...options, name: TURN_FILE, share });
  if (turn === null) return null;
  try {
    const file = await lockFile(folder, { ...options, name: LOCK_FILE, share });
    if (file === null) return null;
    // of several that share it none is the holder
    if (share) return { [Symbol.asyncDispose]: () => Promise.resolve(file.close()) };
    return await hold(folder, { file, command: options.command });
  } finally {
    turn.close();
  }
}

async function lockFile(
  folder: string,
  options: RunLockOptions & { readonly name: string; readonly share: boolean },
): Promise<Deno.FsFile | null> {
  const file = await openLockFile(folder, options.name);
  const tellMs = options.tellMs ?? TELL_MS;
  // who only takes its turn is gone in an instant: that is no news
  let toldAt = options.name === TURN_FILE ? performance.now() - tellMs + TURN_MS : -Infinity;
  while (!await file.tryLock(!options.share)) {
    const holder = await readHolder(folder);
    if (!options.wait || options.signal.aborted) {
      file.close();
      if (!options.wait) throw busy(holder, options.command);
      return null;
    }
    if (performance.now() - toldAt >= tellMs) {
      toldAt = performance.now();
      options.note(`[INFO] Une autre exécution est en cours (${holderText(holder)}) : attente`);
    }
    await pause(POLL_MS, options.signal);
  }
  return file;
}

async function hold(
  folder: string,
  { file, command }: { readonly file: Deno.FsFile; readonly command: string },
): Promise<RunLock> {
  const holder: LockHolder = { pid: Deno.pid, command, since: new Date().toISOString() };
  const holderFile = path.join(folder, HOLDER_FILE);
  try {
    await writeFileAtomically(holderFile, `${JSON.stringify(holder)}\n`);
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    async [Symbol.asyncDispose]() {
      await Deno.remove(holderFile).catch(() => {
        // removed with the folder: nobody needs it
      });
      file.close();
    },
  };
}

async function openLockFile(folder: string, name: string): Promise<Deno.FsFile> {
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, name);
    return await Deno.open(file, { create: true, read: true, write: true, mode: 0o600 });
  } catch (error) {
    throw diskError("écrire dans le dossier", folder, error);
  }
}

async function readHolder(folder: string): Promise<LockHolder | null> {
  try {
    return JSON.parse(await Deno.readTextFile(path.join(folder, HOLDER_FILE))) as LockHolder;
  } catch {
    // it has the lock and has not yet said who it is
    return null;
  }
}

function holderText(holder: LockHolder | null): string {
  if (holder === null) return "elle commence, ou ce sont des travaux de la file d'attente";
  return `${holder.command}, processus ${holder.pid}, depuis le ${frenchInstant(holder.since)}`;
}

function busy(holder: LockHolder | null, command: string): UsageError {
  return new UsageError(
    `Impossible de lancer « ${command} » : une exécution est en cours (${
      holderText(holder)
    }) ; attendez sa fin, puis relancez`,
  );
}
