import assert from "node:assert/strict";
import { NOTHING, withLive, written } from "./_live_api.ts";
import { shareSandboxApi } from "./_sync_api.ts";

const served = shareSandboxApi("changes_firm");
const INVOICES = "sandbox_api.invoices";
const LINES = "sandbox_api.ledger_entry_lines";

/** Only the last months of the ledger are left, to be read fast. */
Deno.test.beforeAll(async () => {
  for (const table of [LINES, "sandbox_api.ledger_entries"]) {
    await served().db.execute(`DELETE FROM ${table} WHERE date < '2026-06-01'`);
  }
});

Deno.test("extractDomain() reads the changed invoices of a firm's company alone", () =>
  withLive({ name: "firm_invoices", served: served(), firm: true }, async (live) => {
    await live.read("customer_invoices");
    const [changed, gone] = await live.ids(
      `SELECT id FROM ${INVOICES} WHERE company_id = $1 AND kind = 'customer' ORDER BY id LIMIT 2`,
    ) as [string, string];
    await live.change(
      `UPDATE ${INVOICES} SET label = 'Changée' WHERE company_id = $1 AND id = $2`,
      changed,
    );
    await live.tell("customer_invoices", "update", changed);
    await live.change(`DELETE FROM ${INVOICES} WHERE company_id = $1 AND id = $2`, gone);
    await live.tell("customer_invoices", "delete", gone);
    const { result, paths } = await live.read("customer_invoices");
    assert.equal(result.plan?.kind, "changes", result.reason);
    assert.deepEqual(written(result), { inserted: 0, updated: 1, deleted: 1 });
    assert.deepEqual(paths, ["/changelogs/customer_invoices", "/customer_invoices"]);
    await live.checkEqual("customer_invoices");
  }));

Deno.test("extractDomain() compares what no feed of a firm tells", () =>
  withLive({ name: "firm_customers", served: served(), firm: true }, async (live) => {
    await live.read("customers");
    const [customer] = await live.ids(
      "SELECT id FROM sandbox_api.customers WHERE company_id = $1 ORDER BY id LIMIT 1",
    ) as [string];
    await live.change(
      "UPDATE sandbox_api.customers SET name = name || ' & fils' WHERE company_id = $1 AND id = $2",
      customer,
    );
    const { result } = await live.read("customers");
    assert.deepEqual([result.plan?.kind, result.missed], ["compare", undefined]);
    assert.deepEqual(written(result), { ...NOTHING, updated: 1 });
  }));

Deno.test("extractDomain() finds the categories of a firm's lines when it compares", () =>
  withLive({ name: "firm_ledger", served: served(), firm: true }, async (live) => {
    await live.read("general_ledger");
    const [line, tagged] = await live.ids(
      `SELECT min(id) FROM ${LINES} WHERE company_id = $1 GROUP BY entry_id HAVING count(*) = 2 ORDER BY 1 LIMIT 2`,
    ) as [string, string];
    await live.change(
      `UPDATE ${LINES} SET label = 'Changée' WHERE company_id = $1 AND id = $2`,
      line,
    );
    await live.tell("ledger_entry_lines", "update", line);
    await live.change(
      `INSERT INTO sandbox_api.line_categories
       SELECT $1, $2::bigint, max(id), 0.5 FROM sandbox_api.categories WHERE company_id = $1`,
      tagged,
    );
    await live.tell("ledger_entry_lines_categories", "insert", "1", { line: tagged });
    const { result, paths } = await live.read("general_ledger");
    assert.equal(result.plan?.kind, "changes", result.reason);
    assert.deepEqual(written(result), { ...NOTHING, updated: 1 });
    assert.deepEqual(paths.toSorted(), [
      "/category_groups",
      "/changelogs/customer_invoices",
      "/changelogs/ledger_entry_lines",
      "/changelogs/supplier_invoices",
      "/ledger_entries",
      "/ledger_entry_lines",
    ]);
    const compared = await live.read("analytical_ledger", { wish: { full: true } });
    assert.equal(compared.result.status, "ok", compared.result.reason);
    assert.deepEqual(compared.result.missed, { ...NOTHING, updated: 1 });
    assert.match(compared.report.notes.join(), /la comparaison a trouvé 1\sligne analytique/);
  }));
