import assert from "node:assert/strict";
import { formatCount } from "./format_count.ts";
import { plural } from "./plural.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

Deno.test("formatCount() groups thousands and refuses fractions", () => {
  assert.equal(plain(formatCount(1_284)), "1 284");
  assert.equal(plain(formatCount(-12n)), "-12");
  assert.equal(plain(formatCount(2n ** 70n)), "1 180 591 620 717 411 303 424");
  assert.throws(() => formatCount(1.5), RangeError);
  assert.throws(() => formatCount(NaN), RangeError);
});

Deno.test("plural() is singular up to one, zero included", () => {
  assert.equal(plain(plural(0, "ligne")), "0 ligne");
  assert.equal(plain(plural(1, "ligne")), "1 ligne");
  assert.equal(plain(plural(1284, "facture")), "1 284 factures");
  assert.equal(plain(plural(3n, "journal", "journaux")), "3 journaux");
});
