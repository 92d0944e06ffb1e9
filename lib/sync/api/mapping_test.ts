import assert from "node:assert/strict";
import { type AnyDomainName, columnsReadBy, DOMAINS } from "../../domains/mod.ts";
import { apiMapping } from "./mapping.ts";

const NAMES = Object.keys(DOMAINS) as AnyDomainName[];

Deno.test("apiMapping() compiles every domain that a list of the API gives", () => {
  const without = NAMES.filter((name) => apiMapping(name) === null);
  assert.deepEqual(without, ["vat_declarations", "tax_declarations"]);
  for (const name of NAMES) {
    const mapping = apiMapping(name);
    if (mapping === null) continue;
    const given = columnsReadBy(DOMAINS[name], "api").map((column) => column.name);
    assert.deepEqual(mapping.columns, given, name);
    const sql = mapping.insertStatement({ raw: '"s"."raw"', staging: '"s"."staging"' });
    assert.ok(sql.startsWith('INSERT INTO "s"."staging" ('), name);
    // The parameter must be used, or PostgreSQL refuses to bind it.
    assert.ok(sql.includes("$1::text"), name);
  }
});

Deno.test("apiMapping() says what must have been read before", () => {
  const needs = NAMES.map((name) => {
    const { main = null, domains = [], parts = [] } = apiMapping(name) ?? {};
    return [name, main, domains.join(" "), parts.join(" ")];
  });
  assert.deepEqual(needs, [
    ["companies", "me", "", ""],
    ["journals", "journals", "", ""],
    ["ledger_accounts", "ledger_accounts", "", ""],
    ["fiscal_years", "fiscal_years", "", ""],
    ["customers", "customers", "ledger_accounts", ""],
    ["suppliers", "suppliers", "ledger_accounts", ""],
    ["customer_invoices", "customer_invoices", "customers", ""],
    ["supplier_invoices", "supplier_invoices", "suppliers", ""],
    ["bank_accounts", "bank_accounts", "ledger_accounts journals", "bank_establishments"],
    ["bank_transactions", "transactions", "bank_accounts customers suppliers", ""],
    ["general_ledger", "ledger_entry_lines", "ledger_accounts journals", "ledger_entries"],
    [
      "analytical_ledger",
      "ledger_entry_lines",
      "ledger_accounts journals",
      "ledger_entries category_groups",
    ],
    ["trial_balance", "trial_balance", "", ""],
    ["vat_declarations", null, "", ""],
    ["tax_declarations", null, "", ""],
  ]);
});

Deno.test("apiMapping() keeps of each raw row the keys that the statement reads, links included", () => {
  const keys = apiMapping("bank_accounts")!.keys;
  assert.deepEqual(Object.keys(keys), ["bank_accounts", "bank_establishments"]);
  assert.deepEqual(keys.bank_establishments, ["name"]);
  assert.deepEqual([...keys.bank_accounts!].sort(), [
    "balance",
    "bank_establishment",
    "created_at",
    "currency",
    "journal",
    "ledger_account",
    "name",
    "updated_at",
  ]);
  const years = apiMapping("fiscal_years")!.keys.fiscal_years!;
  assert.ok(["start", "finish"].every((key) => years.includes(key)));
});

Deno.test("apiMapping() never keeps the address of a file", () => {
  for (const name of NAMES) {
    const kept = Object.values(apiMapping(name)?.keys ?? {}).flat();
    for (const key of ["public_file_url", "attachment", "file_url"]) {
      assert.ok(!kept.includes(key), `${name}: ${key}`);
    }
  }
});
