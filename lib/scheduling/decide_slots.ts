import type { CatchUpPolicy } from "../config/mod.ts";
import { formatSlot } from "./format_slot.ts";

/** Lateness up to which a slot counts as seen in time: the scheduler looks at least every 30 seconds. */
const IN_TIME_MS = 120_000;
const NOBODY = "aucun planificateur n'était en marche à cette heure";

/** What becomes of a slot. */
export interface SlotDecision {
  readonly slot: Date;
  /** `waiting`: it becomes a run; `missed`: nobody was there; `skipped`: the run before it had not ended. */
  readonly status: "waiting" | "missed" | "skipped";
  readonly kind: "due" | "catch_up";
  /** French; null for a run in time. */
  readonly reason: string | null;
}

/** What is known when slots have come. */
export interface DueSituation {
  /** Oldest first, none of them dealt with. */
  readonly slots: readonly Date[];
  /** Whether there were older ones that are not among `slots`. */
  readonly truncated: boolean;
  readonly now: Date;
  readonly policy: CatchUpPolicy;
  /** The run of this schedule that has not ended, as messages name it; null: none. */
  readonly busy: string | null;
  readonly timeZone: string;
}

/**
 * Decides what becomes of the slots that have come since the last look: pure.
 *
 * The newest slot is in time when it is at most two minutes old; all others were missed. In time it becomes a run, unless the
 * run before it has not ended. Missed ones become one run (`once`: the slot in time, else the newest), one run each (`all`), or
 * none (`skip`); what does not become a run is kept as missed.
 *
 * @param situation Slots, clock, policy.
 * @returns One decision a slot, in their order.
 */
export function decideSlots(situation: DueSituation): SlotDecision[] {
  const { slots, now, policy, busy } = situation;
  const newest = slots.at(-1);
  if (newest === undefined) return [];
  const inTime = now.getTime() - newest.getTime() <= IN_TIME_MS;
  const late = inTime ? slots.slice(0, -1) : slots;
  const decisions = policy === "all"
    ? late.map((slot): SlotDecision => caughtUp(slot))
    : missed(late, { ...situation, inTime });
  if (inTime) {
    const free = busy === null || (policy === "all" && late.length > 0);
    decisions.push(
      free
        ? { slot: newest, status: "waiting", kind: "due", reason: null }
        : { slot: newest, status: "skipped", kind: "due", reason: notEnded(busy) },
    );
  }
  return told(decisions, situation);
}

function missed(
  late: readonly Date[],
  { policy, busy, inTime, timeZone, slots }: DueSituation & { readonly inTime: boolean },
): SlotDecision[] {
  const lost = (slot: Date, remark: string): SlotDecision => ({
    slot,
    status: "missed",
    kind: "due",
    reason: `${NOBODY} ; ${remark}`,
  });
  if (policy === "skip") return late.map((slot) => lost(slot, "non rattrapée, comme demandé"));
  if (busy !== null) return late.map((slot) => lost(slot, notEnded(busy)));
  const by = `rattrapée par celle du ${formatSlot(slots.at(-1)!, timeZone)}`;
  if (inTime) return late.map((slot) => lost(slot, by));
  return late.map((slot, index) => index === late.length - 1 ? caughtUp(slot) : lost(slot, by));
}

function caughtUp(slot: Date): SlotDecision {
  return { slot, status: "waiting", kind: "catch_up", reason: NOBODY };
}

function notEnded(run: string): string {
  return `l'exécution ${run} n'était pas terminée`;
}

/** The oldest slot kept says that there were more. */
function told(decisions: SlotDecision[], { truncated }: DueSituation): SlotDecision[] {
  const [oldest, ...others] = decisions;
  if (!truncated || oldest === undefined) return decisions;
  const remark = "d'autres, plus anciennes, ont été manquées avant elle";
  return [{ ...oldest, reason: `${oldest.reason ?? NOBODY} ; ${remark}` }, ...others];
}
