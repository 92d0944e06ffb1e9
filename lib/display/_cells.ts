import type { CellKind, FrameColumn } from "./_frame.ts";
import { formatDecimal, frenchParts } from "./format_decimal.ts";
import { formatDate } from "./format_date.ts";
import { DISCREET, escapeHtml, NOT_COPIED } from "./_html.ts";

/** One cell of a table in its two forms. */
export interface Cell {
  readonly html: string;
  readonly text: string;
  /** Whole text of a cell that was cut. */
  readonly title?: string;
  /** A spreadsheet would take it for a number, a date or a formula: it is told to keep the text. @default false */
  readonly isText?: boolean;
}

/** Longest text shown whole in a cell. */
const MAX_CELL_TEXT = 48;

const MAX_TITLE = 600;

/**
 * Space between thousands drawn by CSS, without a character: what is copied from the page is `-1284,50`, which Excel in
 * French reads as a number whatever space (U+00A0, U+202F) the system sets between thousands.
 */
const GAP = '<span style="padding-left:.28em">';

/** A cell with the mark of an absent value; copied it is empty. */
const NULL_CELL: Cell = markCell("∅");

/** A cell of an empty text, told apart from an absent one. */
const EMPTY_CELL: Cell = markCell('""');

function markCell(text: string): Cell {
  return { html: `<span style="${DISCREET};${NOT_COPIED}">${text}</span>`, text };
}

/** An empty cell of the table. */
export const BLANK_CELL: Cell = { html: "", text: "" };

/** HTML of a decimal text, thousands apart by {@link GAP}. */
export function decimalHtml(decimal: string, options: { readonly scale: number }): string {
  const { sign, groups, decimals } = frenchParts(decimal, options);
  const html = groups.map((group, index) => index === 0 ? group : `${GAP}${group}</span>`).join("");
  return sign + html + (decimals ? `,${decimals}` : "");
}

/** A number cell; `scale` digits at least after the comma. */
export function numberCell(
  decimal: string,
  options: { readonly scale: number; readonly grouped?: boolean },
): Cell {
  if (options.grouped === false) {
    const plain = formatDecimal(decimal, { scale: options.scale, space: "" });
    return { html: plain, text: plain, isText: plain.length > MOST_DIGITS };
  }
  return {
    html: decimalHtml(decimal, options),
    text: formatDecimal(decimal, { scale: options.scale, space: " " }),
  };
}

/** Line breaks, control characters (a terminal would obey them) and marks that turn the direction of writing. */
const UNSEEN = /[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/** A text that a spreadsheet would change: SIREN, account number, `1-2`, `=A1`. */
const LOOKS_ELSE = /^[\s(]*[\d=+@-]/;

/** A spreadsheet keeps 15 digits of a number and shows 11. */
const MOST_DIGITS = 11;

/** A text cell: line breaks shown as spaces, long text cut with its whole in the title. */
export function textCell(value: string, max: number = MAX_CELL_TEXT): Cell {
  if (value === "") return EMPTY_CELL;
  const line = value.replace(UNSEEN, " ");
  const characters = [...line];
  const isText = LOOKS_ELSE.test(line);
  if (characters.length <= max) return { html: escapeHtml(line), text: line, isText };
  const cut = characters.slice(0, max - 1).join("").trimEnd() + "…";
  const title = [...value].slice(0, MAX_TITLE).join("");
  return { html: escapeHtml(cut), text: cut, title, isText };
}

/** A discreet remark in a cell. */
export function discreetCell(text: string): Cell {
  return { html: `<span style="${DISCREET}">${escapeHtml(text)}</span>`, text };
}

/** Whole numbers that count something are grouped by thousands; ids, years and account numbers are not. */
const COUNTS = /^(nb|nombre|count|rows|len|lignes)(_|$)|_count$/i;

/** The cell of a frame's value. */
export function valueCell(value: string | null, column: FrameColumn, scale: number): Cell {
  if (value === null) return NULL_CELL;
  switch (column.kind) {
    case "decimal":
      return numberCell(value, { scale });
    case "integer":
      return numberCell(value, { scale: 0, grouped: COUNTS.test(column.name) });
    case "float":
      return floatCell(value);
    case "boolean":
      return value === "true" ? { html: "oui", text: "oui" } : { html: "non", text: "non" };
    case "date":
      return plainCell(formatDate(value));
    case "timestamp":
      return plainCell(timestampText(value));
    default:
      return textCell(value);
  }
}

/** Whether the cells of a kind stand at the right. */
export function isRightAligned(kind: CellKind): boolean {
  return kind === "decimal" || kind === "integer" || kind === "float";
}

/** Digits after the comma that all values of a decimal column need: two at least for two or more in its type. */
export function neededScale(values: readonly (string | null)[], column: FrameColumn): number {
  const needed = values.map((value) => (value?.split(".")[1] ?? "").replace(/0+$/, "").length);
  return Math.max(Math.min(2, column.scale), ...needed);
}

function plainCell(text: string): Cell {
  return { html: text, text };
}

/** `31/10/2026 14:05:09`, without the seconds where all is zero. */
function timestampText(value: string): string {
  const seconds = /:\d\d:(\d\d)/.exec(value)?.[1] ?? "00";
  const text = formatDate(value, { time: true });
  return seconds === "00" ? text : `${text}:${seconds}`;
}

/** A float is approximate anyway: twelve significant digits, comma. */
function floatCell(value: string): Cell {
  const number = Number(value);
  if (!Number.isFinite(number)) return plainCell(value);
  const text = new Intl.NumberFormat("fr-FR", { maximumSignificantDigits: 12, useGrouping: false })
    .format(number);
  return plainCell(text.replace("\u2212", "-"));
}
