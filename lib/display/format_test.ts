import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDate } from "./format_date.ts";
import { formatDecimal } from "./format_decimal.ts";
import { formatPercent } from "./format_percent.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

Deno.test("formatDecimal() writes every digit of a huge negative amount", () => {
  assert.equal(
    plain(formatDecimal("-99999999999999999999999999999999.25", { scale: 2 })),
    "-99 999 999 999 999 999 999 999 999 999 999,25",
  );
});

Deno.test("formatDecimal() pads to the scale and keeps what lies beyond", () => {
  assert.equal(formatDecimal("3", { scale: 2 }), "3,00");
  assert.equal(formatDecimal("3.500000", { scale: 2 }), "3,50");
  assert.equal(formatDecimal("3.123400", { scale: 2 }), "3,1234");
  assert.equal(formatDecimal("007"), "7");
});

Deno.test("formatDecimal() never writes a negative zero", () => {
  assert.equal(formatDecimal("-0.00", { scale: 2 }), "0,00");
  assert.equal(formatDecimal("-0.004", { scale: 2, maxScale: 2 }), "0,00");
});

Deno.test("formatDecimal() rounds half away from zero when asked", () => {
  assert.equal(formatDecimal("0.125", { maxScale: 2 }), "0,13");
  assert.equal(formatDecimal("-0.125", { maxScale: 2 }), "-0,13");
  assert.equal(plain(formatDecimal("999.5", { maxScale: 0 })), "1 000");
  assert.equal(formatDecimal("9.995", { maxScale: 2, scale: 2 }), "10,00");
});

Deno.test("formatDecimal() refuses what is not a plain decimal", () => {
  for (const text of ["", "1e3", "1,5", "NaN", "--1", "1.", ".5", "1 000"]) {
    assert.throws(() => formatDecimal(text), TypeError, text);
  }
});

Deno.test("formatDecimal() gives the text back once spaces and comma are undone", () => {
  fc.assert(fc.property(fc.bigInt(), fc.integer({ min: 0, max: 99 }), (units, cents) => {
    const text = `${units}.${String(cents).padStart(2, "0")}`;
    const back = formatDecimal(text, { scale: 2, space: " " }).replaceAll(" ", "").replace(
      ",",
      ".",
    );
    assert.equal(back, text);
  }));
});

Deno.test("formatDate() writes days and instants in French", () => {
  assert.equal(formatDate("1999-01-02"), "02/01/1999");
  assert.equal(formatDate("2026-03-29T01:30:00Z", { time: true }), "29/03/2026 01:30");
  assert.equal(formatDate(new Date("2026-12-31T23:05:00Z"), { time: true }), "01/01/2027 00:05");
  assert.throws(() => formatDate("31/10/2026"), TypeError);
  assert.throws(() => formatDate(new Date(NaN)), TypeError);
});

Deno.test("formatPercent() divides decimal texts exactly", () => {
  assert.equal(plain(formatPercent(["1", "3"], { digits: 2 })), "33,33 %");
  assert.equal(plain(formatPercent(["-0.5", "100"])), "-0,5 %");
  assert.equal(plain(formatPercent(["0.0005", "1"], { digits: 1 })), "0,1 %");
  assert.equal(
    plain(formatPercent(["90000000000000000000.01", "90000000000000000000.01"])),
    "100,0 %",
  );
  assert.equal(formatPercent(["5", "0.00"]), "—");
  assert.equal(plain(formatPercent(-0.0001)), "0,0 %");
});
