import assert from "node:assert/strict";
import { DOMAINS } from "./domains.ts";
import { columnsReadBy, unavailable } from "./sources.ts";
import type { AnyDomainName, ColumnType } from "./types.ts";

interface SourceColumn {
  readonly name: string;
  readonly type: string | null;
}

/** Reference of Data Sharing, beside the clone on the machines that have it. */
const REFERENCE = new URL("../../../shared/reference/data_sharing.json", import.meta.url);

const TYPES: Readonly<Record<string, ColumnType>> = {
  "bigint": "bigint",
  "integer": "integer",
  "boolean": "boolean",
  "date": "date",
  "numeric": "decimal",
  "double precision": "decimal",
  "character varying": "text",
  "text": "text",
  "timestamp without time zone": "timestamp",
};

async function dataSharingTables(): Promise<Record<string, readonly SourceColumn[]> | null> {
  const text = await Deno.readTextFile(REFERENCE).catch(() => null);
  if (text === null) {
    console.warn(`[INFO] NOT CHECKED: ${REFERENCE.pathname} is missing`);
    return null;
  }
  const tables = JSON.parse(text).schemas.pennylane as Record<string, { columns: SourceColumn[] }>;
  return Object.fromEntries(Object.entries(tables).map(([name, { columns }]) => [name, columns]));
}

Deno.test("columnsReadBy() gives every Data Sharing column first, in its order and type", async () => {
  const tables = await dataSharingTables();
  if (tables === null) return;
  for (const [name, domain] of Object.entries(DOMAINS)) {
    const wanted: readonly SourceColumn[] = tables[name] ?? [];
    const read = domain.columns.slice(0, wanted.length);
    const names = wanted.map((column) => column.name);
    assert.deepEqual(read.map(({ sources }) => sources.data_sharing), names);
    assert.equal(columnsReadBy(domain, "data_sharing").length, wanted.length, name);
    for (const [at, { type }] of wanted.entries()) {
      const expected = type === null ? "text" : TYPES[type];
      assert.equal(read[at]!.type, expected, `${name}.${read[at]!.name}`);
      assert.equal(read[at]!.roundedFromDouble ?? false, type === "double precision");
    }
  }
});

Deno.test("columnsReadBy() keeps the names of Data Sharing, but for the id of companies", () => {
  const renamed = Object.values(DOMAINS).flatMap(({ name, columns }) =>
    columns.filter(({ name, sources }) => ![null, name].includes(sources.data_sharing))
      .map((column) => `${name}.${column.name}`)
  );
  assert.deepEqual(renamed, ["companies.company_id"]);
});

Deno.test("columnsReadBy() is empty for what the APIs alone have", () => {
  const without = (Object.keys(DOMAINS) as AnyDomainName[])
    .filter((name) => columnsReadBy(DOMAINS[name], "data_sharing").length === 0);
  assert.deepEqual(without, ["journals", "ledger_accounts"]);
});

Deno.test("columnsReadBy() is empty for what Data Sharing alone has", () => {
  const without = (Object.keys(DOMAINS) as AnyDomainName[])
    .filter((name) => columnsReadBy(DOMAINS[name], "api").length === 0);
  assert.deepEqual(without, ["vat_declarations", "tax_declarations"]);
  for (const name of without) assert.deepEqual(columnsReadBy(DOMAINS[name], "firm"), []);
});

Deno.test("columnsReadBy() covers the key of each domain that a source has", () => {
  for (const { name, key, columns } of Object.values(DOMAINS)) {
    for (const source of ["data_sharing", "api", "firm"] as const) {
      if (columnsReadBy(DOMAINS[name], source).length === 0) continue;
      for (const part of key) {
        const column = columns.find((candidate) => candidate.name === part)!;
        assert.ok(column.derived || column.sources[source] !== null, `${name}.${part} ${source}`);
      }
    }
  }
});

Deno.test("unavailable() and columnsReadBy() share the columns out, derived ones aside", () => {
  const ledger = DOMAINS.analytical_ledger;
  const names = [...columnsReadBy(ledger, "api"), ...unavailable(ledger, "api")]
    .map((column) => column.name).sort();
  const all = ledger.columns.map((column) => column.name).sort();
  assert.deepEqual(names, all.filter((name) => name !== "ordinal"));
  assert.ok(unavailable(ledger, "api").some((column) => column.name === "thirdparty_id"));
});
