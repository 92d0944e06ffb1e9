import type { Measure } from "../integration/day/flatness.ts";

/** What is judged, for people. */
export interface DayMeasure extends Measure {
  readonly label: string;
}

/** Runs that the record remembers, for each run of which everything is kept. */
const HISTORY_FACTOR = 10;
const MEGABYTE = 1_000_000;
const MB = { scale: MEGABYTE };

/**
 * All that may not grow over the day; everything else of a sample is only shown.
 *
 * @param keepRuns PENNY_KEEP_RUNS.
 */
export function measuresOf(keepRuns: number): DayMeasure[] {
  const kept = { boundFrom: keepRuns };
  const remembered = { boundFrom: keepRuns * HISTORY_FACTOR };
  return [
    measure("resident", "memory of the scheduler and worker", { ...MB, slack: 16, share: 0.1 }),
    measure("kernel", "memory of the largest kernel", { ...MB, slack: 16, share: 0.1 }),
    measure("tree", "memory of all processes at once", { ...MB, slack: 32, share: 0.1 }),
    measure("backends", "own memory of its server processes", { ...MB, slack: 8, share: 0.1 }),
    measure("descriptors", "open files of the scheduler", { slack: 2 }),
    measure("children", "processes below the scheduler"),
    // an idle one is closed at its tenth second
    measure("sessions", "sessions between two runs", { slack: 1 }),
    measure("mostSessions", "sessions during a run", { slack: 2 }),
    measure("advisoryLocks", "advisory locks between two runs"),
    measure("preparedTransactions", "prepared transactions"),
    measure("outputFiles", "files in outputs/", kept),
    measure("outputBytes", "size of outputs/", { ...kept, ...MB, slack: 1, share: 0.1 }),
    measure("logFiles", "files in logs/"),
    measure("homeFiles", "files in PENNY_HOME"),
    measure("temporaryFiles", "files in TMPDIR"),
    measure("stagingTables", "staging and temporary tables"),
    measure("relations", "tables, indexes and the like"),
    measure("publishedRowBytes", "published tables, bytes a row", { share: 0.1 }),
    measure("mirrorRowBytes", "mirrors, bytes a row", { share: 0.1 }),
    measure("recordBytes", "tables of the record", { ...remembered, ...MB, slack: 1, share: 0.1 }),
    measure("recordRows", "rows of the record", { ...remembered, share: 0.05 }),
    measure("queueBytes", "tables of the queue", { ...kept, ...MB, slack: 1, share: 0.1 }),
    measure("queueRows", "rows of the queue", kept),
    measure("catalogBytes", "catalog of the database", { ...MB, slack: 2, share: 0.1 }),
    // dead rows rise up to a fifth of their table, then PostgreSQL vacuums it by itself, within a minute
    measure("overdueRows", "dead rows that should have been vacuumed", { slack: 1_000 }),
  ];
}

function measure(name: string, label: string, options: Partial<Measure> = {}): DayMeasure {
  return { name, label, scale: 1, slack: 0, share: 0, boundFrom: 0, ...options };
}
