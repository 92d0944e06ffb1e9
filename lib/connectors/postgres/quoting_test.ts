import fc from "fast-check";
import assert from "node:assert/strict";
import { quoteIdentifier, quoteLiteral, quoteName } from "./quoting.ts";

Deno.test("quoteIdentifier() doubles quotes and keeps the rest", () => {
  fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 15, unit: "grapheme" }), (name) => {
    fc.pre(!name.includes("\0") && new TextEncoder().encode(name).length <= 63);
    const quoted = quoteIdentifier(name);
    assert.equal(quoted.slice(1, -1).replaceAll('""', '"'), name);
    assert.doesNotMatch(quoted.slice(1, -1).replaceAll('""', ""), /"/);
  }));
});

Deno.test("quoteIdentifier() refuses names that PostgreSQL would cut or drop", () => {
  for (const name of ["", "a\0b", "é".repeat(32)]) {
    assert.throws(() => quoteIdentifier(name), RangeError);
  }
  assert.equal(quoteIdentifier("é".repeat(31) + "a"), `"${"é".repeat(31)}a"`);
});

Deno.test("quoteName() quotes schema and table", () => {
  assert.equal(quoteName("a.b", 'c"d'), '"a.b"."c""d"');
});

Deno.test("quoteLiteral() doubles quotes and escapes backslashes", () => {
  assert.equal(quoteLiteral("a'b"), "'a''b'");
  assert.equal(quoteLiteral("a\\'b"), "E'a\\\\''b'");
  assert.throws(() => quoteLiteral("a\0"), RangeError);
});
