import { NBSP, type PennyEvent, plural } from "../base/mod.ts";
import type { Frame } from "./_frame.ts";
import { callout, escapeHtml, root } from "./_html.ts";
import { type Displayable, displayable } from "./displayable.ts";
import { formatDecimal } from "./format_decimal.ts";
import { frameTable } from "./frame_table.ts";

/** A company whose rows were not brought up to date. */
export interface CountsFailure {
  readonly company: string;
  /** French, without full stop. */
  readonly reason: string;
  /** Rows that show why. */
  readonly rows?: Frame;
}

/** What {@link counts} shows. */
export interface CountsContent {
  /** `schema.table`. */
  readonly table: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  /** Elapsed time in seconds. */
  readonly seconds: number;
  /** Remarks, one sentence each. */
  readonly notes?: readonly string[];
  /** Companies that keep their old rows. */
  readonly failures?: readonly CountsFailure[];
  /** Goes beside the visible form, for the runner. */
  readonly event?: PennyEvent;
}

/**
 * What an update of the base changed.
 *
 * @param content Counts of rows, time, remarks, failures.
 * @returns A display: « pennylane.customer_invoices : 12 ajoutées, 3 modifiées, 1 supprimée, … ».
 *
 * @example
 * ```ts
 * import { counts } from "./counts.ts";
 * import assert from "node:assert/strict";
 * const change = { inserted: 12, updated: 3, deleted: 1, unchanged: 0, seconds: 0.4 };
 * assert.equal(
 *   counts({ table: "t", ...change }).toDisplay().text.replaceAll("\u00a0", " "),
 *   "t : 12 ajoutées, 3 modifiées, 1 supprimée, 0 inchangée, en 0,4 s.",
 * );
 * ```
 */
export function counts(content: CountsContent): Displayable {
  const failures = content.failures ?? [];
  return displayable(() => ({
    html: root(
      callout(
        `<strong style="font-weight:600">${escapeHtml(content.table)}</strong>${NBSP}: ${
          escapeHtml(sentence(content))
        }`,
        failures.length ? "amber" : "green",
      ) + notesHtml(content.notes ?? []) + failures.map(failureHtml).join(""),
    ),
    text: [
      `${content.table} : ${sentence(content)}`,
      ...(content.notes ?? []).map((note) => `[INFO] ${note}`),
      ...failures.map(failureText),
    ].join("\n"),
    ...(content.event ? { event: content.event } : {}),
  }));
}

/** « 12 ajoutées, 3 modifiées, 1 supprimée, 1 269 inchangées, en 0,4 s. » */
function sentence(content: CountsContent): string {
  const parts = [
    plural(content.inserted, "ajoutée"),
    plural(content.updated, "modifiée"),
    plural(content.deleted, "supprimée"),
    plural(content.unchanged, "inchangée"),
  ];
  const time = formatDecimal(Math.max(0, content.seconds).toFixed(1), { scale: 1 });
  return `${parts.join(", ")}, en ${time}${NBSP}s.`;
}

function notesHtml(notes: readonly string[]): string {
  return notes.map((note) => `<div style="margin:3px 0">${escapeHtml(note)}</div>`).join("");
}

/** The sentence that names a company left as it was. */
function failureSentence(failure: CountsFailure): string {
  return `${failure.company} garde ses anciennes lignes : ${failure.reason}`;
}

function rowsOf(failure: CountsFailure): { html: string; text: string } | null {
  if (!failure.rows || failure.rows.height === 0) return null;
  return frameTable(failure.rows, { maxRows: 10, foot: false }).toDisplay();
}

function failureHtml(failure: CountsFailure): string {
  const text = `<strong style="font-weight:600">[ERREUR]</strong> ${
    escapeHtml(failureSentence(failure))
  }`;
  return callout(text + (rowsOf(failure)?.html ?? ""), "red");
}

function failureText(failure: CountsFailure): string {
  const rows = rowsOf(failure)?.text.split("\n").map((line) => `    ${line}`) ?? [];
  return [`[ERREUR] ${failureSentence(failure)}`, ...rows].join("\n");
}
