import type { Column, ColumnType } from "../domains/mod.ts";
import { type Cell, discreetCell, textCell } from "./_cells.ts";
import { DISCREET, escapeHtml, root } from "./_html.ts";
import { drawTable } from "./_table.ts";
import type { Displayable } from "./displayable.ts";
import { plural } from "../base/mod.ts";

/** Front ends give `code` a background of their own. */
const CODE = "background:transparent;color:inherit;padding:0";

const TYPES: Readonly<Record<ColumnType, string>> = {
  text: "texte",
  bigint: "entier",
  integer: "entier",
  boolean: "oui/non",
  date: "date",
  timestamp: "date et heure (UTC)",
  decimal: "décimal",
};

/**
 * The columns of a domain: label, name, type, where they come from, what they mean.
 *
 * @param columns Columns of the domain, in order.
 * @returns A display.
 */
export function columnsTable(columns: readonly Column[]): Displayable {
  return {
    toDisplay() {
      const drawn = drawTable({
        columns: [
          { header: "Libellé" },
          { header: "Colonne" },
          { header: "Type" },
          { header: "Source" },
          { header: "Description", wrap: true },
        ],
        rows: columns.map(rowOf),
      });
      const count = plural(columns.length, "colonne");
      return {
        html: root(`${drawn.html}<div style="${DISCREET};font-size:12px">${count}</div>`),
        text: `${drawn.text}\n${count}`,
      };
    },
  };
}

function rowOf(column: Column): Cell[] {
  const description = column.roundedFromDouble
    ? `${column.description} (nombre approché dans la source, arrondi à la lecture)`
    : column.description;
  return [
    textCell(column.label),
    {
      html: `<code style="${CODE}">${column.name}</code>`,
      text: column.name,
    },
    textCell(typeText(column)),
    sourceCell(column),
    description ? proseCell(description) : discreetCell("—"),
  ];
}

/** A sentence whose `values` between backquotes are set as code. */
function proseCell(text: string): Cell {
  const html = escapeHtml(text).replace(/`([^`]+)`/g, `<code style="${CODE}">$1</code>`);
  return { html, text: text.replaceAll("`", "") };
}

/** « montant (2 décimales) », « texte »… */
function typeText(column: Column): string {
  if (column.type !== "decimal") return TYPES[column.type];
  const name = column.summable ? "montant" : TYPES.decimal;
  return `${name} (${column.scale ?? 2} décimales)`;
}

/** Which of the sources that notebooks read can give a column. */
function sourceCell(column: Column): Cell {
  if (column.derived) return discreetCell("calculée par Penny");
  const { data_sharing: dataSharing, api } = column.sources;
  if (dataSharing !== null && api !== null) return textCell("Data Sharing, API");
  if (dataSharing === null && api === null) return discreetCell("—");
  return textCell(dataSharing === null ? "API seulement" : "Data Sharing seulement");
}
