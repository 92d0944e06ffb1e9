import type { Cell } from "./_cells.ts";
import type { Table, TableColumn } from "./_table.ts";

/** Widest text table, in characters: what a notebook page or a terminal shows without wrapping. */
const MAX_WIDTH = 118;

/** Widest column that cuts its text. */
const MAX_COLUMN = 36;

/** A table for a terminal: aligned columns, as many as fit, with a word on the others. */
export function textTable(table: Table): string {
  const widths = table.columns.map((column, index) => columnWidth(table, column, index));
  const shown = fitting(widths);
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
  if (table.foot) lines.push(rule, line(table.foot.map((cell) => cell.text)));
  const hidden = table.columns.slice(shown).map((column) => column.header);
  if (hidden.length) lines.push(`(non affiché ici : ${hidden.join(", ")})`);
  return lines.join("\n");
}

/** How many columns fit, one at least. */
function fitting(widths: readonly number[]): number {
  let total = 0;
  const over = widths.findIndex((width) => (total += width + 2) - 2 > MAX_WIDTH);
  return over === -1 ? widths.length : Math.max(1, over);
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
