import assert from "node:assert/strict";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import { type Clone, type Ended, makeClone } from "./_clone.ts";
import { AGENCY_IN_API, checkTable, type Mode } from "./_modes.ts";

const API: Mode = { sources: ["api"], agency: AGENCY_IN_API };
/** The API was first: the agency keeps the id that it has there. */
const DATA_SHARING: Mode = { sources: ["data_sharing"], agency: AGENCY_IN_API };

let clone: Clone;
let books: Database;
let warehouse: Database;
let first: Ended;

Deno.test.beforeAll(async () => {
  clone = await makeClone();
  first = await clone.command("run_all", [], { PENNY_DEMO_SOURCES: "api" });
  books = await clone.open("penny_sandbox");
  warehouse = await clone.open("penny_demo");
});

Deno.test.afterAll(async () => {
  await books?.close();
  await warehouse?.close();
  await clone?.[Symbol.asyncDispose]();
});

Deno.test("run-all leaves out the declarations, and nothing else, with the API alone", async () => {
  assert.equal(first.status, 0, first.stderr + first.stdout);
  assert.equal(first.stderr, "");
  assert.match(first.stdout, /\[SYNC\] Succès: 10\/12 \| Ignorés: 2 \| Erreurs: 0/);
  const reason = "l'API Pennylane ne donne pas ces données, seul Data Sharing les a";
  const { notebooks, status } = await clone.record();
  assert.equal(status, "ok");
  assert.deepEqual(
    notebooks.filter(({ status }) => status !== "ok").map((
      { name, status, reason },
    ) => [name, status, reason]),
    [["11_vat_declarations", "skipped", reason], ["12_tax_declarations", "skipped", reason]],
  );
});

for (const table of DOMAIN_NAMES) {
  Deno.test(`run-all publishes ${table} of the API alone as the books have it`, () =>
    checkTable({ books, warehouse }, table, API));
}

Deno.test("run-all replaces the rows of the API by those of Data Sharing once it is alone", async () => {
  await warehouse.execute(`
    CREATE VIEW pennylane.mes_factures AS SELECT company_id, amount_eur FROM pennylane.customer_invoices;
    CREATE ROLE stagiaire_de_lea;
    GRANT SELECT ON pennylane.customer_invoices TO stagiaire_de_lea`);
  const { status, stdout, stderr } = await clone.command("run_all", [], {
    PENNY_DEMO_SOURCES: "data_sharing",
  });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /\[SYNC\] Succès: 12\/12 \| Ignorés: 0 \| Erreurs: 0/);
  assert.deepEqual(
    await warehouse.rows(
      "SELECT (SELECT count(*) FROM pennylane.mes_factures) = (SELECT count(*) FROM pennylane.customer_invoices), " +
        "has_table_privilege('stagiaire_de_lea', 'pennylane.customer_invoices', 'SELECT')",
    ),
    [["t", "t"]],
  );
});

for (const table of DOMAIN_NAMES) {
  Deno.test(`run-all publishes ${table} of Data Sharing alone as the books have it`, () =>
    checkTable({ books, warehouse }, table, DATA_SHARING));
}
