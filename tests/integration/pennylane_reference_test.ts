import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import {
  CHANGE_FEEDS,
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

/** The company API of the reference, or null where it is not. */
async function readReference(): Promise<Map<string, Described> | null> {
  try {
    const text = await Deno.readTextFile(REFERENCE);
    const entries = Object.entries<Described>(JSON.parse(text));
    return new Map(entries.filter(([name]) => !/^(?:_|firm_)/.test(name)));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.warn("[INFO] SKIPPED: the reference of the API is not beside the clone");
    return null;
  }
}

/** Path below the base URL, with `{id}` for any parameter. */
function normal(path: string): string {
  return path.replace("/api/external/v2", "").replaceAll(/\{[a-z_]+\}/g, "{id}");
}

/** Every list and every single row that the client reads. */
function known(): {
  readonly lists: Map<string, ListShape>;
  readonly rows: Map<string, z.ZodType>;
} {
  const lists = new Map<string, ListShape>();
  const rows = new Map<string, z.ZodType>([["/me", accountSchema]]);
  for (const shape of Object.values<ResourceShape>(RESOURCES)) {
    const all = [
      ...(shape.list === undefined ? [] : [shape.list]),
      ...Object.values(shape.parts ?? {}),
    ];
    all.forEach((list) => lists.set(list.path, list));
    if (shape.get !== undefined) rows.set(shape.get.path, shape.get.row);
  }
  for (const [feed, { row, scope }] of Object.entries(CHANGE_FEEDS)) {
    const path = `/changelogs/${feed}`;
    lists.set(path, { path, scope, row, filters: {}, sorts: [], maxLimit: 1000 });
  }
  for (const kind of ["fecs", "general_ledgers", "analytical_general_ledgers"]) {
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

function schemaFor(described: Described): z.ZodType | undefined {
  const { lists, rows } = known();
  const path = normal(described.path);
  return described.is_list ? lists.get(path)?.row : rows.get(path);
}

Deno.test("RESOURCES reads every GET of the reference", async () => {
  const reference = await readReference();
  if (reference === null) return;
  const { lists, rows } = known();
  for (const [name, described] of reference) {
    if (described.method !== "GET") continue;
    const path = normal(described.path);
    assert.ok(described.is_list ? lists.has(path) : rows.has(path), `${name} ${path}`);
    if (described.retrieve) assert.ok(rows.has(normal(described.retrieve)), described.retrieve);
  }
});

Deno.test("RESOURCES filters, sorts and limits as the reference says", async () => {
  const reference = await readReference();
  if (reference === null) return;
  const { lists } = known();
  for (const [name, described] of reference) {
    if (!described.is_list) continue;
    const list = lists.get(normal(described.path))!;
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

Deno.test("schemas accept every field of the reference, null where it may be, and unknown values", async () => {
  const reference = await readReference();
  if (reference === null) return;
  for (const [name, described] of reference) {
    if (described.method !== "GET") continue;
    const schema = schemaFor(described)!;
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

Deno.test("schemas refuse a wrong type in every field of the reference", async () => {
  const reference = await readReference();
  if (reference === null) return;
  let fields = 0;
  for (const [name, described] of reference) {
    if (described.method !== "GET") continue;
    const row = rowOf(described.fields);
    for (const field of described.fields.filter((one) => !/[.[]/.test(one.name))) {
      const wrong = field.type === "string" ? 12.5 : "12.5";
      const parsed = schemaFor(described)!.safeParse({ ...row, [field.name]: wrong });
      assert.equal(parsed.success, false, `${name}.${field.name}`);
      fields++;
    }
  }
  assert.ok(fields > 300, `${fields} fields`);
});
