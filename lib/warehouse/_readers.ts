import { join } from "node:path";
import type { Config } from "../config/mod.ts";
import {
  type Queryable,
  quoteIdentifier,
  quoteLiteral,
  scramVerifier,
} from "../connectors/postgres/mod.ts";

/** The role that Power BI, Excel and other readers connect with. */
export const READERS_ROLE = "penny_lecture";

const PASSWORD_BYTES = 18;

/**
 * The readers' password kept by this PENNY_HOME.
 *
 * @param config Settings.
 * @returns Null when none was made here.
 */
export function readersPassword(config: Pick<Config, "home">): string | null {
  try {
    return Deno.readTextFileSync(passwordFile(config)).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * Makes the readers' role where it is missing and lets it read a schema, present and future tables. Rights that the user
 * took back stay taken back: they are only given to a schema that the role cannot use yet.
 *
 * @param tx A transaction; its role owns the schema.
 * @param config Settings.
 * @param schema Schema to open.
 * @returns False when this server does not let us make roles.
 */
export async function ensureReaders(
  tx: Queryable,
  config: Config,
  schema: string,
): Promise<boolean> {
  const { exists, allowed } = await tx.one<{ exists: boolean; allowed: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists, rolsuper OR rolcreaterole AS allowed
       FROM pg_roles WHERE rolname = current_user`,
    [READERS_ROLE],
  );
  if (!exists && !allowed) return false;
  const role = quoteIdentifier(READERS_ROLE);
  const kept = readersPassword(config);
  if (!exists || (kept === null && config.warehouse.kind === "embedded")) {
    const password = kept ?? keepPassword(config);
    const verb = exists ? "ALTER" : "CREATE";
    await tx.execute(
      `${verb} ROLE ${role} LOGIN PASSWORD ${quoteLiteral(scramVerifier(password))}`,
    );
  }
  await grant(tx, role, schema);
  return true;
}

async function grant(tx: Queryable, role: string, schema: string): Promise<void> {
  const { usable } = await tx.one<{ usable: boolean }>(
    "SELECT has_schema_privilege($1, $2, 'USAGE') AS usable",
    [READERS_ROLE, schema],
  );
  if (usable) return;
  const name = quoteIdentifier(schema);
  await tx.execute(`GRANT USAGE ON SCHEMA ${name} TO ${role}`);
  await tx.execute(`GRANT SELECT ON ALL TABLES IN SCHEMA ${name} TO ${role}`);
  await tx.execute(`ALTER DEFAULT PRIVILEGES IN SCHEMA ${name} GRANT SELECT ON TABLES TO ${role}`);
}

function keepPassword(config: Config): string {
  const bytes = crypto.getRandomValues(new Uint8Array(PASSWORD_BYTES));
  const password = bytes.toBase64({ alphabet: "base64url" });
  Deno.writeTextFileSync(passwordFile(config), `${password}\n`, { mode: 0o600 });
  return password;
}

function passwordFile(config: Pick<Config, "home">): string {
  return join(config.home, `${READERS_ROLE}.password`);
}
