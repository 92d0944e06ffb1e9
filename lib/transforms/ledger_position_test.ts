import assert from "node:assert/strict";
import { DataError } from "../base/mod.ts";
import { emptyFrame, frameFromRows, sumDecimal, toTextRows } from "../frames/mod.ts";
import type { FrameColumn } from "../frames/mod.ts";
import { fiscalYearAt } from "./fiscal_year_at.ts";
import { ledgerPosition } from "./ledger_position.ts";

const YEAR_COLUMNS: FrameColumn[] = [
  { name: "start_date", type: "date" },
  { name: "end_date", type: "date" },
];
const YEARS = frameFromRows([
  ["2026-01-01", "2026-12-31"],
  ["2024-01-01", "2024-12-31"],
  ["2025-01-01", "2025-12-31"],
  [null, null],
], YEAR_COLUMNS);
const LINE_COLUMNS: FrameColumn[] = [
  { name: "date", type: "date" },
  { name: "pcg_1", type: "text" },
  { name: "est_a_nouveau", type: "boolean" },
  { name: "solde", type: "decimal", scale: 2 },
];
const lines = (...rows: (string | null)[][]) => frameFromRows(rows, LINE_COLUMNS);

const OPENED = lines(
  ["2023-11-15", "5", "false", "99.00"],
  ["2024-05-01", "5", "false", "10.00"],
  ["2025-01-01", "5", "true", "10.00"],
  ["2025-06-01", "5", "false", "3.00"],
  ["2025-06-01", "7", "false", "-3.00"],
  ["2025-07-01", "5", "false", "500.00"],
  [null, "5", "false", "7.00"],
);

Deno.test("ledgerPosition() takes the à-nouveaux of the year and what follows, up to the day", () => {
  const position = ledgerPosition(OPENED, { at: "2025-06-30", years: YEARS });
  assert.deepEqual(toTextRows(position.lines.select("classe", "solde")), [
    ["5 Financiers", "10.00"],
    ["5 Financiers", "3.00"],
    ["7 Produits", "-3.00"],
  ]);
  assert.deepEqual([position.from, position.provisional], ["2025-01-01", false]);
});

Deno.test("ledgerPosition() lets the year before stand in for missing à-nouveaux", () => {
  const position = ledgerPosition(OPENED, { at: "2026-02-28", years: YEARS });
  assert.deepEqual([position.from, position.provisional], ["2025-01-01", true]);
  assert.equal(sumDecimal(position.lines, "solde"), "510.00");
  assert.deepEqual(
    toTextRows(position.lines.select("classe")).flat().filter((name) => name!.startsWith("R")),
    ["Résultat antérieur non repris"],
  );
});

Deno.test("ledgerPosition() begins with the first fiscal year where no year has à-nouveaux", () => {
  const position = ledgerPosition(lines(["2023-01-01", "1", "false", "1.00"]), {
    at: "2024-12-31",
    years: YEARS,
  });
  assert.deepEqual([position.from, position.lines.height], ["2024-01-01", 0]);
});

Deno.test("ledgerPosition() adds up all movements without fiscal years", () => {
  const position = ledgerPosition(OPENED, { at: "2025-06-30", years: emptyFrame(YEAR_COLUMNS) });
  assert.equal(sumDecimal(position.lines, "solde"), "109.00");
  assert.equal(position.provisional, false);
});

Deno.test("ledgerPosition() refuses lines without the opening flag", () => {
  const frame = OPENED.drop("est_a_nouveau");
  assert.throws(() => ledgerPosition(frame, { at: "2025-06-30", years: YEARS }), DataError);
});

Deno.test("fiscalYearAt() cuts the year at the day and keeps a day after the last year in it", () => {
  assert.deepEqual(fiscalYearAt(YEARS, "2025-03-31"), { from: "2025-01-01", to: "2025-03-31" });
  assert.deepEqual(fiscalYearAt(YEARS, "2027-03-31"), { from: "2026-01-01", to: "2026-12-31" });
});

Deno.test("fiscalYearAt() falls back on the calendar year", () => {
  assert.deepEqual(fiscalYearAt(YEARS, "2023-03-31"), { from: "2023-01-01", to: "2023-03-31" });
});
