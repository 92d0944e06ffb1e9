import { parseInstant, UsageError } from "../base/mod.ts";
import { LockNotAvailableError, type Session } from "../connectors/postgres/mod.ts";
import { formatSlot } from "./format_slot.ts";

const KEY = "hashtextextended('penny:scheduler', 0)";
const LONGEST_NAME = 63;
/** Milliseconds within which the lock of a scheduler that has just ended is free: its session ends a moment after it. */
const LEAVING_MS = 2_000;
const NAME = /^penny schedule (\d+) ([0-9a-f]{8}) (.*)$/;

/** Another scheduler plans for this database. */
export class SchedulerHeldError extends UsageError {}

/** Which process holds the lock. */
export interface SchedulerIdentity {
  /** Name of the machine. */
  readonly machine: string;
  readonly pid: number;
  /** Eight hexadecimal digits, of this process alone: a pid comes again. */
  readonly token: string;
}

/** Who asks for the lock, and how it judges the one that holds it. */
export interface LockOptions {
  /** Of the instants in messages. */
  readonly timeZone: string;
  /** A scheduler whose session has been idle for so many milliseconds has lost its machine or its network. */
  readonly silentMs: number;
}

/** A session that holds the lock. */
interface Holder {
  readonly backend: number;
  readonly silent: boolean;
  readonly name: string;
  readonly since: string;
}

/**
 * Takes the lock of the one scheduler of a database, for as long as the session lasts.
 *
 * A session that the server still believes alive, although its network broke, is ended: one of this same process at once,
 * another when it has been silent for too long. One that is about to end is waited for, two seconds at most.
 *
 * @param session Connection that shall hold the lock.
 * @param identity Of this process; others are told it.
 * @param options Time zone, patience.
 * @returns Whether the lock is held now; false: a session is about to end, ask again.
 * @throws {SchedulerHeldError} Another process holds it: machine, pid, since when.
 */
export async function takeSchedulerLock(
  session: Session,
  identity: SchedulerIdentity,
  { timeZone, silentMs }: LockOptions,
): Promise<boolean> {
  const name = `penny schedule ${identity.pid} ${identity.token} ${identity.machine}`;
  const { free } = await session.one<{ free: boolean }>(
    `SELECT set_config('application_name', $1, false), pg_try_advisory_lock(${KEY}) AS free`,
    [name.slice(0, LONGEST_NAME)],
  );
  if (free) return true;
  const holder = await readHolder(session, silentMs);
  if (holder === null) return false; // it left in between
  const [, pid, token, machine] = NAME.exec(holder.name) ?? [];
  if (token === identity.token || holder.silent) {
    await session.execute("SELECT pg_terminate_backend($1)", [holder.backend]);
    return false;
  }
  if (await isFreedSoon(session)) return true;
  throw new SchedulerHeldError(
    `Impossible de démarrer le planificateur « ${identity.machine} » : un autre planifie déjà pour cette base, sur la machine ${
      machine ?? "inconnue"
    } (processus ${pid ?? "inconnu"}), depuis le ${
      formatSlot(parseInstant(holder.since), timeZone)
    } ; arrêtez-le d'abord, ou lancez ici « deno task worker » pour lui prêter main-forte`,
  );
}

async function isFreedSoon(session: Session): Promise<boolean> {
  await session.execute(`SET lock_timeout = ${LEAVING_MS}`);
  try {
    await session.execute(`SELECT pg_advisory_lock(${KEY})`);
    return true;
  } catch (error) {
    if (!(error instanceof LockNotAvailableError)) throw error;
    return false;
  } finally {
    await session.execute("RESET lock_timeout");
  }
}

async function readHolder(session: Session, silentMs: number): Promise<Holder | null> {
  return await session.maybeOne<Holder>(
    "SELECT a.pid AS backend, coalesce(a.application_name, '') AS name, " +
      "coalesce(a.backend_start, now()) AS since, coalesce(a.state = 'idle' " +
      "AND a.state_change < clock_timestamp() - $1 * interval '1 millisecond', false) AS silent " +
      "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid " +
      "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 " +
      "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) " +
      `AND (l.classid::bigint << 32) | l.objid::bigint = ${KEY}`,
    [silentMs],
  );
}
