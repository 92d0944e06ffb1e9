/** How much a line matters. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a line is about, for machines: `run`, `notebook`, `schedule`, `job`, `worker`… */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Takes the lines of one program; none of its methods throws. */
export interface Log {
  /** Details that only help to find a fault. */
  debug(text: string, fields?: LogFields): void;
  /** What goes on. @param text French, as a person reads it, with its mark: `[SYNC] …` */
  info(text: string, fields?: LogFields): void;
  /** What someone should look at some time. */
  warn(text: string, fields?: LogFields): void;
  /** What has failed. */
  error(text: string, fields?: LogFields): void;
  /** A line that bears its mark: `[ERREUR] …` has failed, all else goes on. */
  note(text: string, fields?: LogFields): void;
  /** The same log, with these fields on each of its lines. */
  child(fields: LogFields): Log;
}

/** A line of the log files, read back. */
export interface LogEntry {
  readonly level: LogLevel;
  /** ISO 8601; empty for a line that is damaged. */
  readonly time: string;
  /** The text for people. */
  readonly msg: string;
  /** Everything that the line says, `level`, `time` and `msg` included. */
  readonly fields: Readonly<Record<string, unknown>>;
}
