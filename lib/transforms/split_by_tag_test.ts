import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../base/mod.ts";
import { emptyFrame, frameColumns, frameFromRows, sumDecimal, toTextRows } from "../frames/mod.ts";
import type { FrameColumn } from "../frames/mod.ts";
import { sumBy } from "./aggregate_by.ts";
import { splitByTag, tagAxis } from "./split_by_tag.ts";

const COLUMNS: FrameColumn[] = [
  { name: "id", type: "bigint" },
  { name: "ordinal", type: "integer" },
  { name: "tag_group", type: "text" },
  { name: "tag_label", type: "text" },
  { name: "tag_weight", type: "decimal", scale: 6 },
  { name: "amount", type: "decimal", scale: 2 },
];
const FRAME = frameFromRows([
  ["1", "1", "Pôle", "Conseil", "0.333333", "0.05"],
  ["1", "2", "Pôle", "Média", "0.333333", "0.05"],
  ["1", "3", "Région", "Sud", "1", "0.05"],
  ["2", "1", null, null, null, "-7.00"],
  ["3", "1", "Pôle", "Média", null, "2.00"],
], COLUMNS);
const split = (axis: string | null) =>
  toTextRows(sumBy(splitByTag(FRAME, { axis, amount: "amount" }), ["etiquette"], ["part"]));

Deno.test("splitByTag() multiplies without rounding and gives the rest to no tag", () => {
  assert.deepEqual(split("Pôle"), [
    ["Conseil", "0.01666665"],
    ["Média", "2.01666665"],
    ["Sans étiquette", "-6.98333330"],
  ]);
});

Deno.test("splitByTag() splits along one axis alone", () => {
  assert.deepEqual(split("Région"), [["Sans étiquette", "-5.00000000"], ["Sud", "0.05000000"]]);
});

Deno.test("splitByTag() leaves everything without a tag where there is no axis", () => {
  assert.deepEqual(split(null), [["Sans étiquette", "-4.95000000"]]);
});

Deno.test("splitByTag() gives an empty frame the columns", () => {
  const none = splitByTag(emptyFrame(COLUMNS), { axis: "Pôle", amount: "amount" });
  assert.equal(none.height, 0);
  assert.deepEqual(frameColumns(none).slice(-2), [
    { name: "etiquette", type: "text" },
    { name: "part", type: "decimal", scale: 8 },
  ]);
});

Deno.test("splitByTag() conserves the total of the ledger", () => {
  const weight = fc.integer({ min: 0, max: 1_000_000 })
    .map((units) => (units / 1_000_000).toFixed(6));
  const line = fc.record({
    units: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    weights: fc.array(weight, { minLength: 1, maxLength: 4 }),
  });
  fc.assert(fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
    const rows = lines.flatMap(({ units, weights }, id) =>
      weights.map((w, at) => [String(id), String(at + 1), "A", `t${at}`, w, `${units}.07`])
    );
    const frame = frameFromRows(rows, COLUMNS);
    const once = frameFromRows(rows.filter((row) => row[1] === "1"), COLUMNS);
    const parts = splitByTag(frame, { axis: "A", amount: "amount" });
    assert.equal(sumDecimal(parts, "part"), `${sumDecimal(once, "amount")}000000`);
  }));
});

Deno.test("tagAxis() takes the axis with most rows, or the one that is asked for", () => {
  assert.equal(tagAxis(FRAME, "auto"), "Pôle");
  assert.equal(tagAxis(FRAME, "Région"), "Région");
  assert.equal(tagAxis(emptyFrame(COLUMNS), "auto"), null);
  const unnamed = frameFromRows([["1", "1", "", "", null, "1.00"]], COLUMNS);
  assert.equal(tagAxis(unnamed, "auto"), null);
});

Deno.test("tagAxis() refuses an axis that does not exist and names those that do", () => {
  assert.throws(() => tagAxis(FRAME, "Pole"), (error: Error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /« Pole » : .* choisissez parmi Pôle, Région/);
    return true;
  });
});
