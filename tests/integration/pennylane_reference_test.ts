import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import {
  CHANGE_FEEDS,
  FIRM_COMPANIES,
  FIRM_FEEDS,
  FIRM_RESOURCES,
  type ListShape,
  RESOURCES,
  type ResourceShape,
} from "../../lib/connectors/pennylane/mod.ts";
import { accountSchema } from "../../lib/connectors/pennylane/schemas/accounting.ts";
import { exportStateSchema } from "../../lib/connectors/pennylane/schemas/exports.ts";

const REFERENCE = fileURLToPath(
  new URL("../../../shared/reference/pennylane_api_resources.json", import.meta.url),
);

/** A field of the reference. */
interface Field {
  readonly name: string;
  readonly type: string;
  readonly nullable?: boolean;
  readonly items?: string;
  readonly format?: string;
  readonly since?: string;
  readonly only_when?: unknown;
  readonly deprecated?: boolean;
}

/** A resource of the reference. */
interface Described {
  readonly path: string;
  readonly method: string;
  readonly scope: readonly string[];
  readonly is_list: boolean;
  readonly filterable: Readonly<Record<string, readonly string[]>>;
  readonly sortable: readonly string[];
  readonly max_limit?: number;
  readonly retrieve?: string;
  readonly fields: readonly Field[];
}

/** One of the two APIs: what the client reads of it, and where the reference has it. */
interface Api {
  readonly names: RegExp;
  /** Beginnings of its paths. */
  readonly roots: readonly string[];
  readonly resources: readonly ResourceShape[];
  readonly feeds: Readonly<Record<string, Pick<ListShape, "row" | "scope">>>;
  readonly exports: readonly string[];
  readonly others: ReadonlyMap<string, z.ZodType>;
  /** Fields of the reference, at least. */
  readonly fields: number;
}

const COMPANY: Api = {
  names: /^(?!_|firm_)/,
  roots: ["/api/external/v2"],
  resources: Object.values(RESOURCES),
  feeds: CHANGE_FEEDS,
  exports: ["fecs", "general_ledgers", "analytical_general_ledgers"],
  others: new Map([["/me", accountSchema]]),
  fields: 300,
};
const FIRM: Api = {
  names: /^firm_/,
  roots: ["/api/external/firm/v1/companies/{company_id}", "/api/external/firm/v1"],
  resources: [FIRM_COMPANIES, ...Object.values(FIRM_RESOURCES)],
  feeds: FIRM_FEEDS,
  exports: ["fecs", "analytical_general_ledgers"],
  others: new Map(),
  fields: 200,
};

/** One of the APIs of the reference, or null where the reference is not. */
async function readReference({ names }: Api): Promise<Map<string, Described> | null> {
  try {
    const text = await Deno.readTextFile(REFERENCE);
    const entries = Object.entries<Described>(JSON.parse(text));
    return new Map(entries.filter(([name]) => names.test(name)));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.warn("[INFO] SKIPPED: the reference of the API is not beside the clone");
    return null;
  }
}

/** Path below the base URL, with `{id}` for any parameter. */
function normal({ roots }: Api, path: string): string {
  const root = roots.find((one) => path.startsWith(one)) ?? "";
  return path.slice(root.length).replaceAll(/\{[a-z_]+\}/g, "{id}");
}

/** Every list and every single row that the client reads. */
function known(api: Api): {
  readonly lists: Map<string, ListShape>;
  readonly rows: Map<string, z.ZodType>;
} {
  const lists = new Map<string, ListShape>();
  const rows = new Map<string, z.ZodType>(api.others);
  for (const shape of api.resources) {
    const all = [
      ...(shape.list === undefined ? [] : [shape.list]),
      ...Object.values(shape.parts ?? {}),
    ];
    all.forEach((list) => lists.set(list.path, list));
    if (shape.get !== undefined) rows.set(shape.get.path, shape.get.row);
  }
  for (const [feed, { row, scope }] of Object.entries(api.feeds)) {
    const path = `/changelogs/${feed}`;
    lists.set(path, { path, scope, row, filters: {}, sorts: [], maxLimit: 1000 });
  }
  for (const kind of api.exports) {
    rows.set(`/exports/${kind}/{id}`, exportStateSchema);
  }
  return { lists, rows };
}

