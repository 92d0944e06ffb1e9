import {
  type Clock,
  describeError,
  formatDuration,
  PennyError,
  ServiceError,
} from "../base/mod.ts";
import type { Database, Session } from "../connectors/postgres/mod.ts";
import { toDefinition } from "./_definition.ts";
import type { Tell } from "./_drive_runs.ts";
import { type Tick, tick } from "./_tick.ts";
import { nextDue } from "./due_slots.ts";
import { formatSlot } from "./format_slot.ts";
import type { ScheduleSource } from "./schedule_source.ts";
import { SchedulerHeldError, type SchedulerIdentity, takeSchedulerLock } from "./scheduler_lock.ts";
import type { RunQueue } from "./types.ts";

/** Longest sleep: what a machine that slept, or a clock that jumped, has missed is seen within it. */
const WAKE_MS = 30_000;
/** Sleep while a run has not ended. */
const FOLLOW_MS = 5_000;
/** A timer that fires early would find nothing due. */
const LEAST_SLEEP_MS = 20;
const LOCK_RETRY_MS = 1_000;
/** A look that takes longer waits for a connection that nobody answers any more. */
const LOOK_LIMIT_MS = 60_000;
/** Longer than a sleep and a look: a scheduler that was idle for so long is not there any more. */
const SILENT_MS = 100_000;

/** What {@linkcode runScheduler} works with. */
export interface SchedulerOptions {
  readonly db: Database;
  readonly queue: RunQueue;
  readonly source: ScheduleSource;
  /** Whom others are told of. */
  readonly identity: SchedulerIdentity;
  /** Of times in messages. */
  readonly timeZone: string;
  readonly clock: Clock;
  /** Waits so many milliseconds, or until the signal. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Ends the loop; runs that are queued stay queued. */
  readonly signal: AbortSignal;
  readonly tell: Tell;
  /** Ends by itself when nothing is open any more. @default false */
  readonly once?: boolean;
  /** Longest sleep in milliseconds. @default 30000 */
  readonly wakeMs?: number;
  /** Longest sleep in milliseconds while a run has not ended. @default 5000 */
  readonly followMs?: number;
  /** Milliseconds that a look may take. @default 60000 */
  readonly lookLimitMs?: number;
  /** Milliseconds of idleness after which another scheduler counts as gone. @default 100000 */
  readonly silentMs?: number;
  /** Called after each look, with what it found; what it throws is told and changes nothing. @default nobody */
  readonly afterTick?: (tick: Tick, now: Date) => Promise<void>;
  /** Called when the database cannot be used, at each try. @default nobody */
  readonly whenAway?: (error: Error, now: Date) => Promise<void>;
}

/** How the runs of a scheduler went. */
export interface SchedulerEnd {
  readonly done: number;
  readonly failed: number;
  /** Why the file of schedules was not in force at the end; told already. */
  readonly fault: Error | null;
}

/**
 * Plans runs until the signal. It looks at least every 30 seconds: at the clock, the schedules and the runs that are open. A
 * lost database, a failed run, a wrong file do not end it.
 *
 * Each look works on the connection that holds the lock of the one scheduler; who has lost it can write nothing.
 *
 * @param options Database, queue, schedules, clock.
 * @returns How many runs ended, well or not.
 * @throws {SchedulerHeldError} Another scheduler plans for this database.
 * @throws {UsageError} No schedule that means anything, or a database that refuses, at the start.
 */
export async function runScheduler(options: SchedulerOptions): Promise<SchedulerEnd> {
  return await new Scheduler(options).run();
}

/**
 * Outside: without a session; a session is opened, and its lock taken, again after each fault. Inside a session: looks and
 * sleeps. What was told once is not told again until it changes.
 */
class Scheduler {
  readonly #options: SchedulerOptions;
  #started = false;
  #toldFault: string | null = null;
  #toldFile: string | null = null;
  #toldNext = "";
  #fault: Error | null = null;
  #done = 0;
  #failed = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  async run(): Promise<SchedulerEnd> {
    const { db, signal, sleep, followMs = FOLLOW_MS } = this.#options;
    while (!signal.aborted) {
      try {
        const ended = await this.#session(db);
        if (ended) break;
        await sleep(LOCK_RETRY_MS, signal);
      } catch (error) {
        await this.#bear(error);
        await sleep(followMs, signal);
      }
    }
    return { done: this.#done, failed: this.#failed, fault: this.#fault };
  }

