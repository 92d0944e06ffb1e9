import type { Cell } from "./_cells.ts";
import { BAND, escapeHtml, RULE, STRONG_RULE } from "./_html.ts";
import { textTable } from "./_text_table.ts";

/** A column of a table to draw. */
export interface TableColumn {
  /** French header. */
  readonly header: string;
  /** Second line of the header, discreet: name and type. */
  readonly sub?: string;
  /** Tooltip of the header. */
  readonly title?: string;
  readonly align?: "left" | "right";
  /** Whether long text wraps instead of asking for a wider table. */
  readonly wrap?: boolean;
}

/** A table to draw. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** A line that tells of rows left out, drawn before row `at`. */
  readonly gap?: { readonly at: number; readonly text: string };
  readonly foot?: readonly Cell[];
}

/** A table in its two forms. */
export function drawTable(table: Table): { html: string; text: string } {
  return { html: htmlTable(table), text: textTable(table) };
}

const TABLE = "border-collapse:collapse;color:inherit;background:transparent;margin:0;" +
  "font-size:12.5px;font-variant-numeric:tabular-nums;border:0;width:auto;table-layout:auto";

/** A grid of one column that may be narrower than its table: JupyterLab's output is a flex item that would grow. */
const SCROLL = "display:grid;grid-template-columns:minmax(0,1fr);max-width:100%";

/** HTML of a table that scrolls sideways when it is wider than the page. */
function htmlTable(table: Table): string {
  const head = table.columns.map(headCell).join("");
  const body = table.rows.map((row, index) => {
    const gap = table.gap?.at === index ? gapRow(table.gap.text, table.columns.length) : "";
    return gap + htmlRow(row, table.columns);
  }).join("");
  const foot = table.foot ? `<tfoot>${footRow(table.foot, table.columns)}</tfoot>` : "";
  return `<div style="${SCROLL}"><div style="overflow-x:auto"><table style="${TABLE}">` +
    `<thead><tr style="background:${BAND}">${head}</tr></thead><tbody>${body}</tbody>${foot}` +
    `</table></div></div>`;
}

function headCell(column: TableColumn): string {
  const align = column.align ?? "left";
  const title = column.title ? ` title="${escapeHtml(column.title)}"` : "";
  const sub = column.sub
    ? `<br><span style="font-weight:400;font-size:11px;opacity:.68">${
      escapeHtml(column.sub)
    }</span>`
    : "";
  return `<th scope="col"${title} style="text-align:${align};vertical-align:bottom;padding:4px 9px;border:0;` +
    `border-bottom:${STRONG_RULE};font-weight:600;white-space:nowrap">${
      escapeHtml(column.header)
    }${sub}</th>`;
}

function cellStyle(column: TableColumn): string {
  const space = column.wrap ? "normal;min-width:16em" : "nowrap";
  return `text-align:${column.align ?? "left"};padding:2px 9px;white-space:${space}`;
}

function htmlRow(row: readonly Cell[], columns: readonly TableColumn[]): string {
  const cells = row.map((cell, index) => {
    const title = cell.title ? ` title="${escapeHtml(cell.title)}"` : "";
    return `<td${title} style="${cellStyle(columns[index]!)}">${cell.html}</td>`;
  });
  return `<tr style="background:transparent;border-bottom:${RULE}">${cells.join("")}</tr>`;
}

function footRow(row: readonly Cell[], columns: readonly TableColumn[]): string {
  const cells = row.map((cell, index) => {
    const style = `${
      cellStyle(columns[index]!)
    };border:0;border-top:${STRONG_RULE};font-weight:600`;
    return `<td style="${style}">${cell.html}</td>`;
  });
  return `<tr style="background:${BAND};border-top:${STRONG_RULE}">${cells.join("")}</tr>`;
}

function gapRow(text: string, width: number): string {
  return `<tr style="background:transparent"><td colspan="${width}" style="text-align:left;` +
    `padding:3px 9px;border:0;border-bottom:${RULE};opacity:.68;font-style:italic">… ${
      escapeHtml(text)
    }</td></tr>`;
}
