import assert from "node:assert/strict";
import type { ColumnType } from "../../domains/mod.ts";
import { parsePath } from "./_parse_path.ts";
import { pathSql } from "./_path_sql.ts";

function sqlOf(path: string, type: ColumnType, exploded: string | null = null): string {
  return pathSql(parsePath(path), type, { exploded, source: "api" });
}

Deno.test("pathSql() casts a place in the row to the type of its column, an empty text being null", () => {
  const cases: [ColumnType, string][] = [
    ["text", ""],
    ["bigint", "::bigint"],
    ["integer", "::integer"],
    ["boolean", "::boolean"],
    ["date", "::date"],
    ["decimal", "::numeric"],
    ["timestamp", "::timestamptz AT TIME ZONE 'UTC'"],
  ];
  for (const [type, cast] of cases) {
    assert.equal(sqlOf("a.b", type), `nullif("main".data->'a'->>'b', '')${cast}`);
  }
});

Deno.test("pathSql() takes the id of the row from its column", () => {
  assert.equal(sqlOf("id", "bigint"), '"main".id');
});

Deno.test("pathSql() takes the item of an exploded list, and joins the texts of any other", () => {
  assert.equal(
    sqlOf("categories[].weight", "decimal", "categories"),
    `nullif("item".data->>'weight', '')::numeric`,
  );
  assert.match(sqlOf("categories[].label", "text"), /^\(SELECT string_agg\(.*ORDER BY one\.rank\)/);
});

Deno.test("pathSql() takes a looked-up column by its own path in the mirror", () => {
  assert.equal(sqlOf("/bank_accounts#name", "text"), '"bank_accounts"."name"');
  assert.equal(
    sqlOf("/bank_accounts#ledger_account.id", "bigint"),
    '"bank_accounts"."accounting_plan_item_id"',
  );
});

Deno.test("pathSql() refuses a path that cannot give the type, and what nobody has", () => {
  const wrong: [string, ColumnType, string][] = [
    ["a - b", "text", "Cannot make a column of type text of a difference"],
    ["emails[]", "bigint", "Cannot make a column of type bigint of a list"],
    ["min(ids)", "text", "Cannot make a column of type text of min()"],
    ["year(start)", "text", "Cannot make a column of type text of year()"],
    ["years(a, b)", "integer", "Cannot make a column of type integer of years()"],
    ["timeless(a)", "integer", "Cannot make a column of type integer of timeless()"],
    ["/journals#code", "bigint", "Cannot make a column of type bigint of /journals#code"],
    ["/journals#colour", "text", 'Cannot find a column of "journals" that holds "colour"'],
    ["/products#label", "text", 'Cannot look up the resource "products"'],
    ["/constructor#label", "text", 'Cannot look up the resource "constructor"'],
    ["/me#company.id", "text", "Cannot make a column of type text of /me#company.id"],
    ["/me#user.email", "text", 'Cannot look up "/me#user.email"'],
    [
      "/category_groups#label",
      "text",
      "Cannot make a column of type text of /category_groups without an exploded list",
    ],
  ];
  for (const [path, type, message] of wrong) {
    assert.throws(() => sqlOf(path, type), new RangeError(message));
  }
  assert.throws(
    () => sqlOf("categories[]", "text", "categories"),
    new RangeError("Cannot make a column of type text of a whole exploded item"),
  );
});
