import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../base/mod.ts";
import { fixtureFrame, plain } from "./_fixture.ts";
import { barChart } from "./bar_chart.ts";
import { columnChart } from "./column_chart.ts";
import { lineChart } from "./line_chart.ts";
import { stackedColumns } from "./stacked_columns.ts";

const AROUND = { title: "Titre", source: "Pennylane", period: "arrêté au 31/10/2026" };
const bars = { ...AROUND, label: "nom", value: "v" };

Deno.test("barChart() sorts bars and writes title, values and source", () => {
  const rows = [{ nom: "petit", v: "10.00" }, { nom: "grand", v: "123456.78" }];
  const { html, text } = barChart(rows, bars).toDisplay();
  assert.match(
    plain(text),
    /^Titre\ngrand +#+ +123 457 €\npetit +# +10,00 €\nSource : Pennylane, arrêté/,
  );
  assert.match(html, /<svg aria-label="Titre" role="img"[^>]*><title>Titre<\/title>/);
  assert.match(html, /Source : Pennylane, arrêté au 31\/10\/2026/);
  assert.match(plain(html), />20 k€</);
});

Deno.test("barChart() keeps the order of buckets and draws credits below zero", () => {
  const rows = [{ nom: "a", v: -5, n: "2 avoirs" }, { nom: "b", v: 3, n: null }];
  const { text } = barChart(rows, { ...bars, sort: false, note: "n" }).toDisplay();
  assert.match(plain(text), /a +-+ +-5,00 € · 2 avoirs\nb +#+ +3,00 €/);
});

Deno.test("barChart() draws no bar for zero, and whole ticks for a few whole things", () => {
  const zeros = barChart([{ nom: "a", v: 0 }, { nom: "b", v: "0.00" }], bars).toDisplay().html;
  const widths = [...zeros.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => width);
  assert.deepEqual(widths, ["0", "0"]);
  const few = barChart([{ nom: "a", v: 2 }, { nom: "b", v: 1 }], { ...bars, unit: "" }).toDisplay();
  assert.doesNotMatch(few.html, />0,5</);
});

Deno.test("barChart() adds up the bars beyond the limit exactly", () => {
  const rows = Array.from({ length: 9 }, (_, index) => ({ nom: `c${index}`, v: "0.10" }));
  const { text } = barChart(rows, { ...bars, limit: 3 }).toDisplay();
  assert.match(plain(text), /Autres \(7\) +#+ +0,70 €/);
});

Deno.test("barChart() escapes labels and keeps equal ones apart", () => {
  const rows = [{ nom: "<script>x</script>", v: 1 }, { nom: "A & B", v: 2 }, {
    nom: "A & B",
    v: 3,
  }];
  const { html } = barChart(rows, bars).toDisplay();
  assert.doesNotMatch(html, /<script|<style/);
  assert.equal(html.match(/>A &amp; B</g)?.length, 2);
});

Deno.test("barChart() takes a frame with Decimal columns and skips nulls", () => {
  const { text } = barChart(fixtureFrame(), { ...AROUND, label: "libelle", value: "solde" })
    .toDisplay();
  assert.match(plain(text), /1 234 568 €/);
  assert.match(text, /\(sans libellé\)/);
  assert.equal(text.split("\n").length, 4);
});

Deno.test("barChart() draws any set of values without failing", () => {
  const values = fc.array(fc.integer(), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(values, (all) => {
      const rows = all.map((v, index) => ({ nom: `n${index}`, v }));
      const { html } = barChart(rows, bars).toDisplay();
      return !/NaN|Infinity|undefined/.test(html);
    }),
    { numRuns: 25 },
  );
});

Deno.test("barChart() names the columns that exist when one does not", () => {
  assert.throws(
    () => barChart([{ nom: "a", v: 1 }], { ...bars, value: "w" }).toDisplay(),
    (error) =>
      error instanceof UsageError && /« w ».*colonnes possibles : nom, v$/.test(error.message),
  );
  assert.throws(() => barChart([{ nom: "a", v: "b" }], bars).toDisplay(), UsageError);
});

Deno.test("columnChart() adds up dates of one month and leaves no month out", () => {
  const rows = [
    { d: "2025-11-03", v: "0.10" },
    { d: "2026-02-01", v: "5.00" },
    { d: "2025-11-30", v: "0.20" },
  ];
  const { html, text } = columnChart(rows, { ...AROUND, x: "d", value: "v" }).toDisplay();
  assert.match(text, /nov\. 2025 +0,30\ndéc\. 2025\njanv\. 2026\nfévr\. 2026 +5,00/);
  assert.match(html, /<tspan[^>]*>nov\.<\/tspan><tspan[^>]*>2025<\/tspan>/);
});

Deno.test("columnChart() writes a unit that is no currency once, at the axis", () => {
  const { html } = columnChart([{ d: "2026", v: 3 }], {
    ...AROUND,
    x: "d",
    value: "v",
    unit: "factures",
  }).toDisplay();
  assert.equal(html.match(/>factures</g)?.length, 1);
});

Deno.test("lineChart() gathers the smallest series beyond seven", () => {
  const rows = Array.from(
    { length: 9 },
    (_, index) => ({ m: "2026-01", s: `s${index}`, v: index + 1 }),
  );
  const { html } = lineChart(rows, { ...AROUND, x: "m", value: "v", series: "s" }).toDisplay();
  assert.match(html, /Autres/);
  assert.doesNotMatch(html, />s0</);
  assert.match(html, /stroke-dasharray="7,4"/);
});

Deno.test("stackedColumns() scales its axis to the stacks", () => {
  const rows = ["a", "b"].map((s) => ({ m: "2026-01", s, v: "6000" }));
  const { html } = stackedColumns(rows, { ...AROUND, x: "m", value: "v", series: "s" }).toDisplay();
  assert.match(plain(html), />10 k€</);
});

Deno.test("charts say so when there is nothing to draw", () => {
  const time = { ...AROUND, x: "m", value: "v", series: "s" };
  const empty = [
    barChart([], bars),
    columnChart([], time),
    lineChart([{ m: "x", v: null, s: "a" }], time),
  ];
  for (const chart of empty) {
    assert.match(chart.toDisplay().text, /^Titre\nAucune donnée à représenter/);
  }
});
