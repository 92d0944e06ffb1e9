import assert from "node:assert/strict";
import { DataError } from "../base/mod.ts";
import { emptyFrame, frameColumns, frameFromRows, toTextRows } from "../frames/mod.ts";
import type { FrameColumn } from "../frames/mod.ts";
import { bookedLines } from "./booked_lines.ts";
import { duplicated } from "./duplicated.ts";
import { fiscalYearSequence } from "./fiscal_year_sequence.ts";
import { issuedInvoices } from "./issued_invoices.ts";
import { missingValues } from "./missing_values.ts";
import { rowsWith, rowsWithout } from "./rows_with.ts";
import { withEuroBalance } from "./with_euro_balance.ts";
import { withFiscalYearLength } from "./with_fiscal_year_length.ts";
import { withVatZone } from "./with_vat_zone.ts";

const text = (name: string): FrameColumn => ({ name, type: "text" });

Deno.test("withVatZone() sorts countries, blanks stay without a zone", () => {
  const codes = ["FR", "mc ", "RE", "DE", "EL", "US", "GF", "", null];
  const frame = withVatZone(frameFromRows(codes.map((code) => [code]), [text("country_alpha2")]));
  const [france, union, outside] = ["France", "Union européenne", "Hors Union européenne"];
  const wanted = [france, france, france, union, union, outside, outside, null, null];
  assert.deepEqual(toTextRows(frame).map((row) => row[1]), wanted);
});

Deno.test("missingValues() counts null, empty and blank texts", () => {
  const frame = frameFromRows([["a", "1"], ["", null], ["  ", "3"], [null, "4"]], [
    text("siren"),
    { name: "n", type: "bigint" },
  ]);
  const counted = missingValues(frame, [{ name: "siren", label: "SIREN" }, { name: "n" }]);
  assert.deepEqual(toTextRows(counted), [["SIREN", "3", "1"], ["n", "1", "3"]]);
});

Deno.test("missingValues() gives zeros for an empty frame and refuses an unknown column", () => {
  const empty = emptyFrame([text("siren")]);
  assert.deepEqual(toTextRows(missingValues(empty, [{ name: "siren" }])), [["siren", "0", "0"]]);
  assert.throws(() => missingValues(empty, [{ name: "iban" }]), DataError);
});

Deno.test("rowsWith() and rowsWithout() share the rows, blank texts are no value", () => {
  const frame = frameFromRows([["1", "a"], ["2", ""], ["3", "  "], ["4", null], ["5", "0"]], [
    { name: "id", type: "bigint" },
    text("number"),
  ]);
  const ids = (part: typeof frame) => toTextRows(part).map(([id]) => id);
  assert.deepEqual(ids(rowsWith(frame, "number")), ["1", "5"]);
  assert.deepEqual(ids(rowsWithout(frame, "number")), ["2", "3", "4"]);
  assert.deepEqual(ids(rowsWithout(frame, "id")), []);
  assert.throws(() => rowsWith(frame, "nombre"), DataError);
});

Deno.test("issuedInvoices() leaves drafts, unnumbered and archived rows out", () => {
  const frame = frameFromRows([
    ["F-1", "false", null],
    ["F-2", null, null],
    ["F-3", "true", null],
    ["F-4", "false", "2026-05-02 08:00:00"],
    [null, null, null],
    ["", "false", null],
  ], [
    text("invoice_number"),
    { name: "draft", type: "boolean" },
    { name: "archived_at", type: "timestamp" },
  ]);
  const numbers = toTextRows(issuedInvoices(frame)).map(([number]) => number);
  assert.deepEqual(numbers, ["F-1", "F-2"]);
  assert.equal(issuedInvoices(frame.head(0)).height, 0);
  assert.throws(() => issuedInvoices(frame.select("invoice_number")), DataError);
});

Deno.test("bookedLines() leaves the lines of draft entries out, those without a state stay", () => {
  const frame = frameFromRows([["1", "complete"], ["2", null], ["3", "draft"]], [
    { name: "id", type: "bigint" },
    text("entry_status"),
  ]);
  assert.deepEqual(toTextRows(bookedLines(frame)).map(([id]) => id), ["1", "2"]);
  assert.equal(bookedLines(frame.head(0)).height, 0);
  assert.throws(() => bookedLines(frame.select("id")), DataError);
});

