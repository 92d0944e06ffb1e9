import assert from "node:assert/strict";
import { DataError } from "../base/mod.ts";
import { emptyFrame, frameFromRows, toTextRows } from "../frames/mod.ts";
import type { FrameColumn } from "../frames/mod.ts";
import { balanceSides } from "./balance_sides.ts";
import { cumulativeMonths } from "./cumulative_months.ts";
import { currentTrialBalance } from "./current_trial_balance.ts";
import { largestRows } from "./largest_rows.ts";
import { withClassLabel } from "./with_class_label.ts";
import { withStatusLabel } from "./with_status_label.ts";

const COLUMNS: FrameColumn[] = [
  { name: "name", type: "text" },
  { name: "date", type: "date" },
  { name: "amount", type: "decimal", scale: 2 },
];
const FRAME = frameFromRows([
  ["B", "2026-01-31", "0.10"],
  ["A", "2026-01-01", "-9.00"],
  ["A", "2026-03-01", "4.00"],
  ["A", "2026-03-02", "0.20"],
  [null, "2026-03-02", "1.00"],
  ["B", "2026-03-31", "0.00"],
], COLUMNS);

Deno.test("largestRows() ranks by size within each group, signs kept, zero left out", () => {
  const rows = largestRows(FRAME, { amount: "amount", n: 2, within: "name" });
  assert.deepEqual(toTextRows(rows.select("name", "amount")), [
    ["A", "-9.00"],
    ["A", "4.00"],
    ["B", "0.10"],
    [null, "1.00"],
  ]);
  assert.deepEqual(rows.columns, FRAME.columns);
});

Deno.test("largestRows() ranks all rows without groups and refuses an n below 1", () => {
  const rows = largestRows(FRAME, { amount: "amount", n: 1 });
  assert.deepEqual(toTextRows(rows.select("amount")), [["-9.00"]]);
  assert.equal(largestRows(emptyFrame(COLUMNS), { amount: "amount" }).height, 0);
  assert.throws(() => largestRows(FRAME, { amount: "amount", n: 0 }), RangeError);
});

Deno.test("cumulativeMonths() carries each total through months without a row", () => {
  const options = { date: "date", amount: "amount", by: "name" };
  const months = cumulativeMonths(FRAME.filter(FRAME.getColumn("name").isNotNull()), options);
  assert.deepEqual(toTextRows(months), [
    ["2026-01-01", "A", "-9.00"],
    ["2026-01-01", "B", "0.10"],
    ["2026-02-01", "A", "-9.00"],
    ["2026-02-01", "B", "0.10"],
    ["2026-03-01", "A", "-4.80"],
    ["2026-03-01", "B", "0.10"],
  ]);
  assert.equal(cumulativeMonths(emptyFrame(COLUMNS), options).height, 0);
});

Deno.test("cumulativeMonths() treats null as a series of its own", () => {
  const months = cumulativeMonths(FRAME, { date: "date", amount: "amount", by: "name" });
  assert.deepEqual(toTextRows(months).at(-1), ["2026-03-01", null, "1.00"]);
});

Deno.test("withStatusLabel() translates states, keeps unknown ones, names their absence", () => {
  const states = [["not done"], ["pending"], ["rejected"], ["marked"], [null], [""]];
  const frame = frameFromRows(states, [{ name: "status", type: "text" }]);
  assert.deepEqual(toTextRows(withStatusLabel(frame).select("etat")).flat(), [
    "En retard",
    "À venir",
    "Rejetée",
    "marked",
    "Sans objet",
    "Sans objet",
  ]);
  assert.throws(() => withStatusLabel(frame, "declaration_status"), DataError);
});

Deno.test("withClassLabel() names the classes 1 to 8 and nothing else", () => {
  const frame = frameFromRows([["1"], ["8"], ["9"], [null]], [{ name: "pcg_1", type: "text" }]);
  assert.deepEqual(toTextRows(withClassLabel(frame).select("classe")).flat(), [
    "1 Capitaux",
    "8 Spéciaux",
    "Hors plan comptable",
    "Hors plan comptable",
  ]);
});

Deno.test("currentTrialBalance() gives no row before every fiscal year and of none", () => {
  const columns: FrameColumn[] = [
    { name: "fiscal_period_start", type: "date" },
    { name: "fiscal_period_finish", type: "date" },
  ];
  const frame = frameFromRows([["2026-01-01", "2026-12-31"]], columns);
  const early = currentTrialBalance(frame, "2025-12-31");
  assert.deepEqual([early.rows.height, early.year], [0, null]);
  assert.equal(currentTrialBalance(emptyFrame(columns), "2026-01-01").year, null);
});

Deno.test("balanceSides() keeps both sides of a group, credit below zero", () => {
  const columns: FrameColumn[] = [
    { name: "classe", type: "text" },
    { name: "solde_debiteur", type: "decimal", scale: 2 },
    { name: "solde_crediteur", type: "decimal", scale: 2 },
  ];
  const frame = frameFromRows([["4", "7.00", "0.00"], ["4", "0.00", "9.10"]], columns);
  assert.deepEqual(toTextRows(balanceSides(frame, "classe")), [
    ["4", "Soldes créditeurs", "-9.10"],
    ["4", "Soldes débiteurs", "7.00"],
  ]);
  assert.equal(balanceSides(emptyFrame(columns), "classe").height, 0);
});
