import type { Column } from "../domains/mod.ts";
import type { Frame } from "./_frame.ts";
import { DISCREET, escapeHtml, type Hue, HUES, root, titleHtml } from "./_html.ts";
import { type Displayable, displayable } from "./displayable.ts";
import { frameTable } from "./frame_table.ts";

/** One check with its outcome. */
export interface Check {
  readonly kind: "contrôle bloquant" | "rapprochement" | "point d'attention";
  /** `red`: a blocking check refuses, or a difference is not explained; `info`: to be looked at. */
  readonly status: "ok" | "red" | "info";
  readonly label: string;
  /** What was found, in a sentence. */
  readonly detail?: string;
  /** The rows at fault, or a sample of them. */
  readonly rows?: Frame;
  /** Labels of those rows' columns. */
  readonly columns?: readonly Column[];
}

/** What {@link checkList} shows. */
export interface CheckListContent {
  readonly title: string;
  readonly checks: readonly Check[];
}

const MARKS: Readonly<Record<Check["status"], { mark: string; hue: Hue }>> = {
  ok: { mark: "[OK]", hue: "green" },
  red: { mark: "[ERREUR]", hue: "red" },
  info: { mark: "[INFO]", hue: "amber" },
};

/** Rows at fault that are shown by check. */
const MAX_ROWS = 10;

/**
 * Checks with the marks [OK], [ERREUR], [INFO], each followed by the rows at fault.
 *
 * @param content Title and checks, in the order of display.
 * @returns A display.
 *
 * @example
 * ```ts
 * import { checkList } from "./check_list.ts";
 * import assert from "node:assert/strict";
 * const shown = checkList({
 *   title: "Contrôles",
 *   checks: [{ kind: "contrôle bloquant", status: "ok", label: "clé unique" }],
 * });
 * assert.equal(shown.toDisplay().text, "Contrôles\n[OK] contrôle bloquant : clé unique");
 * ```
 */
export function checkList(content: CheckListContent): Displayable {
  return displayable(() => {
    const parts = content.checks.map((check) => ({ check, rows: rowsOf(check) }));
    return {
      html: root(
        titleHtml(content.title) +
          parts.map(({ check, rows }) => checkHtml(check, rows?.html ?? "")).join(""),
      ),
      text: [
        content.title,
        ...parts.map(({ check, rows }) => checkText(check, rows?.text ?? "")),
      ].join("\n"),
    };
  });
}

function rowsOf(check: Check): { html: string; text: string } | null {
  if (!check.rows || check.rows.height === 0) return null;
  const columns = check.columns ? { columns: check.columns } : {};
  return frameTable(check.rows, { ...columns, maxRows: MAX_ROWS, foot: false }).toDisplay();
}

function checkHtml(check: Check, rows: string): string {
  const { mark, hue } = MARKS[check.status];
  const chip = `<span style="display:inline-block;min-width:5.8em;text-align:center;` +
    `font-weight:600;font-size:12px;padding:0 4px;border-radius:3px;border:1px solid rgb(${
      HUES[hue]
    });background:rgba(${HUES[hue]},.16)">${mark}</span>`;
  const detail = check.detail
    ? `<div style="padding-left:6.8em;margin-top:1px">${escapeHtml(check.detail)}</div>`
    : "";
  const table = rows ? `<div style="padding-left:6.8em">${rows}</div>` : "";
  return `<div style="margin:5px 0">${chip} <span style="${DISCREET}">${
    escapeHtml(check.kind)
  }</span> <strong style="font-weight:600">${
    escapeHtml(check.label)
  }</strong>${detail}${table}</div>`;
}

function checkText(check: Check, rows: string): string {
  const lines = [`${MARKS[check.status].mark} ${check.kind} : ${check.label}`];
  if (check.detail) lines.push(`    ${check.detail}`);
  if (rows) lines.push(...rows.split("\n").map((line) => `    ${line}`));
  return lines.join("\n");
}
