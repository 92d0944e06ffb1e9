import assert from "node:assert/strict";
import type { PublicationEvent, UnitEvent } from "../base/mod.ts";
import { collectOutcome, publishedRows, sumCounts } from "./collect_outcome.ts";

const unit: UnitEvent = {
  type: "unit",
  domain: "customers",
  source: "data_sharing",
  companyId: "1",
  company: "Pharmacie",
  status: "ok",
  rows: 3,
};
const publication: PublicationEvent = {
  type: "publication",
  table: "pennylane.customers",
  inserted: 1,
  updated: 2,
  deleted: 3,
  unchanged: 4,
  failures: [],
};

Deno.test("collectOutcome() adds up publications and names each table once", () => {
  const outcome = collectOutcome([publication, publication]);
  assert.deepEqual(outcome.counts, { inserted: 2, updated: 4, deleted: 6, unchanged: 8 });
  assert.deepEqual(outcome.tables, ["pennylane.customers"]);
  assert.equal(publishedRows(outcome.counts), 14);
});

Deno.test("collectOutcome() keeps red, failed and unpublished units as failures", () => {
  const outcome = collectOutcome([
    unit,
    { ...unit, status: "fresh" },
    { ...unit, status: "red", reason: "débit ≠ crédit" },
    { ...unit, status: "failed" },
    { ...publication, failures: [{ company: "Agence", reason: "clé en double" }] },
  ]);
  assert.deepEqual(outcome.failures, [
    { kind: "gate", subject: "customers", company: "Pharmacie", reason: "débit ≠ crédit" },
    { kind: "unit", subject: "customers", company: "Pharmacie", reason: "raison non précisée" },
    {
      kind: "publication",
      subject: "pennylane.customers",
      company: "Agence",
      reason: "clé en double",
    },
  ]);
});

Deno.test("collectOutcome() keeps the first reason of a skipped domain", () => {
  const outcome = collectOutcome([{ type: "skipped", reason: "pas de source" }, {
    type: "skipped",
    reason: "autre",
  }]);
  assert.equal(outcome.skippedReason, "pas de source");
});

Deno.test("sumCounts() answers zero without counts", () => {
  assert.deepEqual(sumCounts([]), { inserted: 0, updated: 0, deleted: 0, unchanged: 0 });
});
