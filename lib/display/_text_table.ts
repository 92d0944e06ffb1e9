import type { Cell } from "./_cells.ts";
import type { Table, TableColumn } from "./_table_types.ts";

/** Widest text table, in characters: what a notebook page or a terminal shows without wrapping. */
const MAX_WIDTH = 130;

/** Least room in which a column of long text still says something. */
const MIN_WRAP = 16;

/** Widest column that cuts its text. */
const MAX_COLUMN = 36;

/** A table for a terminal: aligned columns, as many as fit, with a word on the others. */
export function textTable(table: Table): string {
  const widths = fitting(table);
  const shown = widths.length;
  const line = (cells: readonly string[]) =>
    cells.slice(0, shown).map((text, index) =>
      pad(text, widths[index]!, table.columns[index]!.align)
    ).join("  ").trimEnd();
  const lines = [line(table.columns.map((column) => column.header))];
  const names = table.columns.map((column) => column.sub?.split(" · ")[0] ?? "");
  if (names.some((name, index) => name && name !== table.columns[index]!.header)) {
    lines.push(line(names));
  }
  const rule = line(widths.map((width) => "-".repeat(width)));
  lines.push(rule);
  table.rows.forEach((row, index) => {
    if (table.gap?.at === index) lines.push(`… ${table.gap.text}`);
    lines.push(line(row.map((cell) => cell.text)));
  });
  // A foot whose totals are all in columns left out would only be its label.
  const foot = table.foot?.slice(0, shown) ?? [];
  if (foot.filter((cell) => cell.text !== "").length > (table.columns.length > 1 ? 1 : 0)) {
    lines.push(rule, line(foot.map((cell) => cell.text)));
  }
  const hidden = table.columns.slice(shown).map((column) => column.header);
  if (hidden.length) lines.push(`(non affiché ici : ${hidden.join(", ")})`);
  return lines.join("\n");
}

/** Widths of the columns that fit, one at least; a column of long text takes what room is left. */
function fitting(table: Table): number[] {
  const widths: number[] = [];
  let left = MAX_WIDTH;
  for (const [index, column] of table.columns.entries()) {
    const wanted = columnWidth(table, column, index);
    const width = column.wrap && left >= MIN_WRAP ? Math.min(wanted, left) : wanted;
    if (width > left && index > 0) break;
    widths.push(width);
    left -= width + 2;
  }
  return widths;
}

function columnWidth(table: Table, column: TableColumn, index: number): number {
  const texts = [
    column.header,
    column.sub?.split(" · ")[0] ?? "",
    ...table.rows.map((row: readonly Cell[]) => row[index]!.text),
    table.foot?.[index]?.text ?? "",
  ];
  const limit = column.wrap ? 70 : MAX_COLUMN;
  return Math.min(limit, Math.max(...texts.map((text) => [...text].length)));
}

function pad(text: string, width: number, align: "left" | "right" = "left"): string {
  const characters = [...text];
  const cut = characters.length > width ? characters.slice(0, width - 1).join("") + "…" : text;
  const room = " ".repeat(Math.max(0, width - [...cut].length));
  return align === "right" ? room + cut : cut + room;
}
