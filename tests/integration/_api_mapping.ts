import {
  type Database,
  type Queryable,
  quoteIdentifier,
  quoteName,
} from "../../lib/connectors/postgres/mod.ts";
import { type AnyDomainName, DOMAINS } from "../../lib/domains/mod.ts";
import { type ApiMapping, apiMapping } from "../../lib/sync/api/mapping.ts";
import { stagingColumns } from "../../lib/sync/column_types.ts";
import { ensureMirror, MIRROR_SCHEMA, mirrorTable } from "../../lib/sync/mirror_table.ts";
import { openWarehouse } from "../../lib/warehouse/mod.ts";
import { withDatabase } from "./_server.ts";

/** The company whose rows are composed. */
export const COMPANY = "21847061";
/** Another one of the same warehouse. */
export const OTHER = "21847174";
/** Name of the company. */
export const NAME = "Pharmacie « L'Été »";
const RAW = quoteName(MIRROR_SCHEMA, "raw_test");
const STAGING = quoteName(MIRROR_SCHEMA, "staged_test");

/** Resource and JSON of an object of the API; as text when a number is too large for JavaScript. */
export type Raw = readonly [resource: string, json: Record<string, unknown> | string];
/** Columns of a row that are not null, as PostgreSQL writes them. */
export type Row = Record<string, string>;

/** A warehouse where raw rows are composed as a synchronisation does. */
export interface Composer {
  /** Adds a row to the API mirror of a domain. */
  mirror(domain: AnyDomainName, row: Readonly<Row>): Promise<void>;
  /** The rows that raw ones give, by id. */
  compose(domain: AnyDomainName, ...rows: readonly Raw[]): Promise<Row[]>;
}

/** Runs a test on an empty warehouse. */
export function withComposer(
  name: string,
  test: (composer: Composer) => Promise<void>,
): Promise<void> {
  return withDatabase(`mapping_${name}`, async ({ config }) => {
    await using warehouse = await openWarehouse(config, { notify: () => {} });
    const { db } = warehouse;
    await test({
      async mirror(domain, row) {
        await ensureMirror(db, DOMAINS[domain], "api");
        const all: Row = { company_id: COMPANY, _revision: "1", ...row };
        await db.execute(
          `INSERT INTO ${mirrorTable(DOMAINS[domain], "api")} (${
            Object.keys(all).map(quoteIdentifier).join(", ")
          }) VALUES (${Object.keys(all).map((_, i) => `$${i + 1}`).join(", ")})`,
          Object.values(all),
        );
      },
      compose: (domain, ...rows) => composeRows(db, domain, rows),
    });
  });
}

async function composeRows(
  db: Database,
  domain: AnyDomainName,
  rows: readonly Raw[],
): Promise<Row[]> {
  const mapping = apiMapping(domain)!;
  for (const name of mapping.domains) await ensureMirror(db, DOMAINS[name], "api");
  const found = await db.session(async (session) => {
    // The zone of whoever runs Penny must not matter.
    await session.execute("SET TIME ZONE 'America/New_York'");
    await session.execute(`DROP TABLE IF EXISTS ${RAW}, ${STAGING}`);
    await session.execute(
      `CREATE TABLE ${RAW} (company_id bigint DEFAULT ${COMPANY}, resource text, id bigint, data jsonb)`,
    );
    const types = stagingColumns(DOMAINS[domain], "api").map(({ name, type }) =>
      `${quoteIdentifier(name)} ${type}`
    );
    await session.execute(`CREATE TABLE ${STAGING} (${types.join(", ")})`);
    for (const [resource, json] of rows) await addRaw(session, mapping, { resource, json });
    await session.execute(mapping.insertStatement({ raw: RAW, staging: STAGING }), [NAME]);
    return await session.rows(`SELECT * FROM ${STAGING} ORDER BY ${ORDERS[domain] ?? "1"}`);
  });
  return found.map((row) =>
    Object.fromEntries(
      mapping.columns.flatMap((name, i) => row[i] === null ? [] : [[name, row[i]!]]),
    )
  );
}

/** Columns that settle the order of the rows, where the first one does not. */
const ORDERS: Readonly<Partial<Record<AnyDomainName, string>>> = {
  analytical_ledger: "id, tag_label",
};

/** Keeps of a raw row the keys that the mapping asks for, as the reader does. */
async function addRaw(
  session: Queryable,
  mapping: ApiMapping,
  { resource, json }: { resource: string; json: Raw[1] },
): Promise<void> {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  await session.execute(
    `INSERT INTO ${RAW} (resource, id, data) SELECT $1, ($2::jsonb->>'id')::bigint, ` +
      `(SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each($2::jsonb) ` +
      `WHERE key = ANY (string_to_array($3, ' ')))`,
    [resource, text, (mapping.keys[resource] ?? []).join(" ")],
  );
}
