import assert from "node:assert/strict";
import { type Column, DOMAINS } from "../domains/mod.ts";
import { foundColumnName } from "./found_column_name.ts";

const bytes = (name: string | null) => new TextEncoder().encode(name ?? "").length;

Deno.test("foundColumnName() keeps the name of the source", () => {
  for (const name of ["currency_code", "Devise du contrat", "a'b;,", "été"]) {
    assert.equal(foundColumnName(name, "data_sharing", DOMAINS.suppliers), name);
  }
});

Deno.test("foundColumnName() adds the source to a name that another column has", () => {
  const names = ["iban", "Name", "zone_tva", "_revision", "ordinal", "xmin", "x__penny_new"];
  for (const name of names) {
    assert.equal(foundColumnName(name, "api", DOMAINS.customers), `${name}__api`);
  }
});

Deno.test("foundColumnName() leaves the names of a frame's own members alone", () => {
  for (const name of ["columns", "select", "height", "toString"]) {
    assert.equal(foundColumnName(name, "api", DOMAINS.customers), `${name}__api`);
  }
});

Deno.test("foundColumnName() numbers names that are taken with the source", () => {
  const { columns } = DOMAINS.customers;
  const found: Column = { ...columns[0]!, name: "iban__api", found: true };
  const domain = { ...DOMAINS.customers, columns: [...columns, found] };
  assert.equal(foundColumnName("iban", "api", domain), "iban__api_2");
});

Deno.test("foundColumnName() cuts names between characters so that they fit", () => {
  const long = foundColumnName("é".repeat(40), "data_sharing", DOMAINS.customers)!;
  assert.equal(long, "é".repeat(31));
  const columns = [...DOMAINS.customers.columns, {
    ...DOMAINS.customers.columns[0]!,
    name: long,
  }];
  const other = foundColumnName("é".repeat(41), "data_sharing", { ...DOMAINS.customers, columns });
  assert.ok(bytes(other) <= 63 && other!.endsWith("é__data_sharing"), String(other));
});

Deno.test("foundColumnName() gives no name where there is nothing to read", () => {
  assert.equal(foundColumnName("  ", "api", DOMAINS.customers), null);
  assert.equal(foundColumnName('a\n"b', "api", DOMAINS.customers), "a__b");
});
