import assert from "node:assert/strict";
import { DataError } from "../base/mod.ts";
import { emptyFrame, frameFromRows, toTextRows } from "../frames/mod.ts";
import type { FrameColumn } from "../frames/mod.ts";
import { withDaysSince } from "./with_days_since.ts";
import { withDocumentKind } from "./with_document_kind.ts";
import { withinPeriod } from "./within_period.ts";

const YEAR = { from: "2026-01-01", to: "2026-10-31" };
const DATE: FrameColumn[] = [{ name: "date", type: "date" }];
const INSTANT: FrameColumn[] = [{ name: "at", type: "timestamp" }];

Deno.test("withinPeriod() keeps both ends and drops rows without a date", () => {
  const days = ["2025-12-31", "2026-01-01", "2026-10-31", "2026-11-01", null];
  const frame = withinPeriod(frameFromRows(days.map((day) => [day]), DATE), "date", YEAR);
  assert.deepEqual(toTextRows(frame), [["2026-01-01"], ["2026-10-31"]]);
});

Deno.test("withinPeriod() keeps instants until midnight of the last day", () => {
  const rows = [["2026-10-31 23:59:59"], ["2026-11-01 00:00:00"]];
  assert.equal(withinPeriod(frameFromRows(rows, INSTANT), "at", YEAR).height, 1);
});

Deno.test("withinPeriod() takes a period without beginning", () => {
  const frame = frameFromRows([["1901-05-05"], ["2030-01-01"]], DATE);
  assert.equal(withinPeriod(frame, "date", { from: "0001-01-01", to: "2026-10-31" }).height, 1);
});

Deno.test("withinPeriod() refuses a missing column and a bound that is no day", () => {
  assert.throws(() => withinPeriod(emptyFrame(DATE), "jour", YEAR), DataError);
  assert.throws(() => withinPeriod(emptyFrame(DATE), "date", { ...YEAR, to: "31/10" }), RangeError);
});

Deno.test("withDaysSince() counts days whatever the hour, null stays null", () => {
  const rows = [["2026-10-19 23:59:59"], ["2026-11-01 00:00:00"], [null]];
  const frame = withDaysSince(frameFromRows(rows, INSTANT), { date: "at", at: "2026-10-31" });
  assert.deepEqual(toTextRows(frame).map((row) => row[1]), ["12", "-1", null]);
  assert.deepEqual(frame.columns, ["at", "jours"]);
});

Deno.test("withDocumentKind() follows the sign of the amount", () => {
  const frame = frameFromRows([["0.000001"], ["0"], ["-0.000001"], [null]], [
    { name: "amount_eur", type: "decimal", scale: 6 },
  ]);
  const kinds = toTextRows(withDocumentKind(frame)).map((row) => row[1]);
  assert.deepEqual(kinds, ["Facture", "Facture", "Avoir", null]);
});
