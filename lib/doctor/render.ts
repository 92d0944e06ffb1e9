import { plural } from "../base/mod.ts";
import type { Check } from "./types.ts";

const WIDTH = 120;
const INDENT = "       ";
const MARKS = { ok: "[OK]", error: "[ERREUR]", info: "[INFO]" } as const;

/** How a diagnosis ended. */
export interface Verdict {
  /** Exit status: 0, nothing blocks; 1, something will be missing; 2, wrong settings or an unreachable service. */
  readonly status: 0 | 1 | 2;
  /** Points to correct. */
  readonly faults: number;
}

/**
 * A check as lines of at most 120 columns, where words allow it; what follows the first is indented.
 *
 * @param check Any check.
 * @returns At least one line.
 *
 * @example
 * ```ts
 * import { checkLines } from "./render.ts";
 * import assert from "node:assert/strict";
 * const check = { section: "Base", label: "Base", status: "error", detail: "absente", remedy: "créez-la" } as const;
 * assert.deepEqual(checkLines(check), ["[ERREUR] Base : absente", "       À faire : créez-la"]);
 * ```
 */
export function checkLines({ label, status, detail, remedy }: Check): string[] {
  const [first = "", ...rest] = (detail ?? "").split("\n");
  return [
    ...wrap(`${MARKS[status]} ${label}${first === "" ? "" : ` : ${first}`}`, ""),
    ...rest.flatMap((line) => wrap(line, INDENT)),
    ...(remedy === undefined ? [] : wrap(`À faire : ${remedy}`, INDENT)),
  ];
}

/**
 * How a diagnosis ended.
 *
 * @param checks All of them.
 * @returns Status and number of faults.
 */
export function verdictOf(checks: readonly Check[]): Verdict {
  const faults = checks.filter(({ status }) => status === "error");
  const status = faults.length === 0
    ? 0
    : faults.some(({ exitStatus }) => exitStatus === 2)
    ? 2
    : 1;
  return { status, faults: faults.length };
}

/**
 * The last line.
 *
 * @param verdict How a diagnosis ended.
 * @returns French.
 */
export function verdictLine({ faults }: Verdict): string {
  return faults === 0 ? "[OK] Tout est prêt" : `[ERREUR] ${plural(faults, "point")} à corriger`;
}

/** Breaks at spaces, so that « : » and its like never begin a line; a word that is too long stays whole. */
function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.replaceAll(/ (?=[:;»?!])|(?<=«) /g, "\u00a0").split(" ")) {
    const isFirst = line.trim() === "";
    if (!isFirst && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = INDENT + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line].map((one) => one.replaceAll("\u00a0", " "));
}
