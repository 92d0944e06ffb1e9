import {
  type Database,
  quoteIdentifier,
  quoteLiteral,
  scramVerifier,
} from "../connectors/postgres/mod.ts";
import { grantReader, hideCatalog, READER_ROLE } from "./reader_rights.ts";

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
        quoteLiteral(scramVerifier(options.password))
      }`,
    );
    const { loaded } = await tx.one<{ loaded: boolean }>(
      "SELECT to_regnamespace('pennylane') IS NOT NULL AND to_regnamespace('etl') IS NOT NULL AS loaded",
    );
    if (loaded) await grantReader(tx, role);
    await hideCatalog(tx);
  });
}
