import assert from "node:assert/strict";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import type { Ended } from "./_clone.ts";
import { AGENCY, checkTable, type Mode } from "./_modes.ts";
import { openRealMode, type RealMode } from "./_real_mode.ts";

const BOTH: Mode = { sources: ["data_sharing", "api"], agency: AGENCY };

let real: RealMode;
let warehouse: Database;
let first: Ended;

Deno.test.beforeAll(async () => {
  real = await openRealMode();
  first = await real.user.command("run_all", [], { ...real.dataSharing, ...real.apiSettings() });
  warehouse = await real.user.open("pennylane_db");
});

Deno.test.afterAll(async () => {
  await warehouse?.close();
  await real?.[Symbol.asyncDispose]();
});

Deno.test("run-all ends well with Data Sharing and the API of Pennylane", async () => {
  assert.equal(first.status, 0, first.stderr + first.stdout);
  assert.equal(first.stderr, "");
  assert.match(first.stdout, /\[SYNC\] Succès: 12\/12 \| Ignorés: 0 \| Erreurs: 0/);
  const { setting, notebooks } = await real.user.record();
  assert.equal(setting?.mode, "réel");
  assert.deepEqual(notebooks.filter(({ status }) => status !== "ok"), []);
});

for (const table of DOMAIN_NAMES) {
  Deno.test(`run-all publishes ${table} of both real sources as the books have it`, () =>
    checkTable({ books: real.books, warehouse }, table, BOTH));
}
