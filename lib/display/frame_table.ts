import type { Column } from "../domains/mod.ts";
import { sumDecimal } from "../frames/mod.ts";
import {
  BLANK_CELL,
  type Cell,
  discreetCell,
  isRightAligned,
  neededScale,
  numberCell,
  valueCell,
} from "./_cells.ts";
import {
  companyCount,
  type Frame,
  type FrameColumn,
  frameColumns,
  textCells,
  typeName,
} from "./_frame.ts";
import { DISCREET, escapeHtml, root } from "./_html.ts";
import { drawTable } from "./_table.ts";
import type { TableColumn } from "./_table_types.ts";
import { computedLabel } from "./_labels.ts";
import { type Displayable, displayable } from "./displayable.ts";
import { formatCount, plural } from "../base/mod.ts";

/** What a reader should know of a frame beside its values. */
export interface FrameTableOptions {
  /** Columns of the domain: their labels, descriptions, and whether they add up. */
  readonly columns?: readonly Column[];
  /** Title over the table. */
  readonly title?: string;
  /** Rows of the whole of which the frame is a part: « 10 lignes sur 1 284 ». @default the frame's own */
  readonly rowsInAll?: number;
  /** Totals of the whole by column name, as decimal texts. @default those of the frame */
  readonly totals?: Readonly<Record<string, string>>;
  /** Rows shown at most, 500 and no more; a frame longer by two or more shows first and last rows, two to one. @default 20 */
  readonly maxRows?: number;
  /** Whether money columns have a total in the foot. @default true */
  readonly foot?: boolean;
}

/** A display must stay well below 1 MB: front ends lose larger messages of this kernel. */
const MOST_ROWS = 500;

/** The line that tells of one row left out takes as much room as the row. */
const SPARED_ROWS = 1;

/** A frame cut to the rows that are shown. */
interface Excerpt {
  readonly frame: Frame;
  /** Index of the first row after the rows left out, or null. */
  readonly gapAt: number | null;
  readonly left: number;
}

const remembered = new WeakMap<object, FrameTableOptions>();

/**
 * Remembers what a reader should know of a frame, so that `show(frame)` alone displays it well.
 *
 * @param frame The frame; it is not changed.
 * @param options Labels, size of the whole, totals of the whole.
 * @returns The same frame.
 */
export function describeFrame(frame: Frame, options: FrameTableOptions): Frame {
  remembered.set(frame, { ...remembered.get(frame), ...options });
  return frame;
}

/** The options given, over those remembered of the frame. */
export function knownOptions(frame: Frame, options: FrameTableOptions): FrameTableOptions {
  return { ...remembered.get(frame), ...options };
}

/**
 * A frame as a table: French header over name and type, shape, amounts at the right with exact digits, `∅` for null,
 * totals of the money columns; no total where rows of several companies stand together.
 *
 * @param frame Any Polars frame.
 * @param options Labels, size of the whole, rows shown.
 * @returns A display; copying cells from it into a French Excel gives numbers and dates.
 *
 * @example
 * ```ts
 * import pl from "nodejs-polars";
 * import assert from "node:assert/strict";
 * import { frameTable } from "./frame_table.ts";
 * const frame = pl.DataFrame({ compte: ["411000", null] });
 * assert.match(frameTable(frame).toDisplay().text, /2.lignes, 1.colonne/);
 * ```
 */
export function frameTable(frame: Frame, options: FrameTableOptions = {}): Displayable {
  const settings = knownOptions(frame, options);
  return displayable(() => {
    const columns = frameColumns(frame, settings.columns);
    const excerpt = excerptOf(frame, Math.min(settings.maxRows ?? 20, MOST_ROWS));
    const companies = companyCount(frame);
    const { cells, scales } = bodyCells(excerpt.frame, columns);
    const foot = companies > 1 ? undefined : footCells(frame, { columns, scales, settings });
    const shape = shapeText(frame, { settings, shown: excerpt.frame.height, companies });
    const drawn = drawTable({
      ...(settings.title ? { title: settings.title } : { remark: shape }),
      columns: columns.map(headOf),
      rows: cells,
      ...(excerpt.gapAt === null ? {} : { gap: gapOf(excerpt) }),
      ...(foot ? { foot } : {}),
    });
    const lead = settings.title ? `${settings.title}\n` : "";
    const under = settings.title
      ? `<div style="${DISCREET};font-size:12px;margin-top:3px">${escapeHtml(shape)}</div>`
      : "";
    return {
      html: root(drawn.html + under),
      text: `${lead}${drawn.text}\n${shape}`,
    };
  });
}

