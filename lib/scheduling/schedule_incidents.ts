import type { Incident } from "../alerts/mod.ts";
import { parseInstant, plural } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import type { OpenSlot } from "./_slot_rows.ts";
import { formatSlot } from "./format_slot.ts";
import { stuckJobs } from "./queue/mod.ts";
import { stuckIncidents } from "./stuck_incidents.ts";
import { WORKER_PACE } from "./worker/mod.ts";

/** Missed slots that are still reported; the alerts tell each of them once. */
const RECENT_DAYS = 2;
/** Slots in a row that a run may outlast before that is an incident. */
const OVERLAPS = 3;
/** Milliseconds that a run may wait for a worker. */
const PATIENCE_MS = 600_000;
/** Milliseconds that a job may wait while no worker can take it: files are being copied, a machine starts again. */
const STUCK_MS = 300_000;
const MOST_LINES = 5;

/** What the incidents of schedules are made of. */
export interface IncidentSituation {
  readonly now: Date;
  readonly timeZone: string;
  /** Slots whose run has not ended. */
  readonly open: readonly OpenSlot[];
  /** Since when a run that no worker has begun is waiting, by run id. */
  readonly waitingSince: ReadonlyMap<string, Date>;
  /** Why the file of schedules is not in force. */
  readonly fault: Error | null;
}

/** Slots that were missed at once. */
interface Gap {
  readonly schedule: string;
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly reason: string;
}

/**
 * All that is wrong with schedules now, for the alerts (scope `schedule`): slots that were missed, once each time; jobs that no
 * worker can take; runs that none has begun; runs that outlast their slots again and again; a wrong file.
 *
 * @param db The warehouse.
 * @param situation What the scheduler knows.
 * @returns Incidents with stable keys.
 */
export async function scheduleIncidents(
  db: Queryable,
  situation: IncidentSituation,
): Promise<Incident[]> {
  const { now, fault } = situation;
  const gaps = await db.many<Gap>(
    "SELECT schedule, min(slot) AS first, max(slot) AS last, count(*)::integer AS count, " +
      "(array_agg(reason ORDER BY slot DESC))[1] AS reason FROM penny.schedule_slots " +
      "WHERE status = 'missed' AND created_at > $1::timestamptz - $2 * interval '1 day' " +
      "GROUP BY schedule, created_at ORDER BY min(slot), schedule",
    [now.toISOString(), RECENT_DAYS],
  );
  const heads = [...new Map(situation.open.toReversed().map((slot) => [slot.schedule, slot]))];
  const overlaps = await Promise.all(
    heads.map(([, head]) => overlapIncident(db, head, situation)),
  );
  const { silentMs } = WORKER_PACE;
  const stuck = await stuckJobs(db, { patienceMs: STUCK_MS, silentMs });
  const told = new Set<string | null>(stuck.map(({ runId }) => runId));
  return [
    ...gaps.map((gap) => missedIncident(gap, situation)),
    ...stuckIncidents(stuck, situation.timeZone),
    ...heads.flatMap(([, head]) => told.has(head.runId) ? [] : waitingIncident(head, situation)),
    ...overlaps.flat(),
    ...(fault === null ? [] : [fileIncident(fault)]),
  ];
}

function missedIncident(gap: Gap, { timeZone }: IncidentSituation): Incident {
  const first = formatSlot(parseInstant(gap.first), timeZone);
  const last = formatSlot(parseInstant(gap.last), timeZone);
  const title = gap.count === 1
    ? `Exécution manquée : ${gap.schedule}, ${first}`
    : `${
      plural(gap.count, "exécution manquée", "exécutions manquées")
    } : ${gap.schedule}, du ${first} au ${last}`;
  return {
    key: `missed_run:${gap.schedule}:${parseInstant(gap.first).toISOString()}`,
    kind: "missed_run",
    title,
    cause: gap.reason,
    lines: [
      "Machine éteinte, en veille, ou base injoignable ; « deno task schedule --list » montre la suite",
    ],
    where: null,
    event: true,
  };
}

function waitingIncident(
  head: OpenSlot,
  { now, waitingSince, timeZone }: IncidentSituation,
): Incident[] {
  const since = head.runId === null ? undefined : waitingSince.get(head.runId);
  if (since === undefined || now.getTime() - since.getTime() < PATIENCE_MS) return [];
  return [{
    key: `worker:waiting:${head.schedule}`,
    kind: "worker",
    title: `Exécution en attente : ${head.schedule}, ${formatSlot(head.slot, timeZone)}`,
    cause: `aucun exécutant n'a commencé l'exécution ${head.runId} en dix minutes`,
    lines: [
      "Les exécutants ont d'autres travaux, ou attendent qu'une exécution finisse sur leur machine",
      "« deno task status » les montre, « deno task worker » en ajoute un",
    ],
    where: null,
  }];
}

async function overlapIncident(
  db: Queryable,
  head: OpenSlot,
  { timeZone }: IncidentSituation,
): Promise<Incident[]> {
  const skipped = await db.many<{ slot: string }>(
    "SELECT slot FROM penny.schedule_slots WHERE schedule = $1 AND slot > $2 AND status = 'skipped' ORDER BY slot",
    [head.schedule, head.slot.toISOString()],
  );
  if (skipped.length < OVERLAPS) return [];
  return [{
    key: `missed_run:${head.schedule}:overlap`,
    kind: "missed_run",
    title: `Exécution trop longue : ${head.schedule}, ${formatSlot(head.slot, timeZone)}`,
    cause: `l'exécution ${head.runId ?? ""} n'est pas terminée ; ${skipped.length} créneaux sautés`,
    lines: skipped.slice(0, MOST_LINES)
      .map(({ slot }) => `Créneau sauté : ${formatSlot(parseInstant(slot), timeZone)}`),
    where: null,
  }];
}

function fileIncident(fault: Error): Incident {
  const [cause = "", ...lines] = fault.message.split("\n");
  return {
    key: "failure:schedules_file",
    kind: "failure",
    title: "Planifications illisibles : penny.schedules.json",
    cause,
    lines: [...lines.map((line) => line.trim()), "Les planifications d'avant restent en vigueur"],
    where: null,
  };
}
