import {
  type Queryable,
  quoteIdentifier,
  quoteLiteral,
  quoteName,
} from "../../connectors/postgres/mod.ts";
import { type AnyDomainName, type Domain, domainOf } from "../../domains/mod.ts";
import { rowsInForce } from "./rows_in_force.ts";
import type { TieOutQuery } from "./types.ts";

/** Subject of the statement on the number of rows; the others are named after their column. */
const ROWS = "lignes";

/**
 * A published table against the mirror of the source in force: the number of rows, and the sum of each column that can be
 * summed and that the notebook still publishes.
 *
 * A hash of the keys is summed with the amounts, so that only companies of which something differs are compared row by
 * row.
 *
 * @param db The warehouse.
 * @param options Name of the table, and its schema.
 * @returns `null` when the domain was never read, or its table never published.
 */
export async function published(
  db: Queryable,
  { domain: name, schema }: { readonly domain: AnyDomainName; readonly schema: string },
): Promise<TieOutQuery | null> {
  const domain = domainOf(name);
  const mirror = await rowsInForce(db, name);
  const measures = await publishedMeasures(db, domain, schema);
  if (mirror === null || measures === null) return null;
  return {
    kind: "published",
    domain: name,
    leftLabel: `Table ${schema}.${name}`,
    rightLabel: "Lignes lues dans Pennylane",
    expressions: expressions(domain, { mirror, measures, table: quoteName(schema, name) }),
    values: [`${schema}.${name}`],
    reasons: {
      dropped: { label: "Transformation du carnet : lignes écartées", explained: true },
      changed: { label: "Transformation du carnet : montants changés", explained: true },
      published_only: { label: "Lignes publiées qui ne sont pas dans Pennylane", explained: false },
      not_published: { label: "Lues dans Pennylane, pas encore publiées", explained: false },
    },
    columns: [
      ...domain.key.filter((column) => column !== "company_id").map((column) => ({
        name: column,
        label: domain.columns.find((one) => one.name === column)?.label ?? column,
      })),
      { name: "published_value", label: "Publié", type: "amount" },
      { name: "source_value", label: "Pennylane", type: "amount" },
    ],
  };
}

/** Columns that can be summed on both sides; `null`: there is no such table. */
async function publishedMeasures(
  db: Queryable,
  domain: Domain,
  schema: string,
): Promise<string[] | null> {
  const rows = await db.many<{ name: string; numeric: boolean }>(
    "SELECT a.attname AS name, a.atttypid = 'numeric'::regtype AS numeric FROM pg_attribute a " +
      "WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped",
    [quoteName(schema, domain.name)],
  );
  if (rows.length === 0) return null;
  const numeric = new Set(rows.filter((row) => row.numeric).map((row) => row.name));
  return domain.columns.filter(({ name, summable }) => summable && numeric.has(name))
    .map(({ name }) => name);
}

interface Parts {
  readonly mirror: string;
  readonly measures: readonly string[];
  /** Quoted name of the published table. */
  readonly table: string;
}

function expressions(domain: Domain, { mirror, measures, table }: Parts): string {
  const key = domain.key.map(quoteIdentifier).join(", ");
  const sums = measures.map((name) => {
    const column = quoteIdentifier(name);
    return `coalesce(sum(${column}), 0) AS ${column}`;
  });
  const totals = [
    "count(*) AS _rows",
    `sum(hashtext(ROW(${key})::text)::numeric) AS _keys`,
    ...sums,
  ]
    .join(", ");
  return [
    `mirror AS (SELECT * FROM ${mirror} m)`,
    `table_rows AS (SELECT * FROM ${table} WHERE company_id = ANY($1::bigint[]))`,
    "state AS (SELECT f.company_id, u.read_at, p.published_at, " +
    "CASE WHEN p.source = f.source THEN p.revision ELSE -1 END AS revision " +
    "FROM penny.sources_in_force f JOIN penny.units u USING (company_id, domain, source) " +
    "LEFT JOIN penny.publications p ON p.company_id = f.company_id AND p.table_name = $2 " +
    `WHERE f.domain = ${quoteLiteral(domain.name)} AND f.company_id = ANY($1::bigint[]))`,
    `mirror_sums AS (SELECT company_id, ${totals} FROM mirror WHERE _deleted_at IS NULL GROUP BY company_id)`,
    `table_sums AS (SELECT company_id, ${totals} FROM table_rows GROUP BY company_id)`,
    sides(measures),
    uneven(measures),
    pairs(domain, measures),
    differences(domain, measures),
  ].join(", ");
}

