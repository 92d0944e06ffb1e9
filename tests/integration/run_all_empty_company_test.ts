import assert from "node:assert/strict";
import { join } from "node:path";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import { filesBelow, makeClone } from "./_clone.ts";

/** What people write into a name, and what must not become part of a page. */
const NAME = `L'Étal & <i>Fils</i> "neuf" \${1}`;

Deno.test("run-all shows and publishes a company that has no row at all", async () => {
  await using clone = await makeClone();
  const made = await clone.command("sandbox", ["--date", "2026-10-31"]);
  assert.equal(made.status, 0, made.stderr);
  await using source = await clone.open("penny_sandbox");
  const tables = await source.rows(
    "SELECT format('DELETE FROM %I.%I', schemaname, tablename) FROM pg_tables " +
      "WHERE schemaname IN ('etl', 'pennylane')",
  );
  for (const [statement] of tables) await source.execute(statement!);
  await source.execute("INSERT INTO etl.companies (id, name) VALUES (5000000001, $1)", [NAME]);

  const { status, stdout, stderr } = await clone.command("run_all", [], {
    PENNY_DEMO_SOURCES: "data_sharing",
  });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /\[SYNC\] Succès: 12\/12 \| Ignorés: 0 \| Erreurs: 0/);
  await using warehouse = await clone.open("penny_demo");
  for (const name of DOMAIN_NAMES) {
    assert.deepEqual(await warehouse.rows(`SELECT * FROM pennylane."${name}"`), [], name);
  }
  const pages = (await filesBelow(join(clone.root, "outputs", "latest")))
    .filter((file) => file.endsWith(".html"));
  for (const page of pages) {
    assert.ok(!(await Deno.readTextFile(page)).includes("<i>Fils"), page);
  }
  const ledger = pages.find((page) => page.includes("general_ledger"));
  assert.ok((await Deno.readTextFile(ledger!)).includes("&lt;i&gt;Fils"));
});
