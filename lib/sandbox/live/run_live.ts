import { pause } from "../../base/mod.ts";
import type { Live, LiveChange } from "./types.ts";

/** How fast companies move, and until when. */
export interface RunLiveOptions {
  /** Changes a minute. */
  readonly pace: number;
  /** Ends the run after the change under way. */
  readonly signal: AbortSignal;
  /** Takes one French line for each thing that happens. */
  readonly print: (line: string) => void;
}

const MINUTE_MS = 60_000;

/**
 * Moves companies at a pace, and lets Data Sharing follow by the clock, until the signal.
 *
 * @param live What moves them.
 * @param options Pace, end, and who is told.
 * @returns How many changes were made.
 */
export async function runLive(live: Live, options: RunLiveOptions): Promise<number> {
  const { pace, signal, print } = options;
  let made = 0;
  while (!signal.aborted) {
    const change = await live.step();
    made++;
    print(`${timeOf(change.at)}  ${change.company} : ${change.text}${silence(change)}`);
    const done = await live.keepUp();
    if (done !== null) print(`${timeOf(change.at)}  ${DATA_SHARING[done]}`);
    await pause(MINUTE_MS / pace, signal);
  }
  return made;
}

const DATA_SHARING = {
  refreshed: "Data Sharing mis à jour",
  rebuilt: "Data Sharing : schéma etl refait, comme chaque semaine",
} as const;

function silence({ silent }: LiveChange): string {
  return silent ? " (aucun flux ne le dira)" : "";
}

const TIME = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", timeStyle: "medium" });

function timeOf(at: Date): string {
  return TIME.format(at);
}
