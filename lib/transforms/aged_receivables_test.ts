import assert from "node:assert/strict";
import { DataError } from "../base/mod.ts";
import { emptyFrame, frameFromRows, sumDecimal, toTextRows } from "../frames/mod.ts";
import type { FrameColumn } from "../frames/mod.ts";
import { agedPayables } from "./aged_payables.ts";
import { agedReceivables } from "./aged_receivables.ts";
import { openPayables } from "./open_payables.ts";
import { openReceivables } from "./open_receivables.ts";

const COLUMNS: FrameColumn[] = [
  { name: "issue_date", type: "date" },
  { name: "deadline", type: "date" },
  { name: "outstanding_balance", type: "decimal", scale: 6 },
];

const AT = { at: "2026-10-31" };

/** One cent each, at both ends of every bucket. */
const EDGES = frameFromRows(
  ["2026-12-31", "2026-10-31", "2026-10-30", "2026-10-01", "2026-09-30", "2026-09-01"]
    .concat("2026-08-31", "2026-08-02", "2026-08-01", "2020-02-29")
    .map((deadline) => ["2020-01-01", deadline, "0.01"]),
  COLUMNS,
);

Deno.test("agedReceivables() puts both ends of each bucket where they belong", () => {
  assert.deepEqual(toTextRows(agedReceivables(EDGES, AT)), [
    ["Non échu", "0.020000", "2", "2\u00a0factures"],
    ["1 à 30 jours", "0.020000", "2", "2\u00a0factures"],
    ["31 à 60 jours", "0.020000", "2", "2\u00a0factures"],
    ["61 à 90 jours", "0.020000", "2", "2\u00a0factures"],
    ["91 jours et plus", "0.020000", "2", "2\u00a0factures"],
  ]);
});

Deno.test("agedReceivables() keeps credits and unknown due dates apart", () => {
  const frame = frameFromRows([
    ["2026-10-01", null, "5"],
    ["2026-10-01", "2026-10-01", "-7.10"],
    ["2026-10-01", "2026-10-01", "0"],
    ["2026-10-01", "2026-10-01", null],
    ["2026-10-01", "2026-10-31", "11"],
  ], COLUMNS);
  const rows = toTextRows(agedReceivables(frame, AT));
  assert.deepEqual(rows[0], ["Non échu", "11.000000", "1", "1\u00a0facture"]);
  assert.deepEqual(rows.slice(5), [
    ["Sans échéance", "5.000000", "1", "1\u00a0facture"],
    ["Soldes créditeurs", "-7.100000", "1", "1\u00a0facture"],
  ]);
});

Deno.test("agedReceivables() leaves invoices of after the cut-off day out", () => {
  const frame = frameFromRows([
    ["2026-10-31", "2026-11-30", "1"],
    ["2026-11-01", "2026-12-01", "2"],
    [null, "2026-11-30", "4"],
  ], COLUMNS);
  assert.equal(sumDecimal(agedReceivables(frame, AT), "reste_du"), "5.000000");
});

Deno.test("agedReceivables() gives five rows of zero without invoices", () => {
  const rows = toTextRows(agedReceivables(emptyFrame(COLUMNS), AT));
  assert.deepEqual(
    rows.map(([, ...row]) => row),
    Array(5).fill(["0.000000", "0", "0\u00a0facture"]),
  );
});

Deno.test("openReceivables() tells the delay of each invoice in the order of the rows", () => {
  const open = openReceivables(EDGES, AT);
  const days = toTextRows(open).map((row) => row[3]);
  assert.deepEqual(days, ["-61", "0", "1", "30", "31", "60", "61", "90", "91", "2436"]);
  assert.equal(sumDecimal(open, "outstanding_balance"), "0.100000");
});

Deno.test("openReceivables() names the missing column and refuses a day that is none", () => {
  const bare = EDGES.select("issue_date", "deadline");
  assert.throws(() => openReceivables(bare, AT), DataError);
  assert.throws(() => openReceivables(EDGES, { at: "31/10/2026" }), RangeError);
});

Deno.test("agedPayables() counts what is not known to be paid, credit notes apart", () => {
  const frame = frameFromRows([
    ["2026-09-01", "2026-09-30", "120", "false"],
    ["2026-09-01", "2026-09-30", "60", null],
    ["2026-09-01", "2026-09-30", "30", "true"],
    ["2026-09-01", "2026-09-30", "-12", "false"],
  ], [...COLUMNS.slice(0, 2), { name: "amount_eur", type: "decimal", scale: 6 }, {
    name: "is_paid",
    type: "boolean",
  }]);
  const rows = toTextRows(agedPayables(frame, AT)).filter((row) => row[2] !== "0");
  assert.deepEqual(rows.map((row) => row.slice(0, 3)), [
    ["31 à 60 jours", "180.000000", "2"],
    ["Avoirs non imputés", "-12.000000", "1"],
  ]);
  assert.equal(openPayables(frame, AT).height, 2);
});

Deno.test("openPayables() takes the open balance of the API, whose sign is the opposite", () => {
  const frame = frameFromRows([
    ["2026-08-01", "2026-10-01", "120", "-20.5", "false"],
    ["2026-08-01", "2026-10-01", "80", null, "false"],
    ["2026-08-01", "2026-10-01", "-30", null, "false"],
    ["2026-08-01", "2026-10-01", "60", "-60", "true"],
    ["2026-08-01", "2026-10-01", "40", "0", "false"],
  ], [
    ...COLUMNS.slice(0, 2),
    { name: "amount_eur", type: "decimal", scale: 6 },
    { name: "outstanding_balance", type: "decimal", scale: 6 },
    { name: "is_paid", type: "boolean" },
  ]);
  const open = openPayables(frame, AT);
  assert.deepEqual(toTextRows(open.select("a_payer")), [["20.500000"], ["80.000000"]]);
  const aged = toTextRows(agedPayables(frame, AT)).filter((row) => row[2] !== "0");
  assert.deepEqual(aged, [
    ["1 à 30 jours", "100.500000", "2", "2\u00a0factures"],
    ["Avoirs non imputés", "-30.000000", "1", "1\u00a0facture"],
  ]);
});
