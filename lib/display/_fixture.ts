import type { Column } from "../domains/mod.ts";
import { type Frame, frameFromRows } from "../frames/mod.ts";

/** A column of the tests' frame. */
function column(name: string, type: Column["type"], more: Partial<Column> = {}): Column {
  const sources = { data_sharing: name, api: null, firm: null };
  const label = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  const description = `Description de « ${name} ».`;
  return { name, type, label, description, summable: false, sources, ...more };
}

/** Columns of every type, two of them decimal: one adds up, one does not. */
export const COLUMNS: readonly Column[] = [
  column("id", "bigint"),
  column("libelle", "text", { label: "Libellé" }),
  column("jour", "date"),
  column("lu", "timestamp", { label: "Lu le" }),
  column("solde", "decimal", { scale: 2, summable: true }),
  column("taux", "decimal", { scale: 6 }),
  column("paye", "boolean", { label: "Payé" }),
];

/** Rows of the tests' frame, as text. */
const ROWS: readonly (readonly (string | null)[])[] = [
  [
    "9007199254740993",
    "Café <b>",
    "2026-01-31",
    "2026-01-31 10:05:09",
    "1234567.50",
    "1.084300",
    "true",
  ],
  ["2", "", null, null, "-0.01", null, "false"],
  ["3", null, "2026-02-28", "2026-02-28 00:00:00", null, "0.333333", null],
];

/** The tests' frame. */
export function fixtureFrame(): Frame {
  return frameFromRows(ROWS, COLUMNS);
}

/** HTML without its tags: what a reader sees and copies. */
export function visible(html: string): string {
  return html.replace(/<[^>]*>/g, "|").replace(/\|+/g, "|");
}

/** Text with plain spaces for no-break ones. */
export function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
