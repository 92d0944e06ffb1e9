import { idlePause } from "../../base/mod.ts";
import type { ServerSettings } from "../../config/mod.ts";
import { connect, type Queryable, type Session } from "../../connectors/postgres/mod.ts";
import { sessionName } from "../../warehouse/mod.ts";
import { QUEUE_SCHEMA } from "../queue/mod.ts";

const BEAT_LIMIT_MS = 20_000;
const LARGEST_KEY = 2 ** 48;

/** What a worker is registered with. */
export interface RegistrationOptions {
  readonly workerId: string;
  /** Id of the life before, which this process has lost; null: none. */
  readonly previous: string | null;
  readonly machine: string;
  /** Of Penny. */
  readonly version: string;
  /** What it can execute. */
  readonly tasks: Iterable<string>;
  readonly beatMs: number;
  /** Milliseconds after which a sign of life that has not gone through is as good as none. @default 20000 */
  readonly beatLimitMs?: number;
  /** Called once, with a French reason, when the lock or its connection is lost, or somebody found this worker dead. */
  readonly onLost: (reason: string) => void;
}

/** A worker that is registered and gives signs of life. */
export interface Registration extends AsyncDisposable {
  /** Notes that the worker ends in order. */
  end(reason: string): Promise<void>;
}

/**
 * Registers a worker: a lock on a connection of its own, which dies with the process, the connection or the server, and a row
 * that is renewed.
 *
 * @param server The warehouse.
 * @param options Who registers.
 * @returns The registration; disposing of it gives the lock back.
 * @throws {ServiceError} The database cannot be reached.
 */
export async function registerWorker(
  server: ServerSettings,
  options: RegistrationOptions,
): Promise<Registration> {
  const { workerId, previous, machine, version, tasks, beatMs } = options;
  const db = connect(server, { applicationName: sessionName(workerId), maxConnections: 1 });
  const released = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<Session>();
  const ended = db.session(async (session) => {
    const key = Math.floor(Math.random() * LARGEST_KEY);
    await session.execute("SELECT pg_advisory_lock($1)", [key]);
    // nobody need be alarmed by a worker that is back
    await session.execute(
      "UPDATE penny.workers SET ended_at = now(), reason = 'réinscrit' WHERE worker_id = $1 AND ended_at IS NULL",
      [previous],
    );
    await session.execute(
      "INSERT INTO penny.workers (worker_id, machine, pid, version, lock_key, tasks) VALUES ($1, $2, $3, $4, $5, $6)",
      [workerId, machine, Deno.pid, version, key, JSON.stringify([...tasks])],
    );
    locked.resolve(session);
    await released.promise;
  });
  ended.catch(locked.reject);
  const session = await locked.promise.catch(async (error) => {
    await db.close();
    throw error;
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const stop = () => {
    over = true;
    clearTimeout(timer);
  };
  const beat = async () => {
    const fault = await signOfLife(session, options);
    if (over) return;
    if (fault === null) timer = setTimeout(beat, beatMs);
    else {
      stop();
      options.onLost(fault);
    }
  };
  timer = setTimeout(beat, beatMs);
  return {
    async end(reason) {
      stop();
      await session.execute(
        "UPDATE penny.workers SET ended_at = now(), reason = $2 WHERE worker_id = $1 AND ended_at IS NULL",
        [workerId, reason],
      );
    },
    async [Symbol.asyncDispose]() {
      stop();
      released.resolve();
      await Promise.race([Promise.allSettled([ended]), idlePause(1_000)]);
      await Promise.race([db.close(), idlePause(1_000)]);
    },
  };
}

/**
 * Notes what a worker can execute, when that has changed: whether a job waits in vain is judged by it.
 *
 * @param db The warehouse.
 * @param worker Which, and its tasks as its files stand now.
 */
export async function renewTasks(
  db: Queryable,
  { workerId, tasks }: Pick<RegistrationOptions, "workerId" | "tasks">,
): Promise<void> {
  await db.execute(
    "UPDATE penny.workers SET tasks = $2::jsonb, tasks_at = now() " +
      "WHERE worker_id = $1 AND ended_at IS NULL AND tasks <> $2::jsonb",
    [workerId, JSON.stringify([...tasks])],
  );
}

/** Null when all is well; else what is wrong. Jobs under way are renewed too: the engine frees those that it finds old. */
async function signOfLife(
  session: Session,
  { workerId, beatLimitMs = BEAT_LIMIT_MS }: RegistrationOptions,
): Promise<string | null> {
  const renewed = session.execute(
    "UPDATE penny.workers SET seen_at = now() WHERE worker_id = $1 AND ended_at IS NULL",
    [workerId],
  );
  const touched = renewed.then(async (rows) => {
    if (rows === 0) return "un autre exécutant l'a déclaré arrêté";
    await session.execute(
      `UPDATE ${QUEUE_SCHEMA}._private_jobs SET locked_at = now() WHERE locked_by = $1`,
      [workerId],
    );
    return null;
  });
  try {
    return await Promise.race([
      touched,
      idlePause(beatLimitMs).then(() => "la base de données ne répond plus"),
    ]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
