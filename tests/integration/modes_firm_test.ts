import assert from "node:assert/strict";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import { type Clone, type Ended, makeClone } from "./_clone.ts";
import { AGENCY_IN_API, checkTable, type Mode } from "./_modes.ts";

const FIRM: Mode = { sources: ["firm"], agency: AGENCY_IN_API };

let clone: Clone;
let books: Database;
let warehouse: Database;
let first: Ended;

Deno.test.beforeAll(async () => {
  clone = await makeClone();
  first = await clone.command("run_all", [], { PENNY_DEMO_SOURCES: "firm" });
  books = await clone.open("penny_sandbox");
  warehouse = await clone.open("penny_demo");
});

Deno.test.afterAll(async () => {
  await books?.close();
  await warehouse?.close();
  await clone?.[Symbol.asyncDispose]();
});

Deno.test("run-all leaves out the declarations, and nothing else, with the Firm API alone", async () => {
  assert.equal(first.status, 0, first.stderr + first.stdout);
  assert.equal(first.stderr, "");
  assert.match(first.stdout, /\[SYNC\] Succès: 10\/12 \| Ignorés: 2 \| Erreurs: 0/);
  const reason = "l'API Cabinet ne donne pas ces données, seul Data Sharing les a";
  const { notebooks } = await clone.record();
  assert.deepEqual(
    notebooks.filter(({ status }) => status !== "ok").map(({ name, reason }) => [name, reason]),
    [["11_vat_declarations", reason], ["12_tax_declarations", reason]],
  );
});

for (const table of DOMAIN_NAMES) {
  Deno.test(`run-all publishes ${table} of the Firm API as the books have it`, () =>
    checkTable({ books, warehouse }, table, FIRM));
}
