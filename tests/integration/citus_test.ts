import assert from "node:assert/strict";
import type { Transform } from "../../lib/sync/mod.ts";
import { addCompany, type Books, withBooks } from "./_books.ts";
import { citusCluster } from "./_citus.ts";
import { NOTHING, withLive, written } from "./_live_api.ts";
import { shareSandboxApi } from "./_sync_api.ts";

/** The books of the API; none without a cluster. */
const served = citusCluster() === null ? null : shareSandboxApi("citus_api");

/** Its reason is in the line that the skipped test prints. */
function isSkipped(): boolean {
  if (citusCluster() !== null) return false;
  console.log("[INFO] SKIPPED: PENNY_TEST_CITUS_URL names no Citus cluster");
  return true;
}

async function onCluster(name: string, test: (books: Books) => Promise<void>): Promise<void> {
  if (isSkipped()) return;
  await withBooks(name, async (books) => {
    await books.add("companies", { id: 1, name: "Alpha" }, { id: 2, name: "Béta" });
    for (const company of [1, 2]) {
      const rows = [1, 2, 3].map((i) => ({
        id: 10 * company + i,
        company_id: company,
        name: `F${i}`,
      }));
      await books.add("suppliers", ...rows);
    }
    await test(books);
  });
}

Deno.test("mirrors and published tables are distributed by company, colocated, on a Citus cluster", () =>
  onCluster("citus_tables", async (books) => {
    await books.read("suppliers");
    await books.publish("suppliers");
    const tables = await books.db.many<{ name: string; by: string; together: string }>(
      `SELECT table_name::text AS name, distribution_column AS by, colocation_id AS together FROM citus_tables
        WHERE citus_table_type = 'distributed' ORDER BY 1`,
    );
    const names = tables.map(({ name }) => name);
    for (const name of ["pennylane.suppliers", "penny_source.suppliers__data_sharing"]) {
      assert.ok(names.includes(name), `${name} among ${names.join(", ")}`);
    }
    assert.deepEqual([...new Set(tables.map(({ by }) => by))], ["company_id"]);
    assert.equal(new Set(tables.map(({ together }) => together)).size, 1);
  }));

Deno.test("changed, gone and new rows, and new columns, reach the published table on a Citus cluster", () =>
  onCluster("citus_changes", async ({ source, db, read, publish, add }) => {
    await read("suppliers");
    await publish("suppliers");
    await db.execute(
      "CREATE VIEW public.names AS SELECT company_id, name FROM pennylane.suppliers",
    );
    await source.execute("UPDATE pennylane.suppliers SET name = 'Autre' WHERE id = 11");
    await source.execute("DELETE FROM pennylane.suppliers WHERE id = 12");
    await add("suppliers", { id: 14, company_id: 1, name: "Neuf" });
    const { units } = await read("suppliers");
    const written = units.map(({ counts }) => [counts.inserted, counts.updated, counts.deleted]);
    assert.deepEqual(written, [[1, 1, 1], [0, 0, 0]]);
    const twice: Transform = (frame) =>
      frame.withColumn(frame.getColumn("name").rename("en_clair"));
    const { counts } = await publish("suppliers", twice, { fingerprint: "another" });
    assert.deepEqual([counts.inserted, counts.deleted], [1, 1]);
    const rows = await db.rows("SELECT company_id, name FROM public.names ORDER BY 1, 2");
    assert.deepEqual(rows, [
      ["1", "Autre"],
      ["1", "F3"],
      ["1", "Neuf"],
      ["2", "F1"],
      ["2", "F2"],
      ["2", "F3"],
    ]);
    const columns = await db.rows(
      "SELECT en_clair FROM pennylane.suppliers WHERE company_id = 2 ORDER BY 1",
    );
    assert.deepEqual(columns, [["F1"], ["F2"], ["F3"]]);
  }));

Deno.test("a company that Data Sharing calls by another id is read and published on a Citus cluster", async () => {
  if (isSkipped()) return;
  await withBooks("citus_ids", async ({ source, db, read, publish, ...books }) => {
    await addCompany({ source, db, read, publish, ...books }, 1, "Alpha");
    await db.execute(
      "INSERT INTO penny.companies (company_id, name, api_id, api_siren) VALUES (501, 'Alpha', 501, '732829321')",
    );
    await books.add("suppliers", { id: 11, company_id: 1, name: "F1" }, { id: 12, company_id: 1 });
    await read("suppliers");
    await source.execute("UPDATE etl.suppliers SET name = 'Autre', synchronised_at = now()");
    await source.execute("UPDATE etl.suppliers SET deleted_at = now() WHERE id = 12");
    const { units: [unit] } = await read("suppliers");
    assert.deepEqual([unit!.status, unit!.reason], ["ok", undefined]);
    assert.deepEqual(written(unit!), { inserted: 0, updated: 1, deleted: 1 });
    await publish("suppliers");
    const rows = await db.rows("SELECT company_id, id, name FROM pennylane.suppliers");
    assert.deepEqual(rows, [["501", "11", "Autre"]]);
  }, { etl: true });
});

Deno.test("a ledger of the API follows one change, a comparison and a whole reading on a Citus cluster", async () => {
  if (isSkipped()) return;
  await withLive({ name: "citus_api", served: served!() }, async (live) => {
    const lines = "sandbox_api.ledger_entry_lines";
    const first = await live.read("general_ledger");
    assert.deepEqual([first.result.plan?.kind, first.result.status], ["full", "ok"]);
    const [told, untold] = await live.ids(
      `SELECT id FROM ${lines} WHERE company_id = $1 ORDER BY id DESC LIMIT 2`,
    ) as [string, string];
    const rename = `UPDATE ${lines} SET label = $3 WHERE company_id = $1 AND id = $2`;
    await live.change(rename, told, "Changée");
    await live.tell("ledger_entry_lines", "update", told);
    const one = await live.read("general_ledger");
    assert.equal(one.result.plan?.kind, "changes", one.result.reason);
    assert.deepEqual(written(one.result), { ...NOTHING, updated: 1 });
    await live.change(rename, untold, "Sans annonce");
    live.clock.advance(8 * 86_400);
    const compared = await live.read("general_ledger");
    assert.equal(compared.result.plan?.kind, "compare", compared.result.reason);
    assert.deepEqual(compared.result.missed, { ...NOTHING, updated: 1 });
    await live.checkEqual("general_ledger");
    await live.checkEqual("analytical_ledger");
  });
});
