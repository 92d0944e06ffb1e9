import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { DataError } from "../base/mod.ts";
import { frameColumns } from "./frame_columns.ts";
import { frameFromCsv } from "./frame_from_csv.ts";
import type { FrameColumn } from "./frame.ts";
import { toTextRows } from "./text_rows.ts";

const CENTS: FrameColumn = { name: "debit", type: "decimal", scale: 2 };

function read(csv: string, ...columns: FrameColumn[]): (string | null)[][] {
  return toTextRows(frameFromCsv(Buffer.from(csv), columns));
}

function refused(csv: string, column: FrameColumn, text: RegExp): void {
  assert.throws(() => read(csv, column), (error) => {
    assert.ok(error instanceof DataError);
    assert.match(error.message, text);
    assert.equal(error.cause, undefined);
    return true;
  });
}

Deno.test("frameFromCsv() tells null from the empty text", () => {
  const columns: FrameColumn[] = [{ name: "a", type: "text" }, { name: "b", type: "text" }];
  assert.deepEqual(read('a,b\n,""\n"",\n', ...columns), [[null, ""], ["", null]]);
});

Deno.test("frameFromCsv() keeps 64-bit ids beyond 2^53 and the sign of amounts", () => {
  const csv = "id,debit\n9223372036854775807,-0.01\n-9007199254740993,123456789012345.67\n";
  assert.deepEqual(read(csv, { name: "id", type: "bigint" }, CENTS), [
    ["9223372036854775807", "-0.01"],
    ["-9007199254740993", "123456789012345.67"],
  ]);
});

Deno.test("frameFromCsv() gives the columns in the order asked and leaves others aside", () => {
  const csv = "a,b,c\n1,2,x\n";
  assert.deepEqual(read(csv, { name: "c", type: "text" }, { name: "a", type: "integer" }), [[
    "x",
    "1",
  ]]);
});

Deno.test("frameFromCsv() keeps the types of a frame without rows", () => {
  const columns: FrameColumn[] = [CENTS, { name: "at", type: "timestamp" }, {
    name: "d",
    type: "date",
  }];
  const frame = frameFromCsv(Buffer.from("debit,at,d\n"), columns);
  assert.equal(frame.height, 0);
  assert.deepEqual(frameColumns(frame), columns);
});

Deno.test("frameFromCsv() refuses an exponent, a comma, a space, NaN", () => {
  for (const value of ["1e3", '"1,5"', " 1", "NaN", ".5", "+1", "--1"]) {
    refused(`debit\n2.00\n${value}\n`, CENTS, /« debit » : 1 valeur n'est pas un nombre décimal/);
  }
});

Deno.test("frameFromCsv() refuses more digits than the scale and counts the values", () => {
  const csv = "debit\n1.005\n1.00\n0.125\n";
  refused(csv, CENTS, /« debit » : 2 valeurs ne tiennent pas dans un décimal à 2 chiffres/);
});

Deno.test("frameFromCsv() never shows a value that it refuses", () => {
  const secret = "98765.4321";
  for (const type of ["bigint", "integer", "boolean", "date", "timestamp", "decimal"] as const) {
    assert.throws(
      () => read(`x\n${secret}\n`, { name: "x", type, scale: 2 }),
      (error) => error instanceof DataError && !error.message.includes(secret),
    );
  }
});

Deno.test("frameFromCsv() refuses whole numbers that overflow or are none", () => {
  const id: FrameColumn = { name: "id", type: "bigint" };
  refused("id\n9223372036854775808\n", id, /« id » : 1 valeur n'est pas un entier de 64 bits/);
  refused("id\n1.5\nx\n", id, /« id » : 2 valeurs ne sont pas un entier de 64 bits/);
  refused("id\n2147483648\n", { name: "id", type: "integer" }, /n'est pas un entier de 32 bits/);
});

Deno.test("frameFromCsv() refuses days and instants that do not exist", () => {
  for (const value of ["2025-02-30", "10000-01-01", "20250101", "0044-03-15 BC", "infinity"]) {
    refused(
      `d\n2025-01-01\n${value}\n`,
      { name: "d", type: "date" },
      /« d » : 1 valeur n'est pas une date/,
    );
  }
  for (
    const value of ["2025-01-01 25:00:00", "2025-01-01T10:00:00Z", "2025-01-01 10:00:00.1234567"]
  ) {
    refused(
      `t\n${value}\n`,
      { name: "t", type: "timestamp" },
      /« t » : 1 valeur n'est pas une date et heure/,
    );
  }
});

Deno.test("frameFromCsv() rounds a double half away from zero, when told so", () => {
  const balance: FrameColumn = { ...CENTS, roundedFromDouble: true };
  const csv = "debit\n0.30000000000000004\n-2.675\n2.665\n1e-05\n1.5e+15\n1234567890123.45\n";
  assert.deepEqual(read(csv, balance).flat(), [
    "0.30",
    "-2.68",
    "2.67",
    "0.00",
    "1500000000000000.00",
    "1234567890123.45",
  ]);
  refused("debit\nInfinity\n", balance, /« debit » : 1 valeur n'est pas/);
});

Deno.test("frameFromCsv() names the columns that the CSV has not", () => {
  refused("a\n1\n", CENTS, /il y manque « debit »/);
});

Deno.test("frameFromCsv() refuses no header, bytes that are not UTF-8, fields too many", () => {
  refused("", CENTS, /il est vide/);
  refused("debit\n1.00,2.00\n", CENTS, /une ligne a trop de champs/);
  const latin = new Uint8Array([0x61, 0x0a, 0xe9, 0x0a]);
  assert.throws(() => frameFromCsv(latin, [{ name: "a", type: "text" }]), /n'est pas en UTF-8/);
});

Deno.test("frameFromCsv() reads from the middle of a larger buffer", () => {
  const bytes = new TextEncoder().encode("xxdebit\n1.00\nyy").subarray(2, 13);
  assert.deepEqual(toTextRows(frameFromCsv(bytes, [CENTS])), [["1.00"]]);
});
