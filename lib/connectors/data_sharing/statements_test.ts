import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../../base/mod.ts";
import {
  changeCountStatement,
  closeStatement,
  countStatement,
  declareStatement,
  fetchStatement,
  probeStatement,
  type Selection,
  summaryStatement,
  totalsStatement,
} from "./statements.ts";

/** What Redshift is known to take. A stand-in on PostgreSQL would accept more: this list is the limit. */
const COLUMN = String.raw`(CAST\("\w+" AS numeric\(38, \d\)\)|"\w+")`;
const COMPANIES = String.raw`"[a-z_]+" IN \(-?\d+(, -?\d+)*\)`;
const INSTANT = String.raw`TIMESTAMP '\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?'`;
const WINDOW = String
  .raw`\(${COMPANIES} AND \("synchronised_at" > ${INSTANT} OR "deleted_at" > ${INSTANT}\)\)`;
const CHANGED = String.raw`\(${WINDOW}( OR ${WINDOW})*\)`;
const CONDITION =
  String.raw`( AND "\w+" (>=|<) DATE '\d{4}-\d{2}-\d{2}'| AND "\w+" IS (NOT )?NULL` +
  String
    .raw`| AND ${CHANGED}| AND "\w+" IN \(SELECT "\w+" FROM "etl"\."[a-z_]+" WHERE ${CHANGED}\))`;
/** Counts, bounds and sums by company: nothing that Redshift does not have, such as FILTER. */
const SUMMARY = [
  'COUNT(*), SUM(CASE WHEN "deleted_at" IS NULL THEN 1 ELSE 0 END), ',
  'SUM(CASE WHEN "deleted_at" IS NULL AND "synchronised_at" IS NULL THEN 1 ELSE 0 END), ',
  'MIN(CASE WHEN "deleted_at" IS NULL THEN "synchronised_at" END), ',
  'MAX("synchronised_at"), MAX("deleted_at"), ',
  'SUM(CAST(EXTRACT(EPOCH FROM "synchronised_at") AS bigint)), ',
  'SUM(CAST(EXTRACT(MICROSECONDS FROM "synchronised_at") AS bigint))',
].join("").replace(/[*()]/g, "\\$&");

const ALLOWED = [
  /^SELECT \* FROM "(pennylane|etl)"\."[a-z_]+" LIMIT 0$/,
  /^SELECT "[a-z_]+", COUNT\(\*\) FROM "pennylane"\."[a-z_]+" GROUP BY "[a-z_]+"$/,
  new RegExp(
    `^SELECT "[a-z_]+", ${SUMMARY} FROM "etl"\\."[a-z_]+" (WHERE ${COMPANIES} )?GROUP BY "[a-z_]+"$`,
  ),
  new RegExp(
    `^SELECT "[a-z_]+", COUNT\\(\\*\\) FROM "etl"\\."[a-z_]+" WHERE ${CHANGED} GROUP BY "[a-z_]+"$`,
  ),
  new RegExp(
    `^SELECT "[a-z_]+", COUNT\\(\\*\\)(, SUM\\(${COLUMN}\\))* FROM "pennylane"\\."[a-z_]+" ` +
      `WHERE ${COMPANIES} GROUP BY "[a-z_]+"$`,
  ),
  new RegExp(
    `^DECLARE penny_cursor CURSOR FOR SELECT ${COLUMN}(, ${COLUMN})* FROM "(pennylane|etl)"\\."[a-z_]+" ` +
      `WHERE ${COMPANIES}${CONDITION}*$`,
  ),
  /^FETCH FORWARD \d+ FROM penny_cursor$/,
  /^CLOSE penny_cursor$/,
];

const SELECTION: Selection = {
  table: "bank_accounts",
  columns: [{ name: "id" }, { name: "balance", roundTo: 2 }],
  companyColumn: "company_id",
  companies: ["1", "22"],
};

const WINDOWS = [
  { companies: ["1"], since: "2026-10-30 12:00:00.123456" },
  { companies: ["22", "-3"], since: "2026-10-29 08:00:00" },
];

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
    totalsStatement({ ...SELECTION, companies: ["1", "22"] }),
    totalsStatement({ ...SELECTION, columns: [] }),
    probeStatement("customers", "etl"),
    summaryStatement("customers", "company_id"),
    summaryStatement("customers", "company_id", ["1", "22"]),
    changeCountStatement("customers", "company_id", WINDOWS),
    declareStatement({ ...SELECTION, schema: "etl", alive: true }),
    declareStatement({ ...SELECTION, schema: "etl", alive: true, slice: slices[4]! }),
    declareStatement({ ...SELECTION, schema: "etl", changes: WINDOWS }),
    declareStatement({ ...SELECTION, schema: "etl", alive: true, changes: WINDOWS.slice(1) }),
    declareStatement({ ...SELECTION, schema: "etl", changes: WINDOWS, groupColumn: "id" }),
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
    const changes = [{ companies: ["1"], since: text }];
    const since: Selection = { ...SELECTION, schema: "etl", changes, groupColumn: "id" };
    for (const selection of [id, date, since]) {
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

Deno.test("declareStatement() reads the rows alive of every group that changed", () => {
  const changes = [{ companies: ["1"], since: "2026-10-30 12:00:00" }];
  assert.equal(
    declareStatement({
      ...{ table: "analytical_ledger", columns: [{ name: "id" }], companyColumn: "company_id" },
      ...{ schema: "etl", companies: ["1"], alive: true, changes, groupColumn: "id" },
    }),
    'DECLARE penny_cursor CURSOR FOR SELECT "id" FROM "etl"."analytical_ledger" ' +
      'WHERE "company_id" IN (1) AND "deleted_at" IS NULL AND "id" IN (' +
      'SELECT "id" FROM "etl"."analytical_ledger" WHERE (("company_id" IN (1) AND ' +
      "(\"synchronised_at\" > TIMESTAMP '2026-10-30 12:00:00' " +
      "OR \"deleted_at\" > TIMESTAMP '2026-10-30 12:00:00'))))",
  );
});