Deno.test("duplicated() compares exact amounts and days", () => {
  const frame = frameFromRows([
    ["1", "2026-10-01", "-12.500000"],
    ["2", "2026-10-02", "-12.500000"],
    ["3", "2026-10-01", "-12.500000"],
    ["4", "2026-10-01", "-12.500001"],
  ], [
    text("id"),
    { name: "day", type: "date" },
    { name: "amount", type: "decimal", scale: 6 },
  ]);
  const ids = toTextRows(duplicated(frame, ["day", "amount"])).map(([id]) => id);
  assert.deepEqual(ids, ["1", "3"]);
});

Deno.test("duplicated() keeps groups together and blanks out", () => {
  const frame = frameFromRows([
    ["1", "b", "x"],
    ["2", "a", "x"],
    ["3", "b", "x"],
    ["4", "", "x"],
    ["5", "", "x"],
    ["6", "a", "y"],
  ], [text("id"), text("siren"), text("kind")]);
  assert.deepEqual(toTextRows(duplicated(frame, ["siren", "kind"])).map(([id]) => id), ["1", "3"]);
  assert.deepEqual(
    toTextRows(duplicated(frame, ["siren"])).map(([id]) => id),
    ["2", "6", "1", "3"],
  );
  assert.deepEqual(duplicated(emptyFrame([text("id")]), ["id"]).columns, ["id"]);
});

const YEARS: FrameColumn[] = [
  { name: "start_date", type: "date" },
  { name: "end_date", type: "date" },
  { name: "closed_at", type: "timestamp" },
];

Deno.test("withFiscalYearLength() counts both ends, leap days included", () => {
  const frame = withFiscalYearLength(frameFromRows([
    ["2024-01-01", "2024-12-31", "2025-04-22 12:00:00"],
    ["2025-01-01", null, null],
  ], YEARS));
  assert.deepEqual(toTextRows(frame).map((row) => row.slice(3)), [["366", "true"], [
    null,
    "false",
  ]]);
});

Deno.test("withFiscalYearLength() follows the state of the API before the date of Data Sharing", () => {
  const [closedAt, none] = ["2026-04-21 14:46:08", null];
  const rows = [["open", none], ["reopen", closedAt], ["closed", none], ["frozen", none]]
    .concat([[none, closedAt], [none, none]])
    .map((row) => ["2025-01-01", "2025-12-31", ...row]);
  const frame = withFiscalYearLength(frameFromRows(rows, [
    { name: "start_date", type: "date" },
    { name: "end_date", type: "date" },
    text("status"),
    { name: "closed_at", type: "timestamp" },
  ]));
  const closed = toTextRows(frame.select("est_cloture")).map(([value]) => value);
  assert.deepEqual(closed, ["false", "false", "true", "true", "true", "false"]);
});

Deno.test("fiscalYearSequence() finds holes and overlaps whatever the order of rows", () => {
  const frame = fiscalYearSequence(frameFromRows([
    ["2026-01-01", "2026-12-31", null],
    ["2024-01-01", "2024-12-31", "2025-04-22 23:59:59"],
    ["2025-01-11", "2026-01-02", null],
    ["2027-01-01", "2027-12-31", null],
  ], YEARS));
  const found = toTextRows(frame).map((row) => row.slice(3));
  assert.deepEqual(found, [[null, "112"], ["10", null], ["-2", null], ["0", null]]);
});

Deno.test("withEuroBalance() leaves other currencies without a balance in euros", () => {
  const frame = withEuroBalance(frameFromRows([["-1.50", "EUR"], ["2", "USD"], ["3", null]], [
    { name: "balance", type: "decimal", scale: 2 },
    text("currency"),
  ]));
  assert.deepEqual(toTextRows(frame).map((row) => row[2]), ["-1.50", null, null]);
  assert.deepEqual(frameColumns(frame)[2], { name: "solde_eur", type: "decimal", scale: 2 });
});
