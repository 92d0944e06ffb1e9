import { DOMAINS } from "../domains/mod.ts";
import { splitFresh } from "./fresh_units.ts";
import type { Session, SyncContext, Unit, UnitResult } from "./types.ts";
import { lockUnit, tryLockUnits, unlockUnits } from "./unit_lock.ts";
import { recordUnits } from "./unit_record.ts";

/** A wait that says nothing for long would look like a hang. */
const WAITING_BEAT_MS = 60_000;

/** Units that are read together. */
interface UnitGroup {
  readonly units: readonly Unit[];
}

/** How units are read under their locks. */
export interface LockedWork<G extends UnitGroup> {
  readonly context: SyncContext;
  /** Connection that shall hold the locks. */
  readonly session: Session;
  readonly refresh: boolean;
  /** Reads and merges the units of a group, all locked and none of them read by this run. */
  readonly work: (group: G) => Promise<readonly UnitResult[]>;
}

/**
 * Reads groups of units under their locks: first what can be locked at once; then, one by one and with none in hand, the
 * units that another process holds. What that process has read for the same run is not read again. How units ended is
 * recorded.
 *
 * @param groups In the order in which they shall be read.
 * @param locked How to read them.
 * @returns How each unit ended.
 */
export async function withUnitLocks<G extends UnitGroup>(
  groups: readonly G[],
  locked: LockedWork<G>,
): Promise<UnitResult[]> {
  const { session } = locked;
  const results: UnitResult[] = [];
  const busy: G[] = [];
  for (const group of groups) {
    const units = await tryLockUnits(session, group.units);
    const held = group.units.filter((unit) => !units.includes(unit));
    busy.push(...held.map((unit) => ({ ...group, units: [unit] })));
    results.push(...await runLocked({ ...group, units }, locked));
  }
  for (const group of busy) {
    await waitFor(group.units[0]!, locked);
    results.push(...await runLocked(group, locked));
  }
  return results;
}

/** Waits for a unit that another process holds, and says so from time to time: a first load can take hours. */
async function waitFor(
  unit: Unit,
  { context, session }: Pick<LockedWork<UnitGroup>, "context" | "session">,
): Promise<void> {
  const tell = () =>
    context.emit({
      type: "progress",
      text: `${
        DOMAINS[unit.domain].title
      } : « ${unit.company.name} » est en cours de lecture ailleurs, attente`,
    });
  tell();
  const beat = setInterval(tell, WAITING_BEAT_MS);
  try {
    await lockUnit(session, unit);
  } finally {
    clearInterval(beat);
  }
}

/** Reads units whose locks are held, and gives the locks back. */
async function runLocked<G extends UnitGroup>(
  group: G,
  { context, session, refresh, work }: LockedWork<G>,
): Promise<UnitResult[]> {
  if (group.units.length === 0) return [];
  try {
    const { fresh, due } = await splitFresh(session, group.units, { context, refresh });
    const results = due.length === 0 ? [] : await work({ ...group, units: due });
    await session.transaction((tx) => recordUnits(context, tx, results));
    return [...fresh, ...results];
  } finally {
    // A lost connection has given them back already.
    await unlockUnits(session, group.units).catch(() => undefined);
  }
}
