import { join } from "node:path";
import { PennyError, UsageError } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import { listNotebooks, selectNotebooks } from "../runs/mod.ts";
import { parseRecurrence } from "./parse_recurrence.ts";
import { parseSchedules } from "./parse_schedules.ts";
import type { Schedule } from "./schedule.ts";

/** The file beside deno.json. */
export const SCHEDULES_FILE_NAME = "penny.schedules.json";
/** Name of the schedule of PENNY_SCHEDULE. */
const MAIN_SCHEDULE = "principale";
const DEFAULT_SCHEDULE = "toutes les 2 heures";

/** The schedules as they are asked for now. */
export interface ScheduleReading {
  /** Null: the file is wrong and has never been right since the start. */
  readonly schedules: readonly Schedule[] | null;
  /** Why the file as it is now is not in force; null: it is. */
  readonly fault: UsageError | null;
  /** Where they come from, for people: `penny.schedules.json` or `PENNY_SCHEDULE`. */
  readonly origin: string;
}

/** Where schedules are read, again and again. */
export interface ScheduleSource {
  /** Reads the file if it has changed; the last good schedules stay in force when it is wrong. */
  read(): Promise<ScheduleReading>;
}

/**
 * Schedules of `penny.schedules.json` where it exists, else the one of PENNY_SCHEDULE.
 *
 * @param config Settings.
 * @returns A source that keeps the last good schedules.
 * @throws {UsageError} PENNY_SCHEDULE means nothing.
 */
export function openScheduleSource(
  config: Pick<Config, "root" | "carnets" | "schedule">,
): ScheduleSource {
  const main = mainSchedule(config);
  const file = join(config.root, SCHEDULES_FILE_NAME);
  let last: { text: string | null; reading: ScheduleReading } | null = null;
  let absences = 0;
  return {
    async read() {
      const text = await readText(file);
      if (last !== null && sameText(text, last.text)) {
        absences = 0;
        return last.reading;
      }
      // an editor that saves by renaming leaves no file for a moment
      if (text === null && last !== null && ++absences < 2) return last.reading;
      absences = 0;
      const good = last?.reading.schedules ?? null;
      const reading = text === null
        ? { schedules: [main], fault: null, origin: "PENNY_SCHEDULE" }
        : await readFile(text, { config, good });
      last = { text: text instanceof UsageError ? text.message : text, reading };
      return reading;
    },
  };
}

function mainSchedule({ schedule: settings }: Pick<Config, "schedule">): Schedule {
  try {
    return {
      name: MAIN_SCHEDULE,
      when: parseRecurrence(settings.text ?? DEFAULT_SCHEDULE),
      faster: [],
      timeZone: settings.timeZone,
      notebooks: [],
      companies: [],
      parameters: {},
      priority: 0,
      catchUp: settings.catchUp,
    };
  } catch (error) {
    if (!(error instanceof PennyError)) throw error;
    throw new UsageError(`${error.message} ; corrigez PENNY_SCHEDULE`, { cause: error });
  }
}

async function readFile(
  text: string | UsageError,
  { config, good }: {
    readonly config: Pick<Config, "root" | "carnets" | "schedule">;
    readonly good: readonly Schedule[] | null;
  },
): Promise<ScheduleReading> {
  const origin = SCHEDULES_FILE_NAME;
  if (text instanceof UsageError) return { schedules: good, fault: text, origin };
  const notebooks = await listNotebooks(config);
  const notebookFault = (only: readonly string[]) => {
    try {
      selectNotebooks(notebooks, { only });
      return null;
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
  };
  try {
    const schedules = parseSchedules(text, { settings: config.schedule, notebookFault });
    return { schedules, fault: null, origin };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { schedules: good, fault: error, origin };
  }
}

/** Null: there is no file. */
async function readText(file: string): Promise<string | null | UsageError> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    const why = error instanceof TypeError
      ? "il n'est pas en UTF-8 ; enregistrez-le en UTF-8"
      : `${(error as Error).message} ; vérifiez ses droits`;
    return new UsageError(
      `Impossible de lire les planifications « ${SCHEDULES_FILE_NAME} » : ${why}`,
      { cause: error },
    );
  }
}

function sameText(now: string | null | UsageError, before: string | null): boolean {
  return (now instanceof UsageError ? now.message : now) === before;
}
