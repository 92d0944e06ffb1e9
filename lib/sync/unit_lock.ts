import type { Queryable } from "../connectors/postgres/mod.ts";
import type { Unit } from "./types.ts";

/** Key of the lock of a unit; both ledgers of an API come from one reading, and have one lock. */
function lockKey({ source, domain, company }: Unit): string {
  const read = source !== "data_sharing" && domain === "analytical_ledger"
    ? "general_ledger"
    : domain;
  return `penny:unit:${source}:${read}:${company.companyId}`;
}

/**
 * Tries to take the locks of several units at once, without waiting for any.
 *
 * A lock belongs to the connection: a process that is killed frees it.
 *
 * @param session Connection that shall hold the locks.
 * @param units Of any number; none of them twice.
 * @returns The units whose lock is now held, in their order.
 */
export async function tryLockUnits(session: Queryable, units: readonly Unit[]): Promise<Unit[]> {
  const rows = await session.many<{ free: boolean }>(
    "SELECT pg_try_advisory_lock(hashtextextended(key, 0)) AS free " +
      "FROM unnest($1::text[]) WITH ORDINALITY AS t(key, position) ORDER BY position",
    [units.map(lockKey)],
  );
  return units.filter((_, i) => rows[i]?.free);
}

/**
 * Waits for the lock of one unit. The session must hold no other unit's lock, else two processes could wait for ever.
 *
 * @param session Connection that shall hold the lock.
 * @param unit What to wait for.
 */
export async function lockUnit(session: Queryable, unit: Unit): Promise<void> {
  await session.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", [lockKey(unit)]);
}

/**
 * Gives back the locks of units.
 *
 * @param session Connection that holds the locks.
 * @param units Those locked by {@linkcode tryLockUnits} or {@linkcode lockUnit}.
 */
export async function unlockUnits(session: Queryable, units: readonly Unit[]): Promise<void> {
  await session.execute(
    "SELECT pg_advisory_unlock(hashtextextended(key, 0)) FROM unnest($1::text[]) AS t(key)",
    [units.map(lockKey)],
  );
}
