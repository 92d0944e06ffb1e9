import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../../base/mod.ts";
import {
  closeStatement,
  countStatement,
  declareStatement,
  fetchStatement,
  probeStatement,
  type Selection,
} from "./statements.ts";

/** What Redshift is known to take. A stand-in on PostgreSQL would accept more: this list is the limit. */
const ALLOWED = [
  /^SELECT \* FROM "pennylane"\."[a-z_]+" LIMIT 0$/,
  /^SELECT "[a-z_]+", COUNT\(\*\) FROM "pennylane"\."[a-z_]+" GROUP BY "[a-z_]+"$/,
  /^DECLARE penny_cursor CURSOR FOR SELECT (CAST\("\w+" AS numeric\(38, \d\)\)|"\w+")(, (CAST\("\w+" AS numeric\(38, \d\)\)|"\w+"))* FROM "pennylane"\."[a-z_]+" WHERE "[a-z_]+" IN \(-?\d+(, -?\d+)*\)( AND "\w+" (>=|<) DATE '\d{4}-\d{2}-\d{2}'| AND "\w+" IS (NOT )?NULL)*$/,
  /^FETCH FORWARD \d+ FROM penny_cursor$/,
  /^CLOSE penny_cursor$/,
];

const SELECTION: Selection = {
  table: "bank_accounts",
  columns: [{ name: "id" }, { name: "balance", roundTo: 2 }],
  companyColumn: "company_id",
  companies: ["1", "22"],
};

function isAllowed(statement: string): boolean {
  return ALLOWED.some((shape) => shape.test(statement));
}

Deno.test("statements keep to the shapes that Redshift is known to take", () => {
  const slices: Selection["slice"][] = [
    undefined,
    { column: "date", dates: { kind: "none" } },
    { column: "date", dates: { kind: "range", from: null, before: "2026-01-01" } },
    { column: "date", dates: { kind: "range", from: "2026-01-01", before: null } },
    { column: "date", dates: { kind: "range", from: "2025-01-01", before: "2026-01-01" } },
    { column: "date", dates: { kind: "range", from: null, before: null } },
  ];
  const statements = [
    probeStatement("customers"),
    countStatement("companies", "id"),
    ...slices.map((slice) => declareStatement({ ...SELECTION, ...(slice ? { slice } : {}) })),
    fetchStatement(10_000),
    closeStatement(),
  ];
  assert.deepEqual(statements.filter((statement) => !isAllowed(statement)), []);
});

Deno.test("declareStatement() writes a cursor over the columns of some companies", () => {
  assert.equal(
    declareStatement(SELECTION),
    'DECLARE penny_cursor CURSOR FOR SELECT "id", CAST("balance" AS numeric(38, 2)) ' +
      'FROM "pennylane"."bank_accounts" WHERE "company_id" IN (1, 22)',
  );
});

Deno.test("declareStatement() refuses ids and dates of another form", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const id = { ...SELECTION, companies: [text] };
    const date: Selection = {
      ...SELECTION,
      slice: { column: "date", dates: { kind: "range", from: text, before: null } },
    };
    for (const selection of [id, date]) {
      let statement: string;
      try {
        statement = declareStatement(selection);
      } catch (error) {
        assert.ok(error instanceof UsageError);
        continue;
      }
      assert.ok(isAllowed(statement), statement);
    }
  }));
});
