/** One fault that the static gate found. */
export interface Finding {
  /** Path from the root with `/`, or a French place such as `notebooks/01_x.ipynb cellule 3, ligne 2`. */
  readonly place: string;
  /** 1-based; absent when the whole file is meant. */
  readonly line?: number;
  /** One line, without the place. */
  readonly message: string;
}

/**
 * One clear line for a finding.
 *
 * @param finding Any finding.
 * @returns `place:line message`, without line break.
 *
 * @example
 * ```ts
 * import { formatFinding } from "./finding.ts";
 * import assert from "node:assert/strict";
 * assert.equal(formatFinding({ place: "lib/a.ts", line: 3, message: "too long" }), "lib/a.ts:3 too long");
 * ```
 */
export function formatFinding(finding: Finding): string {
  const place = finding.line === undefined ? finding.place : `${finding.place}:${finding.line}`;
  return `${place} ${finding.message.replace(/\s*\n\s*/g, " ").trim()}`;
}
