import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { concatFrames } from "./concat_frames.ts";
import { emptyFrame } from "./empty_frame.ts";
import { frameFromCsv } from "./frame_from_csv.ts";
import { frameFromRows } from "./frame_from_rows.ts";
import { frameToCsv } from "./frame_to_csv.ts";
import type { FrameColumn } from "./frame.ts";
import { sumDecimal } from "./sums.ts";
import { toTextRows } from "./text_rows.ts";

const COLUMNS: readonly FrameColumn[] = [
  { name: "id", type: "bigint" },
  { name: "year", type: "integer" },
  { name: "label", type: "text" },
  { name: "paid", type: "boolean" },
  { name: "day", type: "date" },
  { name: "at", type: "timestamp" },
  { name: "debit", type: "decimal", scale: 2 },
  { name: "rate", type: "decimal", scale: 6 },
];

const digits = (value: bigint | number, width: number) => String(value).padStart(width, "0");

/** Exact text of a decimal made of a whole number of its smallest units. */
function decimalText(units: bigint, scale: number): string {
  const [sign, size] = units < 0n ? ["-", -units] : ["", units];
  const text = digits(size, scale + 1);
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

const amount = (scale: number) =>
  fc.bigInt({ min: -(10n ** 17n) + 1n, max: 10n ** 17n - 1n })
    .map((units) => decimalText(units, scale));

const day = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59Z"),
  noInvalidDate: true,
}).map((date) => date.toISOString().slice(0, 10));

const instant = fc.tuple(day, fc.nat(86_399), fc.nat(999_999)).map(([date, seconds, micros]) => {
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const time = [hour, minute, seconds % 60].map((part) => digits(part, 2)).join(":");
  return `${date} ${time}.${digits(micros, 6)}`;
});

/** What real labels hold: accents, emoji, quotes, separators, line breaks, COPY's own markers, nothing. */
const label = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom('"', ",", ";", "\n", "\r", "\\", ".", " ", "é", "😀", "N", "t"),
  }),
  fc.constantFrom("", "\\.", "\\N", "null", '""', "\r\n", "\\.\n", '",\n'),
).map((text) => text.replaceAll("\0", ""));

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 5, nil: null });

const row = fc.tuple(
  orNull(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
  orNull(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(String)),
  orNull(label),
  orNull(fc.constantFrom("true", "false")),
  orNull(day),
  orNull(instant),
  orNull(amount(2)),
  orNull(amount(6)),
);
const rows = fc.array(row, { maxLength: 40 });

/** One line of CSV as PostgreSQL's COPY writes it. */
function copyLine(values: readonly (string | null)[]): string {
  return values.map((value, at) => {
    if (value === null) return "";
    if (COLUMNS[at]!.type === "boolean") return value[0];
    return value === "" || /[",\r\n]|^\\\.$/.test(value)
      ? `"${value.replaceAll('"', '""')}"`
      : value;
  }).join(",") + "\n";
}

Deno.test("frameFromRows() and toTextRows() are inverse", () => {
  fc.assert(fc.property(rows, (table) => {
    assert.deepEqual(toTextRows(frameFromRows(table, COLUMNS)), table);
  }));
});

Deno.test("frameFromCsv() reads what COPY writes", () => {
  const header = COLUMNS.map(({ name }) => name).join(",") + "\n";
  fc.assert(fc.property(rows, (table) => {
    const csv = Buffer.from(header + table.map(copyLine).join(""));
    assert.deepEqual(toTextRows(frameFromCsv(csv, COLUMNS)), table);
  }));
});

Deno.test("frameToCsv() and frameFromCsv() are inverse", () => {
  fc.assert(fc.property(rows, (table) => {
    const frame = frameFromRows(table, COLUMNS);
    const back = frameFromCsv(frameToCsv(frame), COLUMNS);
    assert.deepEqual(toTextRows(back), table);
    assert.deepEqual(back.dtypes, frame.dtypes);
  }));
});

Deno.test("frameToCsv() and frameFromCsv() are inverse for a single column of text", () => {
  const columns: FrameColumn[] = [{ name: "label", type: "text" }];
  fc.assert(fc.property(fc.array(orNull(label)), (values) => {
    const table = values.map((value) => [value]);
    const back = frameFromCsv(frameToCsv(frameFromRows(table, columns)), columns);
    assert.deepEqual(toTextRows(back), table);
  }));
});

Deno.test("sumDecimal() is the sum of whole cents, in any order and in any parts", () => {
  const cents = fc.array(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), { maxLength: 60 });
  const columns: FrameColumn[] = [{ name: "debit", type: "decimal", scale: 2 }];
  const frameOf = (part: readonly bigint[]) =>
    frameFromRows(part.map((units) => [decimalText(units, 2)]), columns);
  fc.assert(fc.property(cents, fc.nat(60), (all, cut) => {
    const wanted = decimalText(all.reduce((sum, units) => sum + units, 0n), 2);
    const parts = concatFrames([
      frameOf(all.slice(cut)),
      emptyFrame(columns),
      frameOf(all.slice(0, cut)),
    ]);
    assert.equal(sumDecimal(frameOf(all), "debit"), wanted);
    assert.equal(sumDecimal(parts, "debit"), wanted);
  }));
});

Deno.test("frameFromRows() refuses a digit beyond the scale, and takes zeros there", () => {
  const columns: FrameColumn[] = [{ name: "debit", type: "decimal", scale: 2 }];
  const tail = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 8 });
  fc.assert(fc.property(amount(2), tail, (value, more) => {
    const read = () => frameFromRows([[value + more]], columns);
    if (/^0*$/.test(more)) assert.deepEqual(toTextRows(read()), [[value]]);
    else {assert.throws(
        read,
        /colonne « debit » : 1 valeur ne tient pas dans un décimal à 2 chiffres/,
      );}
  }));
});
