import { parseInstant, UsageError } from "../base/mod.ts";
import type { Session } from "../connectors/postgres/mod.ts";
import { formatSlot } from "./format_slot.ts";

const KEY = "hashtextextended('penny:scheduler', 0)";
const LONGEST_NAME = 63;
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

/** A session that holds the lock. */
interface Holder {
  readonly backend: number;
  readonly name: string;
  readonly since: string;
}

/**
 * Takes the lock of the one scheduler of a database, for as long as the session lasts.
 *
 * A session of this same process that the server still believes alive (the network broke) is ended.
 *
 * @param session Connection that shall hold the lock.
 * @param identity Of this process; others are told it.
 * @param timeZone Of the instants in messages.
 * @returns Whether the lock is held now; false: a session of this process is about to end, ask again.
 * @throws {SchedulerHeldError} Another process holds it: machine, pid, since when.
 */
export async function takeSchedulerLock(
  session: Session,
  identity: SchedulerIdentity,
  timeZone: string,
): Promise<boolean> {
  const name = `penny schedule ${identity.pid} ${identity.token} ${identity.machine}`;
  const { free } = await session.one<{ free: boolean }>(
    `SELECT set_config('application_name', $1, false), pg_try_advisory_lock(${KEY}) AS free`,
    [name.slice(0, LONGEST_NAME)],
  );
  if (free) return true;
  const holder = await readHolder(session);
  if (holder === null) return false; // it left in between
  const [, pid, token, machine] = NAME.exec(holder.name) ?? [];
  if (token === identity.token) {
    await session.execute("SELECT pg_terminate_backend($1)", [holder.backend]);
    return false;
  }
  throw new SchedulerHeldError(
    `Impossible de démarrer le planificateur « ${identity.machine} » : un autre planifie déjà pour cette base, sur la machine ${
      machine ?? "inconnue"
    } (processus ${pid ?? "inconnu"}), depuis le ${
      formatSlot(parseInstant(holder.since), timeZone)
    } ; arrêtez-le d'abord, ou lancez ici « deno task worker » pour lui prêter main-forte`,
  );
}

async function readHolder(session: Session): Promise<Holder | null> {
  return await session.maybeOne<Holder>(
    "SELECT a.pid AS backend, coalesce(a.application_name, '') AS name, " +
      "coalesce(a.backend_start, now()) AS since " +
      "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid " +
      "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 " +
      "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) " +
      `AND (l.classid::bigint << 32) | l.objid::bigint = ${KEY}`,
  );
}
