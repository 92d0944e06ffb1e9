import { DISCREET, escapeHtml, root, RULE } from "./_html.ts";
import { decimalHtml } from "./_cells.ts";
import { type Displayable, displayable } from "./displayable.ts";
import { NBSP } from "../base/mod.ts";
import { formatDecimal } from "./format_decimal.ts";

/** One figure. */
export interface KeyFigure {
  readonly label: string;
  /** A decimal text, written the French way; any other text as it stands. */
  readonly value: string;
  /** Unit after the value: `€`, `jours`, `%`. */
  readonly unit?: string;
  /** What it is made of, or compared with. */
  readonly note?: string;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

/**
 * A few figures side by side.
 *
 * @param figures The figures, first at the left.
 * @returns A display.
 *
 * @example
 * ```ts
 * import { keyFigures } from "./key_figures.ts";
 * import assert from "node:assert/strict";
 * const shown = keyFigures([{ label: "Encours", value: "1284.50", unit: "€" }]).toDisplay();
 * assert.equal(shown.text.replaceAll("\u00a0", " "), "Encours : 1 284,50 €");
 * ```
 */
export function keyFigures(figures: readonly KeyFigure[]): Displayable {
  return displayable(() => ({
    html: root(
      `<div style="display:flex;flex-wrap:wrap;gap:10px">${figures.map(figureHtml).join("")}</div>`,
    ),
    text: figures.map(figureText).join("\n"),
  }));
}

/** Amounts keep the two digits of their cents. */
function scaleOf(value: string): number {
  return value.includes(".") ? 2 : 0;
}

function figureHtml(figure: KeyFigure): string {
  const value = DECIMAL.test(figure.value)
    ? decimalHtml(figure.value, { scale: scaleOf(figure.value) })
    : escapeHtml(figure.value);
  const unit = figure.unit
    ? `<span style="font-size:14px;font-weight:400;${DISCREET}"> ${escapeHtml(figure.unit)}</span>`
    : "";
  const note = figure.note
    ? `<div style="font-size:12px;${DISCREET}">${escapeHtml(figure.note)}</div>`
    : "";
  return `<div style="border:${RULE};border-radius:6px;padding:7px 14px;min-width:9em">` +
    `<div style="font-size:12px;${DISCREET}">${escapeHtml(figure.label)}</div>` +
    `<div style="font-size:20px;font-weight:600;font-variant-numeric:tabular-nums;` +
    `white-space:nowrap">${value}${unit}</div>${note}</div>`;
}

function figureText(figure: KeyFigure): string {
  const value = DECIMAL.test(figure.value)
    ? formatDecimal(figure.value, { scale: scaleOf(figure.value) })
    : figure.value;
  const unit = figure.unit ? `${NBSP}${figure.unit}` : "";
  return `${figure.label} : ${value}${unit}${figure.note ? ` (${figure.note})` : ""}`;
}
