import {
  type Database,
  type Queryable,
  quoteIdentifier,
  quoteLiteral,
} from "../connectors/postgres/mod.ts";
import { grantReader } from "./load_sandbox.ts";
import { READER_ROLE } from "./load_tables.ts";

/** Marks the views of `information_schema` that were narrowed already. */
const MARK = "penny_narrowed";

/**
 * Makes the role that reads the stand-in, or gives it another password. As a user of Data Sharing, it reads `pennylane` and
 * `etl` only, is refused `pg_tables`, and finds no business table in `information_schema`.
 *
 * @param db Connected as superuser to the stand-in's database.
 * @param options `password`: kept by the caller; `role`: name of the role. @default "penny_sandbox_reader"
 */
export async function createSandboxReader(
  db: Database,
  options: { readonly password: string; readonly role?: string },
): Promise<void> {
  const role = options.role ?? READER_ROLE;
  await db.transaction(async (tx) => {
    // Roles belong to the whole server: one maker at a time.
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('penny_sandbox_reader', 0))");
    const { exists } = await tx.one<{ exists: boolean }>(
      "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists",
      [role],
    );
    await tx.execute(
      `${exists ? "ALTER" : "CREATE"} ROLE ${quoteIdentifier(role)} LOGIN NOSUPERUSER PASSWORD ${
        quoteLiteral(options.password)
      }`,
    );
    const { loaded } = await tx.one<{ loaded: boolean }>(
      "SELECT to_regnamespace('pennylane') IS NOT NULL AND to_regnamespace('etl') IS NOT NULL AS loaded",
    );
    if (loaded) await grantReader(tx, role);
    await tx.execute("REVOKE SELECT ON pg_catalog.pg_tables FROM PUBLIC");
    await narrowInformationSchema(tx);
  });
}

/** Leaves only system objects in the views of `information_schema` that name tables. */
async function narrowInformationSchema(tx: Queryable): Promise<void> {
  const views = await tx.many<{ name: string; definition: string }>(
    `SELECT c.relname AS name, pg_get_viewdef(c.oid) AS definition
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'table_schema'
      WHERE c.relnamespace = 'information_schema'::regnamespace AND c.relkind = 'v'`,
  );
  for (const view of views) {
    if (view.definition.includes(MARK)) continue;
    await tx.execute(
      `CREATE OR REPLACE VIEW information_schema.${quoteIdentifier(view.name)} AS
       SELECT ${MARK}.* FROM (${view.definition.replace(/;\s*$/, "")}) AS ${MARK}
        WHERE ${MARK}.table_schema::text IN ('information_schema', 'pg_catalog')`,
    );
  }
}
