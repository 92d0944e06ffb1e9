/** Structured log of what runs without anybody: JSON lines in rotated files, and how they are read. @module */
export { openLog } from "./open_log.ts";
export type { OpenLogOptions } from "./open_log.ts";
export { LogReader } from "./log_reader.ts";
export type { LogFilter } from "./log_reader.ts";
export { followLog } from "./follow_log.ts";
export type { FollowLogOptions } from "./follow_log.ts";
export { formatEntry } from "./format_entry.ts";
export type { Log, LogEntry, LogFields, LogLevel } from "./types.ts";
