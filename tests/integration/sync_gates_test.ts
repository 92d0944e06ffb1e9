import assert from "node:assert/strict";
import { mirrorTable } from "../../lib/sync/mod.ts";
import { DOMAINS } from "../../lib/domains/mod.ts";
import { withBooks } from "./_books.ts";

/** A ledger line of the year 2025. */
function line(id: string, debit: string, credit: string): Record<string, string> {
  return {
    company_id: "1",
    id,
    date: "2025-06-01",
    debit,
    credit,
    plan_item_number: "512",
    label: "x",
  };
}

Deno.test("syncUnits() reads unbalanced books once they are accepted by name, and until the gap changes", () =>
  withBooks("gates_imbalance", async ({ db, add, read, source }) => {
    await add("companies", { id: "1", name: "Alpha", registration_number: "111111111" });
    await add("fiscal_years", {
      id: "10",
      company_id: "1",
      start_year: "2025",
      start_date: "2025-01-01",
      end_date: "2025-12-31",
      descriptor: "2025",
    });
    await add("general_ledger", line("1", "12.00", "0"));
    await read("fiscal_years");
    const red = await read("general_ledger");
    assert.equal(red.units[0]!.status, "red");
    assert.match(red.units[0]!.reason!, /1 en déséquilibre \(2025 : écart 12,00\)/);

    const acceptImbalance = [{ company: "alpha", year: "2025" }];
    const accepted = await read("general_ledger", { acceptImbalance });
    assert.equal(accepted.units[0]!.status, "ok");
    const again = await read("general_ledger");
    const balance = again.units[0]!.gates.find(({ gate }) => gate === "balance")!;
    assert.equal(balance.status, "ok");
    assert.match(balance.detail, /accepté : 2025 : écart 12,00/);

    await source.execute("UPDATE pennylane.general_ledger SET debit = 13");
    const changed = await read("general_ledger");
    assert.equal(changed.units[0]!.status, "red");
    const { debit } = await db.one<{ debit: string }>(
      `SELECT debit FROM ${mirrorTable(DOMAINS.general_ledger, "data_sharing")}`,
    );
    assert.equal(debit, "12.00", "the old rows stay");
    const failures = await db.many<{ row: Record<string, string> }>(
      "SELECT row FROM penny.gate_failures WHERE gate = 'balance' ORDER BY recorded_at DESC, position LIMIT 1",
    );
    assert.equal(failures[0]!.row.ecart, "13.00");
  }));

Deno.test("syncUnits() refuses a whole reading in which a column lost its values", () =>
  withBooks("gates_nulls", async ({ add, read, source }) => {
    await add("companies", { id: "1", name: "Alpha", registration_number: "111111111" });
    const rows = Array.from(
      { length: 60 },
      (_, i) => ({ company_id: "1", id: String(i + 1), name: "n", city: "Lyon" }),
    );
    await add("customers", ...rows);
    assert.equal((await read("customers")).units[0]!.status, "ok");
    await source.execute("UPDATE pennylane.customers SET city = NULL WHERE id <= 10");
    assert.equal((await read("customers")).units[0]!.status, "ok", "a few may be emptied");
    await source.execute("UPDATE pennylane.customers SET city = NULL");
    const red = await read("customers");
    assert.equal(red.units[0]!.status, "red");
    assert.match(red.units[0]!.reason!, /valeurs devenues vides dans city \(50 de plus\)/);
    const accepted = await read("customers", { mayShrink: (domain) => domain === "customers" });
    assert.equal(accepted.units[0]!.status, "ok");
  }));