/** First and last rows of a frame that is too long. */
function excerptOf(frame: Frame, maxRows: number): Excerpt {
  if (frame.height <= maxRows + SPARED_ROWS) return { frame, gapAt: null, left: 0 };
  const first = Math.max(1, Math.ceil((maxRows * 2) / 3));
  const last = Math.max(0, maxRows - first);
  const left = frame.height - first - last;
  const shown = last ? frame.head(first).vstack(frame.tail(last)) : frame.head(first);
  return { frame: shown, gapAt: last ? first : null, left };
}

function gapOf(excerpt: Excerpt): { at: number; text: string } {
  const verb = excerpt.left > 1 ? "non affichées" : "non affichée";
  return { at: excerpt.gapAt!, text: `${plural(excerpt.left, "ligne")} ${verb}` };
}

/** Header of a column: the label over `name · type`; without a label the name over the type. */
function headOf(column: FrameColumn): TableColumn {
  const type = typeName(column);
  const label = column.known?.label ?? computedLabel(column.name);
  return {
    header: label ?? column.name,
    sub: label ? `${column.name} · ${type}` : type,
    ...(column.known ? { title: column.known.description } : {}),
    align: isRightAligned(column.kind) ? "right" : "left",
  };
}

/** Cells row by row, and the digits after the comma that each column needs. */
function bodyCells(
  frame: Frame,
  columns: readonly FrameColumn[],
): { cells: Cell[][]; scales: number[] } {
  const scales: number[] = [];
  const byColumn = columns.map((column) => {
    const values = textCells(frame, column);
    const scale = column.kind === "decimal" ? neededScale(values, column) : 0;
    scales.push(scale);
    return values.map((value) => valueCell(value, column, scale));
  });
  const cells = Array.from(
    { length: frame.height },
    (_, row) => byColumn.map((column) => column[row]!),
  );
  return { cells, scales };
}

/** The row of totals, or nothing where no column adds up. */
function footCells(
  frame: Frame,
  of: {
    readonly columns: readonly FrameColumn[];
    readonly scales: readonly number[];
    readonly settings: FrameTableOptions;
  },
): Cell[] | undefined {
  const { columns, scales, settings } = of;
  if (settings.foot === false || frame.height === 0) return undefined;
  const totals = columns.map((column) => {
    if (!column.summable) return null;
    return settings.totals ? settings.totals[column.name] ?? null : sumDecimal(frame, column.name);
  });
  if (totals.every((total) => total === null)) return undefined;
  const rows = settings.totals ? settings.rowsInAll ?? frame.height : frame.height;
  const label = `Total, ${plural(rows, "ligne")}`;
  const labelAt = totals.findIndex((total) => total === null);
  return totals.map((total, index) => {
    if (total !== null) return numberCell(total, { scale: scales[index]! });
    return index === labelAt ? discreetCell(label) : BLANK_CELL;
  });
}

/** « 10 lignes sur 1 284, 17 colonnes ». */
function shapeText(
  frame: Frame,
  of: {
    readonly settings: FrameTableOptions;
    readonly shown: number;
    readonly companies: number;
  },
): string {
  const inAll = of.settings.rowsInAll ?? frame.height;
  const rows = of.shown < inAll
    ? `${plural(of.shown, "ligne")} sur ${formatCount(inAll)}`
    : plural(inAll, "ligne");
  const shape = `${rows}, ${plural(frame.width, "colonne")}`;
  return of.companies > 1
    ? `${shape} ; ${plural(of.companies, "société")}, donc pas de total`
    : shape;
}