/** One line a measure: its subject, French title and the expressions of both sides. */
function sides(measures: readonly string[]): string {
  const values = [
    `(${quoteLiteral(ROWS)}, 'rows', t._rows::numeric, m._rows::numeric)`,
    ...measures.map((name) => {
      const column = quoteIdentifier(name);
      return `(${quoteLiteral(name)}, 'euros', t.${column}, m.${column})`;
    }),
  ];
  return "sides AS (SELECT s.company_id, v.subject, " +
    `CASE WHEN v.subject = ${quoteLiteral(ROWS)} THEN 'Nombre de lignes' ` +
    "ELSE 'Somme de la colonne ' || v.subject END AS title, v.unit, " +
    "coalesce(v.left_amount, 0) AS left_amount, coalesce(v.right_amount, 0) AS right_amount, " +
    "s.read_at AS left_read_at, s.read_at AS right_read_at FROM state s " +
    "LEFT JOIN table_sums t USING (company_id) LEFT JOIN mirror_sums m USING (company_id), " +
    `LATERAL (VALUES ${values.join(", ")}) AS v(subject, unit, left_amount, right_amount))`;
}

function uneven(measures: readonly string[]): string {
  const list = (alias: string) =>
    ["_rows", "_keys", ...measures.map(quoteIdentifier)].map((name) => `${alias}.${name}`).join(
      ", ",
    );
  return "uneven AS (SELECT company_id FROM table_sums t FULL JOIN mirror_sums m USING (company_id) " +
    `WHERE (${list("t")}) IS DISTINCT FROM (${list("m")}))`;
}

function pairs(domain: Domain, measures: readonly string[]): string {
  const key = domain.key.map(quoteIdentifier).join(", ");
  const chosen = "WHERE company_id IN (SELECT company_id FROM uneven)";
  const values = measures.map((name) => {
    const column = quoteIdentifier(name);
    return `, CASE WHEN m._deleted_at IS NULL THEN m.${column} END AS ${
      quoteIdentifier(`s_${name}`)
    }` +
      `, t.${column} AS ${quoteIdentifier(`p_${name}`)}`;
  }).join("");
  return `pairs AS (SELECT ${key}, t._there IS NOT NULL AS is_published, ` +
    `m._revision IS NOT NULL AND m._deleted_at IS NULL AS is_source, m._revision${values} ` +
    `FROM (SELECT *, true AS _there FROM table_rows ${chosen}) t ` +
    `FULL JOIN (SELECT * FROM mirror ${chosen}) m USING (${key}))`;
}

function differences(domain: Domain, measures: readonly string[]): string {
  const key = domain.key.map((name) => `p.${quoteIdentifier(name)}`).join(", ");
  const values = [
    `(${quoteLiteral(ROWS)}, p.is_published::int::numeric, p.is_source::int::numeric)`,
    ...measures.map((name) =>
      `(${quoteLiteral(name)}, p.${quoteIdentifier(`p_${name}`)}, p.${
        quoteIdentifier(`s_${name}`)
      })`
    ),
  ];
  return `differences AS (SELECT ${key}, v.subject, v.published_value, v.source_value, ` +
    "coalesce(v.published_value, 0) - coalesce(v.source_value, 0) AS amount, CASE " +
    "WHEN p._revision > coalesce(s.revision, -1) THEN 'not_published' " +
    "WHEN NOT p.is_source THEN 'published_only' " +
    "WHEN NOT p.is_published THEN 'dropped' ELSE 'changed' END AS kind " +
    "FROM pairs p JOIN state s USING (company_id), " +
    `LATERAL (VALUES ${values.join(", ")}) AS v(subject, published_value, source_value) ` +
    "WHERE coalesce(v.published_value, 0) <> coalesce(v.source_value, 0))";
}
