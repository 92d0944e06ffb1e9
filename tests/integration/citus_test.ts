import assert from "node:assert/strict";
import type { Transform } from "../../lib/sync/mod.ts";
import { type Books, withBooks } from "./_books.ts";
import { citusCluster } from "./_citus.ts";

/** Its reason is in the line that the skipped test prints. */
async function onCluster(name: string, test: (books: Books) => Promise<void>): Promise<void> {
  if (citusCluster() === null) {
    console.log("[INFO] SKIPPED: PENNY_TEST_CITUS_URL names no Citus cluster");
    return;
  }
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