  /** A connection that is silent for a whole look is given up; whatever it still held is ended by the next one. */
  async #session(db: Database): Promise<boolean> {
    const { lookLimitMs = LOOK_LIMIT_MS } = this.#options;
    const silent = new AbortController();
    const gaveUp = Promise.withResolvers<never>();
    const within = async <T>(work: Promise<T>): Promise<T> => {
      const timer = setTimeout(() => {
        silent.abort();
        gaveUp.reject(
          new ServiceError(
            `Impossible de planifier : la base de données n'a pas répondu en ${
              formatDuration(lookLimitMs)
            } ; vérifiez le réseau et le serveur`,
            { retriable: true },
          ),
        );
      }, lookLimitMs);
      return await Promise.race([work, gaveUp.promise]).finally(() => clearTimeout(timer));
    };
    gaveUp.promise.catch(() => {
      // whoever waits within it has it
    });
    return await db.session((session) => this.#hold(session, within), { signal: silent.signal });
  }

  /** Answers whether the scheduler has ended; false: the lock is not free yet. */
  async #hold(
    session: Session,
    within: <T>(work: Promise<T>) => Promise<T>,
  ): Promise<boolean> {
    const { identity, timeZone, signal, sleep, silentMs = SILENT_MS } = this.#options;
    const taken = takeSchedulerLock(session, identity, { timeZone, silentMs });
    if (!await within(taken)) return false;
    while (!signal.aborted) {
      const now = this.#options.clock.now();
      const looked = await within(this.#look(session, now));
      if (this.#options.once && looked.open.length === 0) break;
      await sleep(this.#sleepMs(looked, now), signal);
    }
    return true;
  }

  async #look(session: Session, now: Date): Promise<Tick> {
    const { source, queue, timeZone, tell, afterTick } = this.#options;
    const reading = await source.read();
    this.#tellFile(reading.fault);
    const looked = await tick(session, reading, { queue, now, timeZone, tell });
    if (this.#toldFault !== null) tell("[OK] La planification a repris", { schedule: "" });
    this.#started = true;
    this.#toldFault = null;
    this.#done += looked.done;
    this.#failed += looked.failed;
    this.#fault = reading.fault;
    this.#tellNext(looked, reading.fault === null ? reading.origin : "en vigueur avant", now);
    await afterTick?.(looked, now).catch((error) => {
      // what heals is told by the next look, if it has not healed by then
      if (!heals(error)) tell(describeError(error), { schedule: "" });
    });
    return looked;
  }

  #sleepMs({ schedules, open }: Tick, now: Date): number {
    const { wakeMs = WAKE_MS, followMs = FOLLOW_MS, clock } = this.#options;
    const longest = open.length > 0 ? followMs : wakeMs;
    const next = Math.min(
      ...schedules.map((schedule) => nextDue(schedule, now)?.getTime() ?? Infinity),
    );
    const untilNext = next - clock.now().getTime();
    return Math.max(LEAST_SLEEP_MS, Math.min(longest, untilNext));
  }

  /** Faults of the start, and another scheduler, end it; everything else is told once and tried again. */
  async #bear(error: unknown): Promise<void> {
    const { tell, whenAway, clock, once } = this.#options;
    if (error instanceof SchedulerHeldError || once || !(error instanceof Error)) throw error;
    if (!this.#started && !heals(error)) throw error;
    // a lost connection is refused, then unreachable: one fault
    const fault = heals(error) ? error.name : error.message;
    if (this.#toldFault !== fault) {
      tell(`${describeError(error)} ; la planification reprendra d'elle-même`, { schedule: "" });
    }
    this.#toldFault = fault;
    await whenAway?.(error, clock.now()).catch(() => {
      // an alert that cannot be sent must not end the schedule; the alerts keep their own record of it
    });
  }

  #tellFile(fault: Error | null): void {
    const text = fault?.message ?? null;
    if (text === this.#toldFile) return;
    const { tell } = this.#options;
    if (text !== null) {
      tell(`[ERREUR] ${text}\nLes planifications d'avant restent en vigueur`, { schedule: "" });
    } else tell("[OK] Le fichier des planifications est de nouveau lisible", { schedule: "" });
    this.#toldFile = text;
  }

  /** When schedules change, and at the start: what is next. */
  #tellNext({ schedules }: Tick, origin: string, now: Date): void {
    const texts = schedules.map((schedule) => JSON.stringify(toDefinition(schedule)));
    const all = texts.join("\n");
    if (all === this.#toldNext) return;
    this.#toldNext = all;
    for (const schedule of schedules) {
      const next = nextDue(schedule, now);
      const when = next === null ? "plus jamais" : `le ${formatSlot(next, schedule.timeZone)}`;
      this.#options.tell(
        `[INFO] ${schedule.name} : ${schedule.when.text} (${origin}) ; prochain créneau ${when}`,
        { schedule: schedule.name },
      );
    }
    if (schedules.length === 0) {
      this.#options.tell("[INFO] Aucune planification active", { schedule: "" });
    }
  }
}

function heals(error: unknown): boolean {
  return error instanceof PennyError && error.retriable;
}
