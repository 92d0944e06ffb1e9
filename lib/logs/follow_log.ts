import type { LogFilter, LogReader } from "./log_reader.ts";
import type { LogEntry } from "./types.ts";

/** How {@linkcode followLog} waits. */
export interface FollowLogOptions {
  /** Which lines count. @default all */
  readonly filter?: LogFilter;
  /** Waits before the files are looked at again; false ends the following. */
  readonly wait: () => Promise<boolean>;
}

/**
 * Lines as they are written, by any process, over the change of files.
 *
 * @param reader Has read what came before.
 * @param options How to wait.
 * @returns Lines, until `wait` answers false.
 */
export async function* followLog(
  reader: LogReader,
  { filter, wait }: FollowLogOptions,
): AsyncGenerator<LogEntry> {
  do yield* reader.next(filter); while (await wait());
}