function sample(field: Field, kids: readonly Field[]): unknown {
  if (field.type === "array") {
    if (field.items !== undefined) return [field.items === "string" ? "x" : 7];
    return [rowOf(kids)];
  }
  if (field.type === "object") return rowOf(kids);
  if (field.type === "integer") return 104_375_852_802_048;
  if (field.type === "boolean") return true;
  const samples: Record<string, string> = {
    decimal: "-83.33",
    date: "2026-10-31",
    "date-time": "2026-07-08T12:26:21.800683Z",
  };
  return samples[field.format ?? ""] ?? "une valeur inconnue";
}

/** A row with every field of the reference, its nested ones too. */
function rowOf(fields: readonly Field[]): Record<string, unknown> {
  const top = fields.filter((one) => !/[.[]/.test(one.name));
  return Object.fromEntries(top.map((field) => {
    const prefix = new RegExp(`^${field.name}(?:\\[\\])?\\.`);
    const kids = fields.filter((one) => prefix.test(one.name))
      .map((one) => ({ ...one, name: one.name.replace(prefix, "") }));
    return [field.name, sample(field, kids)];
  }));
}

function schemaFor(api: Api, described: Described): z.ZodType | undefined {
  const { lists, rows } = known(api);
  const path = normal(api, described.path);
  return described.is_list ? lists.get(path)?.row : rows.get(path);
}

/** Runs a test for both APIs. */
function test(name: string, run: (api: Api) => Promise<void>): void {
  Deno.test(`${name} (company)`, () => run(COMPANY));
  Deno.test(`${name} (firm)`, () => run(FIRM));
}

test("RESOURCES reads every GET of the reference", async (api) => {
  const reference = await readReference(api);
  if (reference === null) return;
  const { lists, rows } = known(api);
  for (const [name, described] of reference) {
    if (described.method !== "GET") continue;
    const path = normal(api, described.path);
    assert.ok(described.is_list ? lists.has(path) : rows.has(path), `${name} ${path}`);
    if (described.retrieve) {
      assert.ok(rows.has(normal(api, described.retrieve)), described.retrieve);
    }
  }
});

test("RESOURCES filters, sorts and limits as the reference says", async (api) => {
  const reference = await readReference(api);
  if (reference === null) return;
  const { lists } = known(api);
  for (const [name, described] of reference) {
    if (!described.is_list) continue;
    const list = lists.get(normal(api, described.path))!;
    const sorted = (fields: Readonly<Record<string, readonly string[]>>) =>
      Object.fromEntries(Object.entries(fields).map(([field, all]) => [field, [...all].sort()]));
    assert.deepEqual(sorted(list.filters), sorted(described.filterable), name);
    assert.deepEqual(list.sorts, described.sortable, name);
    assert.equal(list.maxLimit, described.max_limit, name);
    assert.ok(
      described.scope.includes(list.scope) || described.scope.includes(`${list.scope}:readonly`),
      name,
    );
  }
});

test("schemas accept every field of the reference, null where it may be, and unknown values", async (api) => {
  const reference = await readReference(api);
  if (reference === null) return;
  for (const [name, described] of reference) {
    if (described.method !== "GET") continue;
    const schema = schemaFor(api, described)!;
    const row = rowOf(described.fields);
    assert.deepEqual(schema.parse({ ...row, inconnue: 1 }), { ...row, inconnue: 1 }, name);
    for (const field of described.fields.filter((one) => !/[.[]/.test(one.name))) {
      if (field.nullable) schema.parse({ ...row, [field.name]: null });
      const mayMiss = field.since ?? field.only_when ?? field.deprecated;
      const { [field.name]: _, ...rest } = row;
      if (mayMiss) schema.parse(rest);
    }
  }
});

test("schemas refuse a wrong type in every field of the reference", async (api) => {
  const reference = await readReference(api);
  if (reference === null) return;
  let fields = 0;
  for (const [name, described] of reference) {
    if (described.method !== "GET") continue;
    const row = rowOf(described.fields);
    for (const field of described.fields.filter((one) => !/[.[]/.test(one.name))) {
      const wrong = field.type === "string" ? 12.5 : "12.5";
      const parsed = schemaFor(api, described)!.safeParse({ ...row, [field.name]: wrong });
      assert.equal(parsed.success, false, `${name}.${field.name}`);
      fields++;
    }
  }
  assert.ok(fields > api.fields, `${fields} fields`);
});
