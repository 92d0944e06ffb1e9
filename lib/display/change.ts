import { DataError, plural } from "../base/mod.ts";
import type { Column } from "../domains/mod.ts";
import { sumDecimal } from "../frames/mod.ts";
import { BLANK_CELL, type Cell, numberCell, textCell } from "./_cells.ts";
import {
  companyCount,
  type Frame,
  type FrameColumn,
  frameColumns,
  isFrame,
  typeName,
} from "./_frame.ts";
import { subtractDecimals } from "./_decimal.ts";
import { escapeHtml, root, TITLE } from "./_html.ts";
import { computedLabel } from "./_labels.ts";
import { drawTable } from "./_table.ts";
import { type Displayable, displayable, stack } from "./displayable.ts";
import { frameTable, knownOptions } from "./frame_table.ts";

/** Rows of the added columns that are shown. */
const SAMPLE = 5;

/** Columns shown beside the added ones, so that a row can be recognised. */
const CONTEXT = 3;

/** A frame with its columns. */
interface Side {
  readonly frame: Frame;
  readonly columns: readonly FrameColumn[];
}

/**
 * What a transform changes in a frame: rows in and out, columns added, removed, of another type, totals before and after,
 * then a few rows of the added columns.
 *
 * @param before The frame that goes in; it is not changed.
 * @param transform From frame to frame.
 * @param columns Labels; those that `before` is known by otherwise.
 * @returns A display of what changed.
 * @throws {DataError} If the transform does not return a frame.
 */
export function change(
  before: Frame,
  transform: (frame: Frame) => Frame,
  columns?: readonly Column[],
): Displayable {
  const after: unknown = transform(before);
  if (!isFrame(after)) {
    throw new DataError(
      "Impossible de montrer l'effet de « transform » : elle ne rend pas de tableau ; " +
        "terminez-la par le tableau transformé (« return … » après une accolade)",
    );
  }
  const labels = columns ?? knownOptions(before, {}).columns ?? [];
  const from = { frame: before, columns: frameColumns(before, labels) };
  const to = { frame: after, columns: frameColumns(after, labels) };
  return stack([summary(from, to), totals(from, to), sample(from, to, labels)]);
}

/** Sentences on rows and columns. */
function summary(from: Side, to: Side): Displayable {
  const lines = [rowsLine(from, to), ...columnLines(from, to)];
  const html = lines.map(({ label, text }) =>
    `<div><strong style="font-weight:600">${escapeHtml(label)}</strong> ${escapeHtml(text)}</div>`
  );
  const title = "Ce que la transformation change";
  return displayable(() => ({
    html: root(`<div style="${TITLE}">${title}</div>${html.join("")}`),
    text: [title, ...lines.map(({ label, text }) => `  ${label} ${text}`)].join("\n"),
  }));
}

/** « Lignes : 10 entrent, 9 sortent ». */
function rowsLine(from: Side, to: Side): { label: string; text: string } {
  const verb = (count: number, one: string) => `${plural(count, one, `${one}nt`)}`;
  const text = `${verb(from.frame.height, "entre")}, ${plural(to.frame.height, "sort", "sortent")}`;
  return { label: "Lignes :", text };
}

function columnLines(from: Side, to: Side): { label: string; text: string }[] {
  const old = new Map(from.columns.map((column) => [column.name, column]));
  const kept = new Set(to.columns.map((column) => column.name));
  const added = to.columns.filter((column) => !old.has(column.name));
  const removed = from.columns.filter((column) => !kept.has(column.name));
  const retyped = to.columns.filter((column) => {
    const was = old.get(column.name);
    return was && (was.kind !== column.kind || was.scale !== column.scale);
  });
  const named = (column: FrameColumn) => `${column.name} (${typeName(column)})`;
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ["ajoutée", added.map(named)],
    ["supprimée", removed.map((column) => column.name)],
    [
      "d'un autre type",
      retyped.map((column) =>
        `${column.name} (${exactType(old.get(column.name)!)} → ${exactType(column)})`
      ),
    ],
  ];
  const lines = groups.filter(([, names]) => names.length > 0).map(([what, names]) => {
    const many = what.endsWith("type") ? what : `${what}s`;
    const noun = plural(names.length, `colonne ${what}`, `colonnes ${many}`);
    return { label: `${noun} :`, text: names.join(", ") };
  });
  return lines.length ? lines : [{ label: "Colonnes :", text: "aucune ajoutée, aucune supprimée" }];
}

function exactType(column: FrameColumn): string {
  return column.kind === "decimal"
    ? `${typeName(column)}, ${plural(column.scale, "décimale")}`
    : typeName(column);
}

/** Totals of money columns before and after; nothing where rows of several companies stand together. */
function totals(from: Side, to: Side): Displayable | null {
  if (companyCount(from.frame) > 1 || companyCount(to.frame) > 1) return null;
  const money = [...from.columns, ...to.columns].filter((column) => column.summable);
  const names = [...new Set(money.map((column) => column.name))];
  if (names.length === 0) return null;
  const sums = (side: Side) =>
    new Map(
      side.columns.filter((column) => column.summable)
        .map((column) => [column.name, sumDecimal(side.frame, column.name)]),
    );
  const [before, after] = [sums(from), sums(to)];
  const labels = new Map(money.map((column) => [column.name, labelOf(column)]));
  const drawn = drawTable({
    label: "Totaux avant et après",
    columns: [
      { header: "Total" },
      { header: "Avant", align: "right" },
      { header: "Après", align: "right" },
      { header: "Écart", align: "right" },
    ],
    rows: names.map((name) => totalRow(labels.get(name)!, before.get(name), after.get(name))),
  });
  return displayable(() => ({ html: root(drawn.html), text: drawn.text }));
}

/** French header of a column, as the tables have it. */
function labelOf(column: FrameColumn): string {
  return column.known?.label ?? computedLabel(column.name) ?? column.name;
}

function totalRow(label: string, before?: string, after?: string): Cell[] {
  const amount = (text?: string) =>
    text === undefined ? BLANK_CELL : numberCell(text, { scale: 2 });
  const gap = before === undefined || after === undefined
    ? textCell(before === undefined ? "ajoutée" : "supprimée")
    : numberCell(subtractDecimals(after, before), { scale: 2 });
  return [textCell(label), amount(before), amount(after), gap];
}

/** A few rows: the first columns, to recognise them, and the added ones. */
function sample(from: Side, to: Side, columns: readonly Column[]): Displayable | null {
  const old = new Set(from.columns.map((column) => column.name));
  const added = to.columns.map((column) => column.name).filter((name) => !old.has(name));
  if (added.length === 0 || to.frame.height === 0) return null;
  const context = to.columns.map((column) => column.name)
    .filter((name) => old.has(name) && name !== "company_id").slice(0, CONTEXT);
  const shown = to.frame.head(SAMPLE).select(...context, ...added);
  return frameTable(shown, { columns, foot: false, rowsInAll: to.frame.height });
}
