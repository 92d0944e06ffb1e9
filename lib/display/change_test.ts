import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { COLUMNS, fixtureFrame, plain } from "./_fixture.ts";
import { change } from "./change.ts";
import { describeFrame } from "./frame_table.ts";

Deno.test("change() names columns added, removed and of another type", () => {
  const shown = change(
    fixtureFrame(),
    (frame) =>
      frame.drop("jour").withColumns(
        pl.col("id").cast(pl.Utf8),
        pl.col("solde").mul(pl.lit(-1)).cast(pl.Decimal(38, 2)).alias("oppose"),
      ),
    COLUMNS,
  );
  const text = plain(shown.toDisplay().text);
  assert.match(text, /Lignes : 3 entrent, 3 sortent/);
  assert.match(text, /1 colonne ajoutée : oppose \(montant\)/);
  assert.match(text, /1 colonne supprimée : jour/);
  assert.match(text, /1 colonne d'un autre type : id \(entier → texte\)/);
});

Deno.test("change() shows totals before and after with their exact difference", () => {
  const shown = change(fixtureFrame(), (frame) => frame.head(1), COLUMNS);
  const text = plain(shown.toDisplay().text);
  assert.match(text, /Lignes : 3 entrent, 1 sort\n/);
  assert.match(text, /Solde +1 234 567,49 +1 234 567,50 +0,01/);
  assert.match(text, /aucune ajoutée, aucune supprimée/);
});

Deno.test("change() shows a few rows of the added columns beside what identifies them", () => {
  const shown = change(
    fixtureFrame(),
    (frame) => frame.withColumns(pl.col("libelle").alias("copie")),
    COLUMNS,
  );
  const sample = plain(shown.toDisplay().text).split("\n\n").at(-1)!;
  assert.match(sample, /^ *Id +Libellé +Jour +copie/);
  assert.match(sample, /3 lignes, 4 colonnes$/);
});

Deno.test("change() knows the labels of a described frame and leaves it as it was", () => {
  const before = describeFrame(fixtureFrame(), { columns: COLUMNS });
  const text =
    change(before, (frame) => frame.withColumns(pl.lit("x").alias("z"))).toDisplay().text;
  assert.match(text, /Libellé/);
  assert.deepEqual(before.columns, COLUMNS.map((column) => column.name));
});

Deno.test("change() lets the transform's own error through", () => {
  assert.throws(() =>
    change(fixtureFrame(), () => {
      throw new RangeError("la mienne");
    }), RangeError);
});
