import assert from "node:assert/strict";
import { DataError } from "../base/mod.ts";
import { frameColumns, frameFromRows, toTextRows } from "../frames/mod.ts";
import { withCashDirection } from "./with_cash_direction.ts";
import { withDueDelay } from "./with_due_delay.ts";
import { withoutColumns } from "./without_columns.ts";
import { withVatAmount } from "./with_vat_amount.ts";

Deno.test("withDueDelay() counts days over leap days and time changes", () => {
  const frame = withDueDelay(frameFromRows([
    ["2024-02-28", "2024-03-01"],
    ["2025-03-29", "2025-03-31"],
    ["2025-03-31", "2025-03-29"],
    ["2025-03-31", null],
    [null, "2025-03-31"],
  ], [{ name: "issue_date", type: "date" }, { name: "deadline", type: "date" }]));
  assert.deepEqual(toTextRows(frame).map((row) => row[2]), ["2", "2", "-2", null, null]);
  assert.deepEqual(frameColumns(frame)[2], { name: "delai_jours", type: "integer" });
});

Deno.test("withVatAmount() is the difference of the two amounts", () => {
  const frame = withVatAmount(frameFromRows([["120.00", "100.00"], ["-12.1", "-10"], [null, "1"]], [
    { name: "amount_eur", type: "decimal", scale: 6 },
    { name: "amount_eur_excl_taxes", type: "decimal", scale: 6 },
  ]));
  assert.deepEqual(toTextRows(frame).map((row) => row[2]), ["20.000000", "-2.100000", null]);
});

Deno.test("withCashDirection() follows the sign", () => {
  const rows = [["0.000001"], ["-0.000001"], ["0"], [null]];
  const frame = withCashDirection(
    frameFromRows(rows, [{ name: "amount_eur", type: "decimal", scale: 6 }]),
  );
  const wanted = ["Encaissement", "Décaissement", null, null];
  assert.deepEqual(toTextRows(frame).map((row) => row[1]), wanted);
});

Deno.test("withoutColumns() takes columns away and refuses a name that is none", () => {
  const frame = frameFromRows([["1", "x"]], [{ name: "id", type: "bigint" }, {
    name: "label",
    type: "text",
  }]);
  assert.deepEqual(withoutColumns(frame, ["label"]).columns, ["id"]);
  assert.throws(
    () => withoutColumns(frame, ["lable"]),
    (error) =>
      error instanceof DataError && /« lable ».*choisissez parmi id, label/.test(error.message),
  );
});
