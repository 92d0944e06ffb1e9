import assert from "node:assert/strict";
import { resolve } from "node:path";
import { loadConfig } from "../../lib/config/mod.ts";
import { openWarehouse } from "../../lib/warehouse/mod.ts";
import { startJupyter } from "./_jupyter_server.ts";
import { NotebookPage, openBrowser } from "./_notebook_page.ts";
import { findTools, skipBrowserTests } from "./_tools.ts";
import { openWorkbench } from "./_workbench.ts";
import type { Workbench } from "./_workbench.ts";

const NOTEBOOK = "04_customer_invoices.ipynb";
const COLUMN = "numero_en_double";

const tools = findTools();
const ignore = skipBrowserTests(tools);

/** The transform cell, changed as a person would: its rows get one more column. */
async function editedTransform(bench: Workbench): Promise<string> {
  const { cells } = JSON.parse(await Deno.readTextFile(resolve(bench.notebooks, NOTEBOOK)));
  const sources = cells.map((cell: { source: string | string[] }) => [cell.source].flat().join(""));
  const source = sources.find((text: string) => text.includes("const transform ="));
  assert.ok(source, `${NOTEBOOK} has no cell that declares the transform`);
  return `${source.replace("const transform =", "const before =")}
const transform = (frame: Frame) => {
  const result = before(frame);
  return result.withColumn(result.getColumn("id").alias("${COLUMN}"));
};`;
}

/** Rows of the published table, and how many of them carry the new column; null while it has none. */
async function published(bench: Workbench): Promise<{ rows: number; filled: number | null }> {
  const config = loadConfig({ env: { ...Deno.env.toObject(), ...bench.env } });
  await using warehouse = await openWarehouse(config);
  const table = `"${config.schema}"."customer_invoices"`;
  const columns = await warehouse.db.many(
    "SELECT 1 FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 AND column_name = $3",
    [config.schema, "customer_invoices", COLUMN],
  );
  const filled = columns.length === 0 ? "NULL" : `count(*) FILTER (WHERE "${COLUMN}" = "id")`;
  const row = await warehouse.db.one<{ rows: string; filled: string | null }>(
    `SELECT count(*)::text AS rows, (${filled})::text AS filled FROM ${table}`,
  );
  return { rows: Number(row.rows), filled: row.filled === null ? null : Number(row.filled) };
}

Deno.test({
  name:
    "a notebook runs in Jupyter, shows chart and counts, and its table follows an edited transform",
  ignore,
  async fn() {
    await using bench = await openWorkbench([NOTEBOOK]);
    await using server = await startJupyter(tools.jupyter!, bench);
    const browser = await openBrowser(tools.chromium!);
    try {
      const page = await NotebookPage.open(browser, server.urlOf(NOTEBOOK));
      await page.runAll();
      const publishing = page.codeCell("penny.publish(");
      await publishing.locator(".output_subarea", { hasText: "pennylane.customer_invoices" })
        .waitFor();
      await page.codeCells.locator(".output_subarea svg").first().waitFor();
      assert.deepEqual(await page.errors(), []);
      const before = await published(bench);
      assert.ok(before.rows > 0);
      assert.notEqual(before.filled, before.rows);

      const transform = page.codeCell("const transform =");
      await page.type(transform, await editedTransform(bench));
      await page.runFrom(page.codeCell(COLUMN));
      await publishing.locator(".output_subarea", { hasText: "pennylane.customer_invoices" })
        .waitFor();
      assert.deepEqual(await page.errors(), []);
      assert.deepEqual(await published(bench), { rows: before.rows, filled: before.rows });
    } finally {
      await browser.close();
    }
  },
});
