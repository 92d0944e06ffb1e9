import pl from "nodejs-polars";
import { sumDecimal } from "../frames/mod.ts";
import { BLANK_CELL, type Cell, discreetCell, numberCell, textCell, valueCell } from "./_cells.ts";
import { companyCount, type Frame, type FrameColumn, frameColumns, typeName } from "./_frame.ts";
import { DISCREET, escapeHtml, root } from "./_html.ts";
import { drawTable } from "./_table.ts";
import { type Displayable, displayable } from "./displayable.ts";
import { formatPercent } from "./format_percent.ts";
import { type FrameTableOptions, knownOptions } from "./frame_table.ts";
import { plural } from "../base/mod.ts";

/** Frequent values named by column. */
const FREQUENT = 3;

/** What is counted of one column. */
interface ColumnFigures {
  /** Rows with a value; an empty text is none. */
  readonly filled: number;
  readonly distinct: number;
  readonly least: string | null;
  readonly greatest: string | null;
}

/**
 * What each column of a frame holds: how far filled, how many different values, bounds, most frequent values, and the
 * total of money columns (none where rows of several companies stand together).
 *
 * @param frame Any Polars frame.
 * @param options Labels of the columns.
 * @returns A display, one line per column.
 */
export function profile(
  frame: Frame,
  options: Pick<FrameTableOptions, "columns" | "title"> = {},
): Displayable {
  const settings = knownOptions(frame, options);
  const title = options.title ?? "Profil des colonnes";
  return displayable(() => {
    const totals = companyCount(frame) <= 1;
    const drawn = drawTable({
      title,
      columns: [
        { header: "Colonne" },
        { header: "Type" },
        { header: "Rempli", align: "right" },
        { header: "Distinctes", align: "right" },
        { header: "Minimum", align: "right" },
        { header: "Maximum", align: "right" },
        { header: "Total", align: "right" },
        { header: "Valeurs les plus fréquentes", wrap: true },
      ],
      rows: frameColumns(frame, settings.columns).map((column) => rowOf(frame, column, totals)),
    });
    const shape = `${plural(frame.height, "ligne")}, ${plural(frame.width, "colonne")}`;
    return {
      html: root(
        `${drawn.html}<div style="${DISCREET};font-size:12px">${shape}</div>`,
      ),
      text: `${title}\n${drawn.text}\n${shape}`,
    };
  });
}

function rowOf(frame: Frame, column: FrameColumn, totals: boolean): Cell[] {
  const figures = figuresOf(frame, column);
  const scale = Math.min(2, column.scale);
  const bound = (value: string | null) =>
    value === null ? BLANK_CELL : shortCell(valueCell(value, column, scale));
  return [
    nameCell(column),
    discreetCell(typeName(column)),
    filledCell(figures.filled, frame.height),
    numberCell(String(figures.distinct), { scale: 0 }),
    bound(figures.least),
    bound(figures.greatest),
    column.summable && totals ? numberCell(sumDecimal(frame, column.name), { scale }) : BLANK_CELL,
    frequentCell(frame, column, figures),
  ];
}

/** Label over name. */
function nameCell(column: FrameColumn): Cell {
  if (!column.known) return textCell(column.name);
  const name = escapeHtml(column.name);
  return {
    html: `${
      escapeHtml(column.known.label)
    }<br><span style="font-size:11px;${DISCREET}">${name}</span>`,
    text: column.name,
    title: column.known.description,
  };
}

/** A share never rounded up to 100 % nor down to 0 %. */
function filledCell(filled: number, height: number): Cell {
  if (height === 0) return discreetCell("—");
  if (filled > 0 && filled * 200 < height) return textCell("< 1 %");
  if (filled < height && filled * 200 > 199 * height) return textCell("> 99 %");
  return textCell(formatPercent([String(filled), String(height)], { digits: 0 }));
}

function shortCell(cell: Cell): Cell {
  return cell.text.length > 24 ? textCell(cell.text, 24) : cell;
}

function figuresOf(frame: Frame, column: FrameColumn): ColumnFigures {
  const none = { filled: 0, distinct: 0, least: null, greatest: null };
  if (frame.height === 0 || column.kind === "other") {
    return { ...none, filled: frame.height - nullCount(frame, column.name) };
  }
  const present = presentValues(frame, column);
  if (present.height === 0) return none;
  const value = pl.col(column.name);
  const bounded = column.kind !== "boolean";
  const [row] = present.select(
    value.nUnique().cast(pl.String).alias("distinct"),
    ...(bounded
      ? [value.min().cast(pl.String).alias("least"), value.max().cast(pl.String).alias("greatest")]
      : []),
  ).toRecords() as Record<string, string | null>[];
  return {
    filled: present.height,
    distinct: Number(row?.distinct ?? 0),
    least: row?.least ?? null,
    greatest: row?.greatest ?? null,
  };
}

function nullCount(frame: Frame, name: string): number {
  return frame.getColumn(name).nullCount();
}

/** The column alone, without nulls and empty texts. */
function presentValues(frame: Frame, column: FrameColumn): Frame {
  const value = pl.col(column.name);
  const alone = frame.select(value).filter(value.isNotNull());
  return column.kind === "text" ? alone.filter(value.neq(pl.lit(""))) : alone;
}

/** « VT (812), BQ (401), HA (96) », or that no value repeats. */
function frequentCell(frame: Frame, column: FrameColumn, figures: ColumnFigures): Cell {
  if (figures.filled === 0 || figures.distinct === 0) return BLANK_CELL;
  if (figures.distinct === figures.filled) return discreetCell("toutes différentes");
  const counted = presentValues(frame, column).groupBy(column.name).agg(pl.len().alias("__n"));
  const top = counted
    .withColumns(pl.col(column.name).cast(pl.String).alias("__v"))
    .sort({ by: [pl.col("__n"), pl.col("__v")], descending: [true, false] })
    .head(FREQUENT)
    .select(pl.col("__v"), pl.col("__n").cast(pl.String))
    .toRecords() as { __v: string; __n: string }[];
  const scale = Math.min(2, column.scale);
  const names = top.map(({ __v, __n }) => {
    const cell = valueCell(__v, column, scale);
    const text = cell.text.length > 28 ? textCell(cell.text, 28).text : cell.text;
    return `${text} (${numberCell(__n, { scale: 0 }).text})`;
  });
  return textCell(names.join(", "), 200);
}
