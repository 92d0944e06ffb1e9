import { type Incident, reportIncidents } from "../../alerts/mod.ts";
import type { Config } from "../../config/mod.ts";
import type { Database } from "../../connectors/postgres/mod.ts";
import type { DeadWorker } from "./sweep_workers.ts";

/** Who hears of dead workers. */
export interface TellDeadOptions {
  readonly config: Config;
  readonly db: Database;
  /** Hears French lines. */
  readonly note: (line: string) => void;
}

/**
 * Tells of workers that were found dead, also by an alert. Never throws; takes half a minute at most where a mail server hangs.
 *
 * @param dead Those found now; none: nothing is told.
 * @param options Who hears it.
 */
export async function tellDead(
  dead: readonly DeadWorker[],
  { config, db, note }: TellDeadOptions,
): Promise<void> {
  if (dead.length === 0) return;
  const incidents = dead.map(incidentOf);
  for (const { title, cause } of incidents) note(`[INFO] ${title} : ${cause}`);
  // told once: the jobs have gone to others already
  const { notes } = await reportIncidents(db, {
    ...{ config, scope: "workers", incidents, judged: () => false },
  });
  for (const line of notes) note(line);
}

function incidentOf({ worker_id, machine, pid, reason }: DeadWorker): Incident {
  return {
    key: `worker:${worker_id}`,
    kind: "worker",
    title: `Exécutant arrêté : ${machine}, processus ${pid} (${worker_id})`,
    cause: `${reason} ; ses travaux sont repris par les autres`,
    lines: [],
    where: null,
    event: true,
  };
}
