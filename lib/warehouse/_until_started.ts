import { UnreachableError } from "../connectors/postgres/mod.ts";

/** A server that recovers from a crash, or that somebody else has just started, refuses everybody with this state. */
const NOT_YET = "57P03";
const LIMIT_MS = 60_000;
const PAUSE_MS = 100;

/** How a server is waited for. */
export interface StartedOptions {
  /** Prints one French line when there is something to wait for. */
  readonly notify: (line: string) => void;
  /** Milliseconds. @default 60000 */
  readonly limitMs?: number;
  /** Milliseconds between two questions. @default 100 */
  readonly pauseMs?: number;
}

/**
 * Asks a server, again as long as it says that it is starting.
 *
 * @param ask The question.
 * @param options Whom to tell, and how long to wait.
 * @returns The answer.
 * @throws {UnreachableError} It was still starting at the end.
 */
export async function untilStarted<T>(
  ask: () => Promise<T>,
  { notify, limitMs = LIMIT_MS, pauseMs = PAUSE_MS }: StartedOptions,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (let asked = 1;; asked++) {
    try {
      return await ask();
    } catch (error) {
      const starts = error instanceof UnreachableError && error.sqlState === NOT_YET;
      if (!starts || performance.now() >= deadline) throw error;
      if (asked === 1) notify("[INFO] La base de données démarre, attente");
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
