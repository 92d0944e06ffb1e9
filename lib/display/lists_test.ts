import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { COLUMNS, fixtureFrame, plain, visible } from "./_fixture.ts";
import { checkList } from "./check_list.ts";
import { columnsTable } from "./columns_table.ts";
import { counts } from "./counts.ts";
import { stack } from "./displayable.ts";
import { facts } from "./facts.ts";
import { finding } from "./finding.ts";
import { keyFigures } from "./key_figures.ts";
import { paragraph } from "./paragraph.ts";

const CHANGES = { inserted: 12, updated: 3, deleted: 1, unchanged: 1269, seconds: 0.42 };

Deno.test("facts() puts the demonstration band first and escapes values", () => {
  const shown = facts({ title: "T", band: "DÉMONSTRATION", rows: [["Société", "<b>"]] })
    .toDisplay();
  assert.equal(shown.text, "*** DÉMONSTRATION ***\nT\n  Société : <b>");
  assert.match(visible(shown.html), /^\|DÉMONSTRATION\|T\|Société\|&lt;b&gt;\|$/);
});

Deno.test("counts() writes the sentence of an update", () => {
  assert.equal(
    plain(counts({ table: "pennylane.customer_invoices", ...CHANGES }).toDisplay().text),
    "pennylane.customer_invoices : 12 ajoutées, 3 modifiées, 1 supprimée, 1 269 inchangées, en 0,4 s.",
  );
});

Deno.test("counts() names the companies that keep their rows", () => {
  const rows = pl.DataFrame({ id: ["a"] });
  const failures = [{ company: "Roux", reason: "clé en double", rows }];
  const { text } = counts({ table: "t", ...CHANGES, notes: ["Note."], failures }).toDisplay();
  assert.match(
    text,
    /\n\[INFO\] Note\.\n\[ERREUR\] Roux garde ses anciennes lignes : clé en double\n {4}id/,
  );
});

Deno.test("checkList() marks each check and shows the rows at fault", () => {
  const shown = checkList({
    title: "Contrôles",
    checks: [
      {
        kind: "contrôle bloquant",
        status: "red",
        label: "clé",
        rows: fixtureFrame(),
        columns: COLUMNS,
      },
      { kind: "point d'attention", status: "info", label: "trou", rows: fixtureFrame().head(0) },
    ],
  }).toDisplay();
  assert.match(shown.text, /^Contrôles\n\[ERREUR\] contrôle bloquant : clé\n {4} *Id {2}Libellé/);
  assert.match(shown.text, /\n\[INFO\] point d'attention : trou$/);
  assert.match(visible(shown.html), /\[ERREUR\]\| \|contrôle bloquant\| \|clé\|/);
});

Deno.test("keyFigures() writes decimals in French and leaves other text", () => {
  const { html, text } = keyFigures([
    { label: "Encours", value: "-1234.5", unit: "€", note: "net" },
    { label: "Part", value: "18,4 %" },
  ]).toDisplay();
  assert.equal(plain(text), "Encours : -1 234,50 € (net)\nPart : 18,4 %");
  assert.match(html.replace(/<\/?span[^>]*>/g, ""), />-1234,50 €</);
});

Deno.test("columnsTable() gives type, sources and description in French", () => {
  const [first] = COLUMNS;
  const api = { ...first!, name: "x", sources: { data_sharing: null, api: "a", firm: null } };
  const prose = { ...api, derived: true, description: "Vaut `late` <x>." };
  const seen = visible(columnsTable([COLUMNS[4]!, api, prose]).toDisplay().html);
  assert.match(seen, /\|Solde\|solde\|montant \(2 décimales\)\|Data Sharing seulement\|/);
  assert.match(seen, /\|x\|entier\|API seulement\|/);
  assert.match(seen, /\|calculée par Penny\|Vaut \|late\| &lt;x&gt;\.\|/);
});

Deno.test("finding() takes the result of an analysis", () => {
  assert.equal(finding({ finding: "Trois." }).toDisplay().text, "=> Trois.");
});

Deno.test("paragraph() never lets HTML through", () => {
  const { html } = paragraph("*a* <img src=x onerror=alert(1)> [l](javascript:alert(1))")
    .toDisplay();
  assert.match(html, /<em>a<\/em> &lt;img/);
  assert.doesNotMatch(html, /<img|href="javascript/);
});

Deno.test("stack() puts displays one under the other with the first event", () => {
  const event = { type: "skipped", reason: "x" } as const;
  const last = { toDisplay: () => ({ html: "<i></i>", text: "b", event }) };
  const shown = stack([paragraph("a"), null, last]).toDisplay();
  assert.equal(shown.text, "a\n\nb");
  assert.deepEqual(shown.event, event);
});
