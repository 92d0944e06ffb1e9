import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { COLUMNS, fixtureFrame, plain, visible } from "./_fixture.ts";
import { describeFrame, frameTable } from "./frame_table.ts";

const frameOf = (count: number) =>
  pl.DataFrame({ n: Array.from({ length: count }, (_, index) => `L${index}`) });

Deno.test("frameTable() puts French headers over names and types", () => {
  const seen = visible(frameTable(fixtureFrame(), { columns: COLUMNS }).toDisplay().html);
  assert.match(seen, /\|Libellé\|libelle · texte\|/);
  assert.match(seen, /\|Solde\|solde · montant\|/);
  assert.match(seen, /\|Taux\|taux · décimal\|/);
  assert.match(seen, /\|Lu le\|lu · date et heure \(UTC\)\|/);
});

Deno.test("frameTable() writes amounts that Excel in French takes as numbers", () => {
  const { html } = frameTable(fixtureFrame(), { columns: COLUMNS }).toDisplay();
  const copied = html.replace(/<[^>]*>/g, "\n");
  assert.match(html, />1<span style="padding-left:\.28em">234<\/span>/);
  assert.match(html.replace(/<\/?span[^>]*>/g, ""), />1234567,50</);
  assert.doesNotMatch(copied, /\d[\s\u00a0\u202f]\d{3},/u);
});

Deno.test("frameTable() keeps the digits of 64-bit integers and of rates", () => {
  const seen = visible(frameTable(fixtureFrame(), { columns: COLUMNS }).toDisplay().html);
  assert.match(seen, /\|9007199254740993\|/);
  assert.match(seen, /\|1,084300\|/);
  assert.match(seen, /\|0,333333\|/);
});

Deno.test("frameTable() tells null from empty text", () => {
  const seen = visible(frameTable(fixtureFrame(), { columns: COLUMNS }).toDisplay().html);
  assert.match(seen, /\|2\|""\|∅\|∅\|-0,01\|∅\|non\|/);
  assert.match(seen, /\|3\|∅\|28\/02\/2026\|28\/02\/2026 00:00\|∅\|/);
});

Deno.test("frameTable() tells spreadsheets what is text, and copies no mark", () => {
  const siren = pl.DataFrame({ s: ["001179266", "=A1", "Martin"], n: ["a", null, ""] });
  const { html } = frameTable(siren).toDisplay();
  const texts = [...html.matchAll(/<td sdnum="1036;0;@" style="[^"]*'\\@'">([^<]*)</g)];
  assert.deepEqual(texts.map(([, text]) => text), ["001179266", "=A1"]);
  assert.match(html, /user-select:none">∅</);
  assert.match(html, /user-select:none">""</);
});

Deno.test("frameTable() gives a table one caption: its title, or its shape", () => {
  const caption = (html: string) => /<caption[^>]*>([^<]*)</.exec(html)?.[1];
  assert.equal(caption(frameTable(frameOf(2)).toDisplay().html), "2\u00a0lignes, 1\u00a0colonne");
  const titled = frameTable(frameOf(2), { title: "Ventes & avoirs" }).toDisplay().html;
  assert.equal(caption(titled), "Ventes &amp; avoirs");
});

Deno.test("frameTable() escapes what comes from the data", () => {
  const { html } = frameTable(fixtureFrame(), { columns: COLUMNS }).toDisplay();
  assert.match(html, /Café &lt;b&gt;/);
  assert.doesNotMatch(html, /<b>|<script|<style/);
});

Deno.test("frameTable() adds up summable columns alone, exactly", () => {
  const text = frameTable(fixtureFrame(), { columns: COLUMNS }).toDisplay().text;
  const foot = text.split("\n").find((line) => line.includes("Total"));
  assert.match(plain(foot ?? ""), /^ *Total, 3 lignes +1 234 567,49$/);
});

Deno.test("frameTable() shows the totals of the whole when it is given them", () => {
  const text = frameTable(fixtureFrame(), {
    columns: COLUMNS,
    rowsInAll: 1284,
    totals: { solde: "99999999999999999999.99" },
  }).toDisplay().text;
  assert.match(plain(text), /Total, 1 284 lignes +99 999 999 999 999 999 999,99/);
  assert.match(plain(text), /3 lignes sur 1 284, 7 colonnes$/);
});

Deno.test("frameTable() gives no total across companies", () => {
  const frame = fixtureFrame().withColumns(pl.Series("company_id", [1, 2, 2]));
  const text = frameTable(frame, { columns: COLUMNS }).toDisplay().text;
  assert.doesNotMatch(text, /Total,/);
  assert.match(plain(text), /3 lignes, 8 colonnes ; 2 sociétés, donc pas de total$/);
});

Deno.test("frameTable() shows first and last rows of a long frame", () => {
  const { text } = frameTable(frameOf(100), { maxRows: 6 }).toDisplay();
  assert.match(
    plain(text),
    /L3\n… 94 lignes non affichées\nL98\nL99\n6 lignes sur 100, 1 colonne$/,
  );
  assert.match(
    plain(frameTable(frameOf(4), { maxRows: 2 }).toDisplay().text),
    /L1\n2 lignes sur 4/,
  );
  assert.match(plain(frameTable(frameOf(7), { maxRows: 6 }).toDisplay().text), /L6\n7 lignes,/);
});

Deno.test("frameTable() shows an empty frame with its headers", () => {
  const { text, html } = frameTable(fixtureFrame().head(0), { columns: COLUMNS }).toDisplay();
  assert.match(plain(text), /0 ligne, 7 colonnes$/);
  assert.match(visible(html), /\|Libellé\|/);
  assert.doesNotMatch(html, /<tfoot>/);
});

Deno.test("frameTable() cuts long text and keeps it in the title", () => {
  const long = `${"é".repeat(60)}\nfin "citée"`;
  const { html } = frameTable(pl.DataFrame({ t: [long] })).toDisplay();
  assert.match(visible(html), new RegExp(`\\|${"é".repeat(47)}…\\|`));
  assert.ok(html.includes(`title="${"é".repeat(60)}\nfin &quot;citée&quot;"`));
});

Deno.test("frameTable() lets no control character reach a terminal", () => {
  const { text } = frameTable(pl.DataFrame({ t: ["a\u001b[31mb\u202ec"] })).toDisplay();
  assert.match(text, /a \[31mb c/);
});

Deno.test("frameTable() shows lists without failing", () => {
  const frame = pl.DataFrame({ l: [["a", "b"], []] });
  assert.match(frameTable(frame).toDisplay().text, /\["a","b"\]/);
});

Deno.test("describeFrame() lets show() label a frame and leaves it unchanged", () => {
  const frame = fixtureFrame();
  assert.equal(describeFrame(frame, { columns: COLUMNS, rowsInAll: 10 }), frame);
  describeFrame(frame, { title: "Aperçu" });
  const text = plain(frameTable(frame).toDisplay().text);
  assert.match(text, /^Aperçu\n/);
  assert.match(text, /Libellé[^]*3 lignes sur 10, 7 colonnes$/);
});
