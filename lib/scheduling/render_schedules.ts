import { formatSlot } from "./format_slot.ts";
import type { PastSlot, ScheduleView } from "./schedule_view.ts";

const STATUSES: Readonly<Record<PastSlot["status"], string>> = {
  waiting: "en attente",
  running: "en cours",
  done: "terminée",
  failed: "échouée",
  missed: "manquée",
  skipped: "sautée",
};

/**
 * Schedules as people read them.
 *
 * @param views Of any number.
 * @returns Lines: for each its name and pace, the last slots, oldest first, and the next.
 */
export function renderSchedules(views: readonly ScheduleView[]): string[] {
  return views.flatMap(({ schedule, last, next }, index) => {
    const { name, when, faster, timeZone } = schedule;
    const write = (slot: Date) => formatSlot(slot, timeZone);
    return [
      ...index === 0 ? [] : [""],
      `${name} : ${when.text} (fuseau ${timeZone})`,
      ...faster.map(({ from, to, when }) => `  du ${from} au ${to} : ${when.text}`),
      ...last.toReversed().map((past) => `  ${write(past.slot)}  ${describe(past)}`),
      ...next.length === 0
        ? ["  plus aucun créneau"]
        : next.map((slot) => `  ${write(slot)}  à venir`),
    ];
  });
}

function describe({ status, runId, reason }: PastSlot): string {
  const run = runId === null ? "" : ` (${runId})`;
  return `${STATUSES[status]}${run}${reason === null ? "" : ` : ${reason}`}`;
}
