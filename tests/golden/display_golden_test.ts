/**
 * What displays look like, byte for byte, in small files made for review: `display_<name>.html.golden`, `….txt.golden`.
 * After a wanted change: `deno test -A tests/golden/display_golden_test.ts -- --update`, then read the difference.
 */
import assert from "node:assert/strict";
import {
  barChart,
  checkList,
  counts,
  type Displayable,
  facts,
  finding,
  frameTable,
  keyFigures,
  lineChart,
  profile,
} from "../../lib/display/mod.ts";
import type { Column } from "../../lib/domains/mod.ts";
import { frameFromRows } from "../../lib/frames/mod.ts";

const column = (name: string, label: string, type: Column["type"]): Column => ({
  name,
  label,
  type,
  description: `${label} de l'écriture.`,
  summable: type === "decimal",
  ...(type === "decimal" ? { scale: 2 as const } : {}),
  sources: { data_sharing: name, api: null, firm: null },
});

const COLUMNS = [
  column("date", "Date", "date"),
  column("label", "Libellé", "text"),
  column("debit", "Débit", "decimal"),
];

const FRAME = frameFromRows([
  ["2026-10-01", 'Loyer "octobre"', "1234567.50"],
  [null, "", "-0.10"],
  ["2026-10-31", null, null],
], COLUMNS);

const AROUND = { source: "Pennylane, Boulangerie Martin", period: "arrêté au 31/10/2026" };

const DISPLAYS: Readonly<Record<string, Displayable>> = {
  frame: frameTable(FRAME, { columns: COLUMNS, title: "Écritures", rowsInAll: 1284 }),
  profile: profile(FRAME, { columns: COLUMNS }),
  lists: {
    toDisplay() {
      const parts = [
        facts({
          title: "Contexte",
          band: "DÉMONSTRATION : données synthétiques au 31/10/2026",
          rows: [["Société", "Boulangerie Martin"]],
        }),
        checkList({
          title: "Contrôles",
          checks: [
            { kind: "contrôle bloquant", status: "ok", label: "clé unique (1 284)" },
            { kind: "point d'attention", status: "info", label: "2 numéros manquants" },
          ],
        }),
        counts({
          table: "pennylane.general_ledger",
          inserted: 12,
          updated: 3,
          deleted: 1,
          unchanged: 1269,
          seconds: 0.4,
          failures: [{ company: "Roux", reason: "clé en double" }],
        }),
        keyFigures([{ label: "Encours", value: "229948.12", unit: "€", note: "1 284 factures" }]),
        finding("18,4 % des créances ont plus de 60 jours."),
      ].map((part) => part.toDisplay());
      return {
        html: parts.map((part) => part.html).join("\n"),
        text: parts.map((part) => part.text).join("\n\n"),
      };
    },
  },
  bars: barChart(
    [{ age: "Non échu", du: "142310.50" }, { age: "91 jours et plus", du: "-34310.50" }],
    { label: "age", value: "du", sort: false, title: "Créances par ancienneté, TTC", ...AROUND },
  ),
  lines: lineChart(
    ["2026-01", "2026-02", "2026-04"].flatMap((mois, index) => [
      { mois, serie: "Produits", montant: `${index * 1000}.00` },
      { mois, serie: "Charges", montant: "900.00" },
    ]),
    { x: "mois", value: "montant", series: "serie", title: "Produits et charges", ...AROUND },
  ),
};

/** One element per line, so that a difference is readable. */
function reviewable(html: string): string {
  return `${html.replaceAll("><", ">\n<")}\n`;
}

/** Compares with the golden file, or writes it with `--update`. */
async function compare(file: string, actual: string): Promise<void> {
  const url = new URL(file, import.meta.url);
  if (Deno.args.includes("--update")) return await Deno.writeTextFile(url, actual);
  const expected = (await Deno.readTextFile(url)).replaceAll("\r\n", "\n");
  assert.equal(actual, expected, `${file} differs`);
}

for (const [name, display] of Object.entries(DISPLAYS)) {
  Deno.test(`toDisplay() of ${name} gives the reviewed HTML and text`, async () => {
    const { html, text } = display.toDisplay();
    await compare(`display_${name}.html.golden`, reviewable(html));
    await compare(`display_${name}.txt.golden`, `${text}\n`);
    assert.doesNotMatch(html, /<script|<style|\son\w+=|https?:\/\/(?!www\.w3\.org\/)/);
  });
}
