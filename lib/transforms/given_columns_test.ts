import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { DOMAINS } from "../domains/mod.ts";
import { givenColumns, isGiven, notAvailable } from "./given_columns.ts";
import type { Origin } from "./given_columns.ts";

const YEARS: Origin = { domain: DOMAINS.fiscal_years, source: "api", unavailable: null };
const ABSENT: Origin = { ...YEARS, source: null, unavailable: "aucun jeton pour cette société" };

Deno.test("isGiven() tells a source that cannot give a column from empty values", () => {
  assert.equal(isGiven(YEARS, "status"), true);
  assert.equal(isGiven(YEARS, "closed_at"), false);
  assert.equal(isGiven({ ...YEARS, source: "data_sharing" }, "closed_at"), true);
  assert.equal(isGiven(ABSENT, "status"), false);
});

Deno.test("isGiven() counts what Penny computes as given, refuses unknown names", () => {
  const lines: Origin = { ...YEARS, domain: DOMAINS.analytical_ledger };
  assert.equal(isGiven(lines, "ordinal"), true);
  assert.throws(() => isGiven(lines, "rang"), UsageError);
});

Deno.test("givenColumns() keeps the order asked for, and everything without a source", () => {
  const names = ["status", "closed_at", "start_date"];
  assert.deepEqual(givenColumns(YEARS, names), ["status", "start_date"]);
  assert.deepEqual(givenColumns(ABSENT, names), names);
  assert.equal(givenColumns(ABSENT).length, DOMAINS.fiscal_years.columns.length);
});

Deno.test("notAvailable() names the source and the column, or why the domain is missing", () => {
  const clotureLe = "Non disponible avec l'API Pennylane : Clôturé le.";
  assert.equal(notAvailable(YEARS, "closed_at"), clotureLe);
  assert.equal(notAvailable(YEARS, "status"), null);
  assert.equal(notAvailable(YEARS), null);
  assert.equal(notAvailable(ABSENT), "Non disponible : aucun jeton pour cette société.");
  const shared: Origin = { ...YEARS, source: "data_sharing" };
  assert.equal(notAvailable(shared, "status"), "Non disponible avec Data Sharing : État.");
});
