import { type Queryable, quoteIdentifier } from "../connectors/postgres/mod.ts";

/** The role that reads the stand-in, as a user of Data Sharing does. */
export const READER_ROLE = "penny_sandbox_reader";

/** Marks the views of `information_schema` that were narrowed already. */
const MARK = "penny_narrowed";

/**
 * Lets a role read the two schemas of Data Sharing, and nothing else.
 *
 * @param tx Connected as their owner.
 * @param role Name of the role. @default "penny_sandbox_reader"
 */
export async function grantReader(tx: Queryable, role: string = READER_ROLE): Promise<void> {
  const name = quoteIdentifier(role);
  for (const schema of ["pennylane", "etl"]) {
    await tx.execute(`GRANT USAGE ON SCHEMA ${schema} TO ${name}`);
    await tx.execute(`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${name}`);
  }
}

/**
 * Hides what Data Sharing hides: nobody but a superuser reads `pg_tables`, and `information_schema` names system objects only.
 *
 * @param tx Connected as superuser.
 */
export async function hideCatalog(tx: Queryable): Promise<void> {
  await tx.execute("REVOKE SELECT ON pg_catalog.pg_tables FROM PUBLIC");
  await narrowInformationSchema(tx);
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
