import assert from "node:assert/strict";
import fc from "fast-check";
import pl from "nodejs-polars";
import { DataError } from "../base/mod.ts";
import { type Frame, frameFromRows, frameToCsv } from "../frames/mod.ts";
import { applyTransform, checkRowWise, TransformError } from "./transform_checks.ts";

const COLUMNS = [
  { name: "id", type: "bigint" as const },
  { name: "amount", type: "decimal" as const, scale: 2 },
];

function sample(amounts: readonly number[]): Frame {
  return frameFromRows(amounts.map((cents, i) => [String(i), (cents / 100).toFixed(2)]), COLUMNS);
}

const amounts = fc.array(fc.integer({ min: -10_000, max: 10_000 }), { maxLength: 60 });

Deno.test("checkRowWise() accepts a transform of each row alone and changes nothing", () =>
  fc.assert(fc.property(amounts, (cents) => {
    const frame = sample(cents);
    const before = frameToCsv(frame).toString();
    const result = checkRowWise(
      frame,
      (rows) => rows.filter(pl.col("amount").gt(pl.lit("0").cast(pl.Decimal(38, 2)))),
      ["id"],
    );
    assert.equal(result.height, cents.filter((amount) => amount > 0).length);
    assert.equal(frameToCsv(frame).toString(), before);
  })));

Deno.test("checkRowWise() refuses a sort whenever it changes the order", () =>
  fc.assert(fc.property(amounts, (cents) => {
    // Rows that are all equal have no order that a sort could change.
    fc.pre(new Set(cents).size > 1);
    assert.throws(
      () => checkRowWise(sample(cents), (rows) => rows.sort("amount"), ["id"]),
      TransformError,
    );
  })));

Deno.test("checkRowWise() gives the clock back after a transform that throws", () => {
  const RealDate = Date;
  assert.throws(() =>
    checkRowWise(sample([1]), () => {
      throw new Error("non");
    }, ["id"]), TransformError);
  assert.equal(Date, RealDate);
});

Deno.test("applyTransform() tells Penny's own errors in their own words", () => {
  const message = "Impossible de calculer « solde » : il manque « debit » ; gardez cette colonne";
  const failing = () => {
    throw new DataError(message);
  };
  assert.throws(() => applyTransform(sample([1]), failing, ["id"]), {
    name: "TransformError",
    message,
  });
});
