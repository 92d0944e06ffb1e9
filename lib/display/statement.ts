import { type Cell, discreetCell, numberCell, textCell } from "./_cells.ts";
import { callout, escapeHtml, root } from "./_html.ts";
import { drawTable } from "./_table.ts";
import { type Displayable, displayable } from "./displayable.ts";

/** One line of a {@linkcode statement}. */
export interface StatementLine {
  /** French. */
  readonly label: string;
  /** Decimal text. */
  readonly amount: string;
  /** Beside the amount: when it was read, how many rows it counts. */
  readonly remark?: string;
}

/** What {@linkcode statement} shows. */
export interface StatementContent {
  readonly title: string;
  /** The two figures that should agree. */
  readonly sides: readonly [StatementLine, StatementLine];
  /** First less second figure; decimal text. */
  readonly difference: string;
  /** What explains the difference, then what looks like a difference without a reason. */
  readonly parts: readonly StatementLine[];
  readonly unexplained: StatementLine;
  /** Whether something is left without a reason. */
  readonly isOpen: boolean;
  /** Digits after the comma: 2 for euros, 0 for rows. @default 2 */
  readonly scale?: number;
}

/**
 * A statement: two figures that should agree, the balance, what explains it, and what is not explained.
 *
 * @param content Title, figures, parts.
 * @returns A display.
 *
 * @example
 * ```ts
 * import { statement } from "./statement.ts";
 * import assert from "node:assert/strict";
 * const shown = statement({
 *   title: "Exercice 2026",
 *   sides: [{ label: "Grand livre", amount: "10" }, { label: "Balance", amount: "7" }],
 *   difference: "3",
 *   parts: [{ label: "Brouillons", amount: "3" }],
 *   unexplained: { label: "Non expliqué", amount: "0" },
 *   isOpen: false,
 * }).toDisplay().text;
 * assert.match(shown, /^\[OK\] Exercice 2026/);
 * assert.match(shown, /Écart +3,00/);
 * ```
 */
export function statement(content: StatementContent): Displayable {
  return displayable(() => {
    const { scale = 2 } = content;
    const mark = content.isOpen ? "[INFO]" : "[OK]";
    const lines: readonly StatementLine[] = [
      ...content.sides,
      ...(content.parts.length === 0 ? [] : [
        { label: "Écart", amount: content.difference },
        ...content.parts.map((part) => ({ ...part, label: `dont : ${part.label}` })),
      ]),
    ];
    const drawn = drawTable({
      label: content.title,
      columns: [
        { header: "Rapprochement" },
        { header: "Montant", align: "right" },
        { header: "Précision" },
      ],
      rows: lines.map((line) => cellsOf(line, scale)),
      foot: cellsOf(content.unexplained, scale),
    });
    const chip = `<strong style="font-weight:600">${mark} ${escapeHtml(content.title)}</strong>`;
    const head = content.isOpen
      ? callout(chip, "amber")
      : `<div style="margin:4px 0">${chip}</div>`;
    return { html: root(head + drawn.html), text: `${mark} ${content.title}\n${drawn.text}` };
  });
}

function cellsOf({ label, amount, remark }: StatementLine, scale: number): Cell[] {
  const known = remark === undefined ? { html: "", text: "" } : discreetCell(remark);
  return [textCell(label, LABEL), numberCell(amount, { scale }), known];
}

/** Longest label shown whole. */
const LABEL = 90;
