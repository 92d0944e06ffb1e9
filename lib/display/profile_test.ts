import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { COLUMNS, fixtureFrame, plain } from "./_fixture.ts";
import { profile } from "./profile.ts";

/** The line of a column in the text form. */
function line(text: string, name: string): string {
  return plain(text).split("\n").find((one) => one.startsWith(name)) ?? "";
}

Deno.test("profile() counts an empty text as not filled", () => {
  const { text } = profile(fixtureFrame(), { columns: COLUMNS }).toDisplay();
  assert.match(line(text, "libelle"), /texte +33 % +1 +Café <b> +Café <b> +toutes différentes/);
});

Deno.test("profile() gives exact bounds and totals of money columns alone", () => {
  const { text } = profile(fixtureFrame(), { columns: COLUMNS }).toDisplay();
  assert.match(line(text, "solde"), /67 % +2 +-0,01 +1 234 567,50 +1 234 567,49/);
  assert.match(line(text, "taux"), /décimal +67 % +2 +0,333333 +1,0843 +toutes différentes/);
  assert.match(line(text, "id"), /100 % +3 +2 +9007199254740993 +toutes/);
});

Deno.test("profile() never rounds a share up to all or down to none", () => {
  const frame = pl.DataFrame({
    presque: Array.from({ length: 1000 }, (_, index) => index ? "x" : null),
    rare: Array.from({ length: 1000 }, (_, index) => index ? null : "x"),
  });
  const { text } = profile(frame).toDisplay();
  assert.match(line(text, "presque"), /> 99 %/);
  assert.match(line(text, "rare"), /< 1 %/);
});

Deno.test("profile() names the most frequent values, ties by value", () => {
  const frame = pl.DataFrame({ j: ["VT", "HA", "VT", "BQ", "HA", "OD", "VT"] });
  assert.match(profile(frame).toDisplay().text, /VT \(3\), HA \(2\), BQ \(1\)/);
});

Deno.test("profile() takes an empty frame and a column of nulls", () => {
  const empty = profile(fixtureFrame().head(0), { columns: COLUMNS }).toDisplay().text;
  assert.match(plain(empty), /0 ligne, 7 colonnes$/);
  const nulls = pl.DataFrame({ v: pl.Series("v", [null, null], pl.Utf8) });
  assert.match(line(profile(nulls).toDisplay().text, "v"), /texte +0 % +0$/);
});
