import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { DataError } from "../base/mod.ts";
import { concatFrames } from "./concat_frames.ts";
import { emptyFrame } from "./empty_frame.ts";
import type { FrameColumn } from "./frame.ts";
import { columnTypeOf, frameColumns } from "./frame_columns.ts";
import { frameFromRows } from "./frame_from_rows.ts";
import { frameToCsv } from "./frame_to_csv.ts";
import { groupSum, sumDecimal } from "./sums.ts";
import { textColumns, toTextRows } from "./text_rows.ts";

const COLUMNS: FrameColumn[] = [
  { name: "account", type: "text" },
  { name: "debit", type: "decimal", scale: 2 },
  { name: "lines", type: "bigint" },
];
const FRAME = frameFromRows([
  ["411", "0.10", "1"],
  [null, "-0.30", "9007199254740993"],
  ["411", "0.20", null],
], COLUMNS);

Deno.test("frameFromRows() refuses a row of another width", () => {
  assert.throws(() => frameFromRows([["411"]], COLUMNS), RangeError);
});

Deno.test("emptyFrame() keeps names and types", () => {
  const frame = emptyFrame(COLUMNS);
  assert.deepEqual(frame.shape, { height: 0, width: 3 });
  assert.deepEqual(frameColumns(frame), COLUMNS);
});

Deno.test("frameColumns() reads the types of columns that a transform adds", () => {
  const frame = FRAME.withColumns(
    pl.col("account").str.lengths().alias("length"),
    pl.col("debit").gt(pl.col("debit")).alias("flag"),
    pl.col("debit").cast(pl.Decimal(38, 6)).alias("share"),
  );
  assert.deepEqual(frameColumns(frame).slice(3), [
    { name: "length", type: "bigint" },
    { name: "flag", type: "boolean" },
    { name: "share", type: "decimal", scale: 6 },
  ]);
});

Deno.test("columnTypeOf() refuses what PostgreSQL could not hold exactly and names the cast", () => {
  const cases = [
    [
      pl.Float64,
      /« x » : un nombre à virgule flottante n'est pas exact ; ajoutez \.cast\(pl\.Decimal/,
    ],
    [pl.UInt64, /cast\(pl\.Int64\)/],
    [pl.Datetime("us", "Europe/Paris"), /sans fuseau/],
    [pl.Datetime("ns"), /microseconde/],
    [pl.List(pl.Utf8), /son type List n'existe pas en base/],
  ] as const;
  for (const [dtype, text] of cases) {
    assert.throws(
      () => columnTypeOf(dtype, "x"),
      (error) => error instanceof DataError && text.test(error.message),
    );
  }
});

Deno.test("frameToCsv() refuses a float, since a literal makes a decimal one", () => {
  const frame = FRAME.withColumns(pl.col("debit").mul(pl.lit(-1)).alias("debit"));
  assert.throws(() => frameToCsv(frame), /« debit » : un nombre à virgule flottante/);
});

Deno.test("frameToCsv() writes the chosen columns, with or without header", () => {
  const options = { columns: ["debit", "account"] };
  assert.equal(
    frameToCsv(FRAME, options).toString(),
    "debit,account\n0.10,411\n-0.30,\n0.20,411\n",
  );
  assert.equal(
    frameToCsv(FRAME, { ...options, header: false }).toString(),
    "0.10,411\n-0.30,\n0.20,411\n",
  );
});

Deno.test("textColumns() gives exact text where records cannot", () => {
  assert.deepEqual(textColumns(FRAME), [
    ["411", null, "411"],
    ["0.10", "-0.30", "0.20"],
    ["1", "9007199254740993", null],
  ]);
});

Deno.test("concatFrames() keeps the order and refuses other columns or types", () => {
  assert.deepEqual(toTextRows(concatFrames([FRAME, FRAME])), [
    ...toTextRows(FRAME),
    ...toTextRows(FRAME),
  ]);
  assert.equal(concatFrames([FRAME]), FRAME);
  const other = FRAME.withColumns(pl.col("debit").cast(pl.Decimal(38, 6)));
  assert.throws(
    () => concatFrames([FRAME, FRAME, other]),
    /la partie 3 n'a pas les mêmes colonnes/,
  );
  assert.throws(() => concatFrames([FRAME, FRAME.select("debit", "account", "lines")]), DataError);
  assert.throws(() => concatFrames([]), RangeError);
});

Deno.test("sumDecimal() adds decimals and 64-bit counts without a float", () => {
  assert.equal(sumDecimal(FRAME, "debit"), "0.00");
  assert.equal(sumDecimal(FRAME, "lines"), "9007199254740994");
  assert.equal(sumDecimal(emptyFrame(COLUMNS), "debit"), "0.00");
});

Deno.test("sumDecimal() refuses text, floats and unknown columns", () => {
  const floats = FRAME.withColumns(pl.col("debit").cast(pl.Float64).alias("f"));
  assert.throws(() => sumDecimal(floats, "f"), DataError);
  assert.throws(() => sumDecimal(FRAME, "account"), /« account » : la colonne n'est pas un nombre/);
  assert.throws(() => sumDecimal(FRAME, "solde"), /choisissez parmi account, debit, lines/);
});

Deno.test("groupSum() gives one row per group in the order of appearance, null being a group", () => {
  const sums = groupSum(FRAME, ["account"], ["debit", "lines"]);
  assert.deepEqual(sums.columns, ["account", "debit", "lines"]);
  assert.deepEqual(toTextRows(sums), [["411", "0.30", "1"], [null, "-0.30", "9007199254740993"]]);
});

Deno.test("groupSum() of an empty frame is empty and keeps the types", () => {
  const sums = groupSum(emptyFrame(COLUMNS), ["account"], ["debit"]);
  assert.deepEqual(frameColumns(sums), COLUMNS.slice(0, 2));
  assert.equal(sums.height, 0);
});
