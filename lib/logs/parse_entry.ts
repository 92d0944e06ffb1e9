import type { LogEntry, LogLevel } from "./types.ts";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
/** How each line begins; a line that a full disk cut short may stand before it. */
const BEGINNING = '{"level":"';

/**
 * Reads a line of a log file; one that is damaged stays readable as its text.
 *
 * @param line With or without its line feed.
 * @returns What it says.
 *
 * @example
 * ```ts
 * import { parseEntry } from "./parse_entry.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseEntry('{"level":"in').fields, { msg: '{"level":"in' });
 * ```
 */
export function parseEntry(line: string): LogEntry {
  const text = line.trimEnd();
  const fields = parsed(text) ?? parsed(text.slice(Math.max(0, text.lastIndexOf(BEGINNING))));
  if (fields === null) return { level: "info", time: "", msg: text, fields: { msg: text } };
  const { level, time, msg } = fields;
  return {
    level: LEVELS.find((one) => one === level) ?? "info",
    time: textOf(time),
    msg: textOf(msg),
    fields,
  };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? value as Record<string, unknown>
      : null;
  } catch {
    return null;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
