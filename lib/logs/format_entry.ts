import type { LogEntry } from "./types.ts";

const INSTANT = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" });
/** Nothing that comes from data may move the cursor of a terminal. */
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/**
 * A line of the log as a person reads it, in the time zone of the machine.
 *
 * @param entry A line.
 * @returns Such as `2026-11-20 16:25:03 [SYNC] Succès: 12/12`; further lines of its text are set back.
 *
 * @example
 * ```ts
 * import { formatEntry } from "./format_entry.ts";
 * import { parseEntry } from "./parse_entry.ts";
 * import assert from "node:assert/strict";
 * const entry = parseEntry('{"level":"error","time":"2026-11-20T12:00:00Z","msg":"disque plein"}');
 * assert.match(formatEntry(entry), /^2026-11-\d\d \d\d:\d\d:\d\d \[ERREUR\] disque plein$/);
 * ```
 */
export function formatEntry({ time, level, msg }: LogEntry): string {
  const instant = new Date(time);
  const when = Number.isNaN(instant.getTime()) ? "" : `${INSTANT.format(instant)} `;
  const mark = /^\[[A-ZÉ]+\]/.test(msg) ? "" : level === "error" ? "[ERREUR] " : "[INFO] ";
  return `${when}${mark}${msg.replaceAll(CONTROL, "").replaceAll("\n", "\n    ")}`;
}
