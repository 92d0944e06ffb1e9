import type { Cell } from "./_cells.ts";
import { BAND, DISCREET, escapeHtml, NOT_COPIED, RULE, STRONG_RULE, TITLE } from "./_html.ts";
import type { Table, TableColumn } from "./_table_types.ts";
import { textTable } from "./_text_table.ts";

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
  const label = table.label ? ` aria-label="${escapeHtml(table.label)}"` : "";
  return `<div style="${SCROLL}"><div style="overflow-x:auto"><table${label} style="${TABLE}">` +
    `${
      captionHtml(table)
    }<thead><tr style="background:${BAND}">${head}</tr></thead><tbody>${body}</tbody>${foot}` +
    `</table></div></div>`;
}

/** Longest caption that stays on one line, wider than its table if need be. */
const CAPTION_LINE = 80;

/** A table has one caption: its title, or its remark. */
function captionHtml({ title, remark }: Table): string {
  const text = title ?? remark;
  if (!text) return "";
  const style = title
    ? `caption-side:top;padding:0;${TITLE};${NOT_COPIED}`
    : `caption-side:bottom;padding:3px 0 0;font-size:12px;font-weight:400;${DISCREET};${NOT_COPIED}`;
  const space = text.length > CAPTION_LINE ? "normal" : "nowrap";
  return `<caption style="text-align:left;color:inherit;white-space:${space};${style}">${
    escapeHtml(text)
  }</caption>`;
}

function headCell(column: TableColumn): string {
  const align = column.align ?? "left";
  const title = column.title ? ` title="${escapeHtml(column.title)}"` : "";
  const sub = column.sub
    ? `<br><span style="font-weight:400;font-size:11px;${DISCREET};${NOT_COPIED}">${
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

/** How LibreOffice and Excel are told that a cell holds text; Chrome hands on the attribute alone, Firefox both. */
const KEPT_TEXT = { attribute: ' sdnum="1036;0;@"', style: ";mso-number-format:'\\@'" };

function htmlRow(row: readonly Cell[], columns: readonly TableColumn[]): string {
  const cells = row.map((cell, index) => {
    const title = cell.title ? ` title="${escapeHtml(cell.title)}"` : "";
    const kept = cell.isText ? KEPT_TEXT : { attribute: "", style: "" };
    return `<td${title}${kept.attribute} style="${cellStyle(columns[index]!)}${kept.style}">` +
      `${cell.html}</td>`;
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
    `padding:3px 9px;border:0;border-bottom:${RULE};${DISCREET};font-style:italic">… ${
      escapeHtml(text)
    }</td></tr>`;
}
