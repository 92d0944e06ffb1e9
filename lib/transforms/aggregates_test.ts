import assert from "node:assert/strict";
import fc from "fast-check";
import { DataError } from "../base/mod.ts";
import { emptyFrame, frameColumns, frameFromRows, sumDecimal, toTextRows } from "../frames/mod.ts";
import type { FrameColumn } from "../frames/mod.ts";
import { countBy, sumBy } from "./aggregate_by.ts";
import { monthlySums } from "./aggregate_months.ts";
import { topN } from "./aggregate_top.ts";

const COLUMNS: FrameColumn[] = [
  { name: "name", type: "text" },
  { name: "date", type: "date" },
  { name: "amount", type: "decimal", scale: 2 },
];
const FRAME = frameFromRows([
  ["Mairie", "2024-11-30", "0.10"],
  ["Hôtel", "2025-02-01", "0.20"],
  [null, "2025-02-28", "-5.00"],
  ["Mairie", "2024-11-01", "0.20"],
  ["Hôtel", null, null],
], COLUMNS);

const row = fc.tuple(
  fc.constantFrom(null, "a", "b", "c", "d"),
  fc.constantFrom(null, "2023-12-31", "2024-02-29", "2025-01-01"),
  fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((units) => `${units}.07`),
);
const rows = fc.array(row, { maxLength: 25 });

Deno.test("sumBy() sums per group, sorted, null last", () => {
  assert.deepEqual(toTextRows(sumBy(FRAME, ["name"], ["amount"])), [
    ["Hôtel", "0.20"],
    ["Mairie", "0.30"],
    [null, "-5.00"],
  ]);
});

Deno.test("countBy() counts rows per group, sorted, null last", () => {
  const counts = countBy(FRAME, ["name"]);
  assert.deepEqual(toTextRows(counts), [["Hôtel", "2"], ["Mairie", "2"], [null, "1"]]);
  assert.deepEqual(frameColumns(counts)[1], { name: "nombre", type: "bigint" });
});

Deno.test("monthlySums() fills the months between with zero and leaves undated rows out", () => {
  const months = monthlySums(FRAME, { date: "date", amount: "amount" });
  assert.deepEqual(toTextRows(months), [
    ["2024-11-01", "0.30"],
    ["2024-12-01", "0.00"],
    ["2025-01-01", "0.00"],
    ["2025-02-01", "-4.80"],
  ]);
  assert.deepEqual(frameColumns(months), [
    { name: "mois", type: "date" },
    { name: "amount", type: "decimal", scale: 2 },
  ]);
});

Deno.test("monthlySums() cuts each month by a column, without holes", () => {
  const months = monthlySums(FRAME, { date: "date", amount: "amount", by: "name" });
  assert.equal(months.height, 4 * 3);
  const filled = toTextRows(months).filter(([, , amount]) => amount !== "0.00");
  assert.deepEqual(filled, [
    ["2024-11-01", "Mairie", "0.30"],
    ["2025-02-01", "Hôtel", "0.20"],
    ["2025-02-01", null, "-5.00"],
  ]);
  const none = monthlySums(emptyFrame(COLUMNS), { date: "date", amount: "amount", by: "name" });
  assert.deepEqual([none.height, none.columns], [0, ["mois", "name", "amount"]]);
});

Deno.test("topN() keeps the largest, then one row for all others", () => {
  const options = { by: "name", amount: "amount", n: 1 };
  assert.deepEqual(toTextRows(topN(FRAME, options)), [["Mairie", "0.30"], ["Autres", "-4.80"]]);
  assert.deepEqual(toTextRows(topN(FRAME, { ...options, n: 3 })), [
    ["Mairie", "0.30"],
    ["Hôtel", "0.20"],
    [null, "-5.00"],
  ]);
});

Deno.test("topN() names the others as told and refuses an n below 1", () => {
  const options = { by: "name", amount: "amount" };
  const named = topN(FRAME, { ...options, n: 2, othersLabel: "Autres clients" });
  assert.deepEqual(toTextRows(named).at(-1), ["Autres clients", "-5.00"]);
  assert.throws(() => topN(FRAME, { ...options, n: 0 }), RangeError);
});

Deno.test("sumBy(), monthlySums() and topN() conserve the total", () => {
  fc.assert(fc.property(rows, fc.integer({ min: 1, max: 6 }), (table, n) => {
    const frame = frameFromRows(table, COLUMNS);
    const total = sumDecimal(frame, "amount");
    const dated = frameFromRows(table.filter(([, date]) => date !== null), COLUMNS);
    assert.equal(sumDecimal(sumBy(frame, ["name"], ["amount"]), "amount"), total);
    assert.equal(sumDecimal(topN(frame, { by: "name", amount: "amount", n }), "amount"), total);
    const months = monthlySums(frame, { date: "date", amount: "amount" });
    assert.equal(sumDecimal(months, "amount"), sumDecimal(dated, "amount"));
  }));
});

Deno.test("aggregates of an empty frame are empty and typed", () => {
  const empty = emptyFrame(COLUMNS);
  assert.deepEqual(frameColumns(sumBy(empty, ["name"], ["amount"])), [COLUMNS[0], COLUMNS[2]]);
  assert.equal(countBy(empty, ["name"]).height, 0);
  assert.equal(monthlySums(empty, { date: "date", amount: "amount" }).height, 0);
  assert.equal(topN(empty, { by: "name", amount: "amount" }).height, 0);
});

Deno.test("aggregates name the column that they miss", () => {
  assert.throws(() => sumBy(FRAME, ["nom"], ["amount"]), /il manque « nom »/);
  assert.throws(() => countBy(FRAME, ["nom"]), DataError);
  assert.throws(() => monthlySums(FRAME, { date: "jour", amount: "amount" }), DataError);
  assert.throws(() => topN(FRAME, { by: "nom", amount: "amount" }), DataError);
});
