import assert from "node:assert/strict";
import fc from "fast-check";
import { decimalOf, share, split, wholeEuros } from "./money.ts";

Deno.test("share() rounds half away from zero like exact integers", () => {
  const amounts = fc.integer({ min: -90_000_000_000, max: 90_000_000_000 });
  fc.assert(
    fc.property(amounts, fc.nat(1000), fc.integer({ min: 1, max: 1000 }), (amount, rate, unit) => {
      const product = BigInt(amount) * BigInt(rate), den = BigInt(unit);
      const size = (2n * (product < 0n ? -product : product) + den) / (2n * den);
      assert.equal(share(amount, rate, unit), Number(product < 0n ? -size : size));
    }),
  );
});

Deno.test("share() never answers minus zero", () => {
  assert.ok(Object.is(share(-1, 1, 100), 0));
  assert.ok(Object.is(wholeEuros(-30), 0));
});

Deno.test("split() gives parts that add up to the amount", () => {
  const weights = fc.array(fc.nat(1000), { minLength: 1, maxLength: 9 })
    .filter((one) => one.some((weight) => weight > 0));
  fc.assert(
    fc.property(fc.integer({ min: -10_000_000, max: 10_000_000 }), weights, (amount, list) => {
      assert.equal(split(amount, list).reduce((a, b) => a + b, 0), amount);
    }),
  );
});

Deno.test("decimalOf() writes two digits and the sign", () => {
  assert.deepEqual([0, 5, -5, 1234567, -100].map(decimalOf), [
    "0.00",
    "0.05",
    "-0.05",
    "12345.67",
    "-1.00",
  ]);
});
