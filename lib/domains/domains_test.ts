import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { addedColumns } from "./added_columns.ts";
import { columnOf, domainOf, DOMAINS } from "./domains.ts";
import { DOMAIN_NAMES } from "./types.ts";
import type { Domain } from "./types.ts";

const ALL: readonly Domain[] = Object.values(DOMAINS);

function assertUnique(values: readonly string[], where: string): void {
  assert.deepEqual(values.filter((value, at) => values.indexOf(value) !== at), [], where);
}

Deno.test("DOMAINS holds the twelve after those on which they stand, under their own names", () => {
  assert.deepEqual(Object.keys(DOMAINS), [
    "companies",
    "journals",
    "ledger_accounts",
    ...DOMAIN_NAMES,
  ]);
  for (const [name, domain] of Object.entries(DOMAINS)) assert.equal(domain.name, name);
});

Deno.test("DOMAINS names columns in snake_case, once each, with one French label each", () => {
  for (const { name, columns } of ALL) {
    assertUnique(columns.map((column) => column.name), `${name}: names`);
    assertUnique(columns.map((column) => column.label), `${name}: labels`);
    for (const column of columns) {
      assert.match(column.name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      assert.notEqual(column.label.trim(), "", `${name}.${column.name}`);
      assert.match(column.description, /^[\p{Lu}`].*[.…]$/u, `${name}.${column.name}`);
    }
  }
});

Deno.test("DOMAINS keys exist, begin with company_id and name each column once", () => {
  for (const { name, key, columns } of ALL) {
    assert.equal(key[0], "company_id", name);
    assertUnique(key, name);
    const names = columns.map((column) => column.name);
    for (const part of key) assert.ok(names.includes(part), `${name}.${part}`);
  }
});

Deno.test("DOMAINS keys are those of the design", () => {
  const special = {
    companies: ["company_id"],
    trial_balance: ["company_id", "fiscal_period_start", "fiscal_period_finish", "number"],
    vat_declarations: ["company_id", "period_end"],
    analytical_ledger: ["company_id", "id", "ordinal"],
  };
  for (const { name, key } of ALL) {
    assert.deepEqual(key, special[name as keyof typeof special] ?? ["company_id", "id"], name);
  }
});

Deno.test("DOMAINS gives a scale to decimals and to nothing else", () => {
  for (const { name, columns } of ALL) {
    for (const { name: column, type, scale, summable } of columns) {
      assert.equal(scale !== undefined, type === "decimal", `${name}.${column}`);
      assert.ok(!summable || type === "decimal", `${name}.${column}`);
    }
  }
});

Deno.test("DOMAINS rounds the bank balance alone", () => {
  const rounded = ALL.flatMap(({ name, columns }) =>
    columns.filter((column) => column.roundedFromDouble).map((column) => `${name}.${column.name}`)
  );
  assert.deepEqual(rounded, ["bank_accounts.balance"]);
});

Deno.test("DOMAINS reads every column somewhere, unless Penny computes it", () => {
  for (const { name, columns } of ALL) {
    for (const { name: column, derived, sources } of columns) {
      const places = Object.values(sources).filter((place) => place !== null);
      assert.equal(places.length === 0, derived === true, `${name}.${column}`);
    }
  }
});

Deno.test("addedColumns() adds names and labels that the domain has not yet", () => {
  for (const { name, columns } of ALL) {
    const all = [...columns, ...addedColumns(name)];
    assertUnique(all.map((column) => column.name), `${name}: names`);
    assertUnique(all.map((column) => column.label), `${name}: labels`);
    assert.ok(addedColumns(name).every((column) => column.derived));
  }
  assert.ok(addedColumns("analytical_ledger").every((column) => !column.summable));
});

Deno.test("DOMAINS gates, slices, ordinals and previews name columns of the domain", () => {
  for (const domain of ALL) {
    const { balance, sliceBy, ordinal, preview } = domain;
    for (const name of preview) columnOf(domain, name);
    for (const name of [...ordinal?.by ?? [], ...ordinal?.orderBy ?? []]) columnOf(domain, name);
    if (sliceBy !== undefined) assert.equal(columnOf(domain, sliceBy).type, "date");
    if (balance === undefined) continue;
    assert.equal(columnOf(domain, balance.debit).scale, 2);
    assert.equal(columnOf(domain, balance.credit).scale, 2);
    assert.equal(columnOf(domain, balance.date).type, "date");
  }
});

Deno.test("DOMAINS is frozen to the leaves", () => {
  const frozen = (value: unknown): boolean =>
    typeof value !== "object" || value === null ||
    (Object.isFrozen(value) && Object.values(value).every(frozen));
  assert.ok(frozen(DOMAINS));
});

Deno.test("domainOf() finds a domain and proposes the nearest names", () => {
  assert.equal(domainOf("companies"), DOMAINS.companies);
  assert.throws(() => domainOf("customer_invoice"), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /^Impossible de trouver le domaine « customer_invoice » : /);
    assert.match(error.message, /essayez « customer_invoices »/);
    return true;
  });
  assert.throws(() => domainOf("toString"), UsageError);
});

Deno.test("columnOf() finds a column and proposes the nearest names", () => {
  assert.equal(columnOf(DOMAINS.general_ledger, "debit").label, "Débit");
  assert.throws(
    () => columnOf(DOMAINS.general_ledger, "debits"),
    (error) => error instanceof UsageError && /essayez « debit »/.test(error.message),
  );
});
