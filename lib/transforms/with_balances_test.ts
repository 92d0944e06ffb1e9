import assert from "node:assert/strict";
import fc from "fast-check";
import pl from "nodejs-polars";
import { DataError } from "../base/mod.ts";
import { frameColumns, frameFromRows, sumDecimal, toTextRows } from "../frames/mod.ts";
import type { FrameColumn } from "../frames/mod.ts";
import { withBalances } from "./with_balances.ts";
import { withResultContribution } from "./with_result_contribution.ts";

const COLUMNS: FrameColumn[] = [
  { name: "plan_item_number", type: "text" },
  { name: "debit", type: "decimal", scale: 2 },
  { name: "credit", type: "decimal", scale: 2 },
];

function added(rows: (string | null)[][], transform: typeof withBalances) {
  return toTextRows(transform(frameFromRows(rows, COLUMNS))).map((row) => row.slice(3));
}

Deno.test("withBalances() gives debit − credit and its two sides", () => {
  const rows = [
    ["512", "10.50", "0.00"],
    ["707", "0.00", "3.00"],
    ["606", "-2.00", "0.00"],
    ["471", "5.00", "5.00"],
    ["471", null, "3.00"],
    ["471", "3.00", null],
  ];
  assert.deepEqual(added(rows, withBalances), [
    ["10.50", "10.50", "0.00"],
    ["-3.00", "0.00", "3.00"],
    ["-2.00", "0.00", "2.00"],
    ["0.00", "0.00", "0.00"],
    [null, null, null],
    [null, null, null],
  ]);
});

Deno.test("withBalances() keeps decimals of the same scale", () => {
  const frame = withBalances(frameFromRows([], COLUMNS));
  assert.deepEqual(
    frameColumns(frame).slice(3),
    ["solde", "solde_debiteur", "solde_crediteur"].map((name) => ({
      name,
      type: "decimal",
      scale: 2,
    })),
  );
});

Deno.test("withBalances() conserves totals", () => {
  const cents = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }).map((units) => `${units}.25`);
  fc.assert(fc.property(fc.array(fc.tuple(cents, cents), { maxLength: 30 }), (amounts) => {
    const frame = frameFromRows(amounts.map((pair) => ["512", ...pair]), COLUMNS);
    const done = withBalances(frame);
    const units = (name: string) => BigInt(sumDecimal(done, name).replace(".", ""));
    assert.equal(units("solde"), units("debit") - units("credit"));
    assert.equal(units("solde"), units("solde_debiteur") - units("solde_crediteur"));
  }));
});

Deno.test("withBalances() refuses an amount that is a float or is missing", () => {
  const floats = frameFromRows([["512", "1.00", "0.00"]], COLUMNS)
    .withColumns(pl.col("credit").cast(pl.Float64));
  assert.throws(() => withBalances(floats), DataError);
  assert.throws(() => withBalances(floats.select("debit")), /il manque « credit »/);
});

Deno.test("withResultContribution() counts classes 6 and 7, zero elsewhere, null when unknown", () => {
  const rows = [
    ["606300", "30.00", "0.00"],
    ["707000", "0.00", "100.00"],
    ["512000", "100.00", "0.00"],
    ["890000", "1.00", "0.00"],
    [null, "1.00", "0.00"],
    ["707000", null, "1.00"],
  ];
  assert.deepEqual(added(rows, withResultContribution).flat(), [
    "-30.00",
    "100.00",
    "0.00",
    "0.00",
    null,
    null,
  ]);
});
