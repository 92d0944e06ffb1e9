/** What any room may import: errors, the clock, events, commands, days, durations, French counts. Imports nothing of Penny. @module */
export { DataError, PennyError, ServiceError, UsageError } from "./errors.ts";
export type { PennyErrorOptions } from "./errors.ts";
export { dayAfter, dayNumber, isDay } from "./day.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export { fixedClock, systemClock, today } from "./clock.ts";
export type { Clock } from "./clock.ts";
export { EVENT_MIME } from "./events.ts";
export type {
  PennyEvent,
  ProgressEvent,
  PublicationEvent,
  SkippedEvent,
  UnitEvent,
} from "./events.ts";
export { alignColumns } from "./align_columns.ts";
export { describeError, exitStatus, parseCommandLine, runCommand } from "./command.ts";
export type { RunCommandOptions } from "./command.ts";
export { idlePause } from "./idle_pause.ts";
export { nearestName } from "./nearest_name.ts";
export { digitGroups, formatCount, NBSP } from "./format_count.ts";
export { pause } from "./pause.ts";
export { PENDING, whilePending } from "./pending.ts";
export { parseInstant } from "./parse_instant.ts";
export { plural } from "./plural.ts";
export { createRedactor } from "./redact.ts";
export type { Redactor, RedactorOptions } from "./redact.ts";
export { runPool } from "./run_pool.ts";
export type { PoolOptions } from "./run_pool.ts";
export { sha256 } from "./sha256.ts";
export { trustedCertificates } from "./trusted_certificates.ts";
