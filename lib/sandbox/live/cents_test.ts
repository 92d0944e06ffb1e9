import assert from "node:assert/strict";
import { centsOf } from "./cents.ts";

Deno.test("centsOf() reads decimals, and refuses what is no amount in cents", () => {
  assert.deepEqual(["12.30", "-0.05", "7", "4.5", "1.2000"].map(centsOf), [
    1230,
    -5,
    700,
    450,
    120,
  ]);
  for (const text of ["", "1,5", "1.234", "NaN"]) assert.throws(() => centsOf(text), /centimes/);
});
