import { MIGRATIONS } from "../../lib/warehouse/mod.ts";
import { connect, type Database, migrate } from "../../lib/connectors/postgres/mod.ts";
import {
  parseRecurrence,
  type QueuedRunState,
  type RunQueue,
  runScheduler,
  type RunToQueue,
  type Schedule,
  type SchedulerOptions,
} from "../../lib/scheduling/mod.ts";
import { type TestDatabase, withDatabase } from "./_server.ts";

const TIME_ZONE = "Europe/Paris";

/** A run of the fake queue. */
export interface FakeRun extends RunToQueue {
  readonly addedAt: number;
  readonly endsAt: number;
  readonly fails: boolean;
}

/** A queue whose runs last as long as they are told, by the clock of the world. */
export class FakeQueue implements RunQueue {
  readonly runs = new Map<string, FakeRun>();
  /** Minutes of the next runs. */
  minutes: (run: RunToQueue) => number = () => 1;
  fails: (run: RunToQueue) => boolean = () => false;
  /** Called before and after a run is kept; may throw. */
  hinder: (moment: "before" | "after") => void = () => {};
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  add(run: RunToQueue): Promise<void> {
    return Promise.resolve().then(() => {
      this.hinder("before");
      if (!this.runs.has(run.runId)) {
        const addedAt = this.#world.time;
        const endsAt = addedAt + this.minutes(run) * 60_000;
        this.runs.set(run.runId, { ...run, addedAt, endsAt, fails: this.fails(run) });
      }
      this.hinder("after");
    });
  }

  state(runId: string): Promise<QueuedRunState | null> {
    const run = this.runs.get(runId);
    if (run === undefined) return Promise.resolve(null);
    if (run.endsAt > this.#world.time) return Promise.resolve("running");
    return Promise.resolve(run.fails ? "failed" : "done");
  }

  /** In the order in which they were added. */
  get added(): readonly FakeRun[] {
    return [...this.runs.values()];
  }
}

/** Time that only sleeping moves; the clock on the machine's wall can be set wrong. */
export class World {
  /** Milliseconds since 1970. */
  time: number;
  /** By how much the machine's clock is ahead. */
  offset = 0;
  /** Earliest time that the machine has believed in. */
  earliest = Infinity;
  /** Called at each sleep, with its length; answers how long it really took. */
  onSleep: (ms: number) => number = (ms) => ms;

  constructor(start: string) {
    this.time = Date.parse(start);
  }

  /** What the machine believes. */
  now = (): Date => {
    const now = this.time + this.offset;
    this.earliest = Math.min(this.earliest, now);
    return new Date(now);
  };

  sleep = (ms: number): Promise<void> => {
    this.time += this.onSleep(ms);
    return Promise.resolve();
  };
}

/** Ends a scheduler in the middle of whatever it does, as a kill would. */
export const KILLED = Symbol("killed");

/** What a test of the scheduler holds. */
export interface SchedulerTest {
  readonly db: Database;
  readonly settings: TestDatabase["settings"];
  readonly config: TestDatabase["config"];
  readonly world: World;
  readonly queue: FakeQueue;
  /** Schedules in force; tests change it. */
  schedules: readonly Schedule[];
  readonly lines: string[];
  /** How long it sleeps at most; a year needs longer sleeps than the machine. */
  pace: Pick<SchedulerOptions, "wakeMs" | "followMs">;
  /** Where the scheduler finds the server, when not at its own port. */
  port: number | null;
  /** Runs a scheduler until an instant of the world; answers how it ended. */
  until(end: string | number, options?: Partial<SchedulerOptions>): Promise<void>;
  /** Slots as `schedule slot status kind`, oldest first. */
  slots(): Promise<string[]>;
}

/**
 * Runs a test of the scheduler on an empty database and a clock of its own.
 *
 * @param start First instant.
 * @param test The test.
 */
export async function withScheduler(
  start: string,
  test: (context: SchedulerTest) => Promise<void>,
): Promise<void> {
  await withDatabase("scheduler", async ({ db, settings, config }) => {
    await db.execute("CREATE SCHEMA IF NOT EXISTS penny");
    await migrate(db, { schema: "penny", migrations: MIGRATIONS });
    const world = new World(start);
    const context: SchedulerTest = {
      ...{ db, settings, config, world, queue: new FakeQueue(world), schedules: [], lines: [] },
      pace: { wakeMs: 600_000, followMs: 30_000 },
      port: null,
      until: (end, options) => runUntil(context, { end: new Date(end).getTime(), options }),
      slots: async () =>
        (await db.many<{ row: string }>(
          "SELECT concat_ws(' ', schedule, to_char(slot, 'MM-DD HH24:MI'), status, kind) AS row " +
            "FROM penny.schedule_slots ORDER BY slot, schedule",
        )).map(({ row }) => row),
    };
    await test(context);
  });
}

async function runUntil(
  context: SchedulerTest,
  { end, options = {} }: { end: number; options?: Partial<SchedulerOptions> },
): Promise<void> {
  const { world, settings } = context;
  const controller = new AbortController();
  if (world.time >= end) return;
  const server = context.port === null ? settings : { ...settings, port: context.port };
  await using db = connect(server, { maxConnections: 2, connectTimeoutMs: 1_000 });
  await runScheduler({
    db,
    queue: context.queue,
    source: {
      read: () =>
        Promise.resolve({ schedules: context.schedules, fault: null, origin: "un essai" }),
    },
    identity: { machine: "essai", pid: Deno.pid, token: crypto.randomUUID().slice(0, 8) },
    timeZone: TIME_ZONE,
    clock: world,
    sleep: async (ms) => {
      await world.sleep(Math.min(ms, Math.max(0, end - world.time)));
      if (world.time >= end) controller.abort();
    },
    signal: controller.signal,
    ...context.pace,
    tell: (line) => context.lines.push(line),
    ...options,
  }).catch((error) => {
    if (error !== KILLED) throw error;
  });
}

/** A schedule of all notebooks. */
export function schedule(text: string, rest: Partial<Schedule> = {}): Schedule {
  return {
    name: "essai",
    when: parseRecurrence(text),
    faster: [],
    timeZone: TIME_ZONE,
    notebooks: [],
    companies: [],
    parameters: {},
    priority: 0,
    catchUp: "once",
    ...rest,
  };
}
