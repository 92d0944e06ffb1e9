import { PennyError } from "../base/mod.ts";
import type { Session } from "../connectors/postgres/mod.ts";
import { freeRunId } from "./_run_id.ts";
import { type OpenSlot, saveStatus } from "./_slot_rows.ts";
import { formatSlot } from "./format_slot.ts";
import type { QueuedRunState, RunQueue } from "./types.ts";

/** Hears French lines, with what they are about. */
export type Tell = (
  line: string,
  about: { readonly schedule: string; readonly runId?: string | null },
) => void;

/** How slots are driven. */
export interface DriveOptions {
  readonly queue: RunQueue;
  readonly now: Date;
  readonly timeZone: string;
  /** Hears French lines. */
  readonly tell: Tell;
}

/** What became of the open slots. */
export interface Driven {
  /** Those whose run has not ended, oldest first. */
  readonly open: readonly OpenSlot[];
  /** Run ids that the queue has. */
  readonly queued: ReadonlySet<string>;
  readonly done: number;
  readonly failed: number;
}

const FAILED = "un carnet ou une société a échoué";

/**
 * Asks the queue how the runs of slots went, and writes what has changed.
 *
 * @param session The connection that holds the scheduler's lock.
 * @param open Slots whose run has not ended.
 * @param options The queue.
 * @returns Those that are still open.
 * @throws {PennyError} The queue cannot be asked.
 */
export async function followRuns(
  session: Session,
  open: readonly OpenSlot[],
  { queue, now, tell }: DriveOptions,
): Promise<Driven> {
  const still: OpenSlot[] = [];
  const queued = new Set<string>();
  const ended = { done: 0, failed: 0 };
  for (const slot of open) {
    const state = slot.runId === null ? null : await queue.state(slot.runId);
    if (!hasEnded(state)) {
      if (slot.runId !== null && state !== null) queued.add(slot.runId);
      if (state === "running" && slot.status === "waiting") {
        await saveStatus(session, { ...slot, status: "running", reason: null, now });
      }
      still.push(state === "running" ? { ...slot, status: "running" } : slot);
      continue;
    }
    const failed = state === "failed";
    await saveStatus(session, { ...slot, status: state, reason: failed ? FAILED : null, now });
    ended[state]++;
    tell(
      failed
        ? `[ERREUR] ${slot.schedule} : l'exécution ${slot.runId} a échoué ; la planification continue`
        : `[OK] ${slot.schedule} : l'exécution ${slot.runId} est terminée`,
      slot,
    );
  }
  return { open: still, queued, ...ended };
}

/**
 * Queues the oldest open slot of each schedule; the others wait behind it. Asking again for a run that is queued changes
 * nothing, so that a crash between the row and the queue is healed here.
 *
 * @param session The connection that holds the scheduler's lock.
 * @param open Slots whose run has not ended, oldest first.
 * @param options The queue, and which runs it has.
 * @returns How many cannot be queued, for good.
 * @throws {PennyError} The queue cannot be reached now.
 */
export async function queueRuns(
  session: Session,
  open: readonly OpenSlot[],
  options: DriveOptions & Pick<Driven, "queued">,
): Promise<number> {
  const heads = new Map<string, OpenSlot>();
  // a run that has a name goes on: after a clock went back, a slot that waits can be older than its own
  const named = open.filter(({ runId }) => runId !== null);
  for (const slot of [...named, ...open]) {
    if (!heads.has(slot.schedule)) heads.set(slot.schedule, slot);
  }
  let refused = 0;
  for (const slot of heads.values()) {
    if (slot.runId !== null && options.queued.has(slot.runId)) continue;
    refused += await queueRun(session, slot, options) ? 0 : 1;
  }
  return refused;
}

async function queueRun(session: Session, slot: OpenSlot, options: DriveOptions): Promise<boolean> {
  const { queue, now, timeZone, tell } = options;
  const runId = slot.runId ?? await nameRun(session, slot, { now, timeZone });
  try {
    await queue.add({ runId, schedule: slot.schedule, slot: slot.slot, ...slot.request });
  } catch (error) {
    if (!(error instanceof PennyError) || error.retriable) throw error;
    const reason = error.message;
    await saveStatus(session, { ...slot, status: "failed", reason, now });
    tell(`[ERREUR] ${slot.schedule} : ${reason} ; la planification continue`, { ...slot, runId });
    return false;
  }
  const due = formatSlot(slot.slot, timeZone);
  tell(`[INFO] ${slot.schedule} : exécution ${runId} mise en file (créneau du ${due})`, {
    ...slot,
    runId,
  });
  return true;
}

async function nameRun(
  session: Session,
  { schedule, slot }: OpenSlot,
  place: { readonly now: Date; readonly timeZone: string },
): Promise<string> {
  const runId = await freeRunId(session, place);
  await session.execute(
    "UPDATE penny.schedule_slots SET run_id = $3 WHERE schedule = $1 AND slot = $2",
    [schedule, slot.toISOString(), runId],
  );
  return runId;
}

function hasEnded(state: QueuedRunState | null): state is "done" | "failed" {
  return state === "done" || state === "failed";
}
