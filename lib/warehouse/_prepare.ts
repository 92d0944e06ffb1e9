import { UsageError } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import { type Database, migrate, quoteIdentifier } from "../connectors/postgres/mod.ts";
import { ensureReaders, READERS_ROLE, readersPassword } from "./_readers.ts";
import { MIGRATIONS } from "./migrations.ts";
import { incompleteStateError, missingStateTables, STATE_SCHEMA } from "./state_tables.ts";

const MIRROR_SCHEMA = "penny_source";
const OLDEST_VERSION = 15;
const VERSION_UNIT = 10_000;

/**
 * Brings a database to what Penny needs: version 15 or later, migrations of `penny`, the schemas, the readers' role. When
 * nothing is missing this is four small queries.
 *
 * @param db The warehouse.
 * @param config Settings.
 * @param notify Prints one French line of information.
 * @throws UsageError The server is too old, a newer Penny made the schema, or tables of it were dropped.
 * @throws PrivilegeError The role may not make schemas.
 */
export async function prepareWarehouse(
  db: Database,
  config: Config,
  notify: (line: string) => void,
): Promise<void> {
  const found = await look(db, config);
  if (found.version < OLDEST_VERSION * VERSION_UNIT) {
    throw new UsageError(
      `Impossible d'utiliser le serveur PostgreSQL « ${serverName(config)} » : version ${
        Math.floor(found.version / VERSION_UNIT)
      }, Penny demande la version ${OLDEST_VERSION} ou plus ; mettez le serveur à jour, ou retirez POSTGRES_HOST pour utiliser la base intégrée`,
    );
  }
  const missing = await missingStateTables(db);
  if (missing.length > 0) throw incompleteStateError(missing);
  await migrate(db, { schema: STATE_SCHEMA, migrations: MIGRATIONS });
  if (!found.mirror || !found.published || !found.readers) await makeMissing(db, config, notify);
}

/** What is there already. */
async function look(db: Database, config: Config) {
  const found = await db.one<{
    version: number;
    mirror: boolean;
    published: boolean;
    role: boolean;
  }>(
    `SELECT current_setting('server_version_num')::int4 AS version,
            EXISTS (SELECT FROM pg_namespace WHERE nspname = $1) AS mirror,
            EXISTS (SELECT FROM pg_namespace WHERE nspname = $2) AS published,
            EXISTS (SELECT FROM pg_roles WHERE rolname = $3) AS role`,
    [MIRROR_SCHEMA, config.schema, READERS_ROLE],
  );
  const known = readersPassword(config) !== null || config.warehouse.kind === "server";
  return { ...found, readers: found.role && known };
}

/** Under a lock of its own: twelve kernels may open the warehouse at the same instant. */
async function makeMissing(
  db: Database,
  config: Config,
  notify: (line: string) => void,
): Promise<void> {
  const newSchema = await db.transaction(async (tx) => {
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('penny.prepare', 0))");
    const there = await tx.many<{ nspname: string }>("SELECT nspname FROM pg_namespace");
    const absent = [MIRROR_SCHEMA, config.schema]
      .filter((schema) => !there.some(({ nspname }) => nspname === schema));
    for (const schema of absent) await tx.execute(`CREATE SCHEMA ${quoteIdentifier(schema)}`);
    return absent.includes(config.schema);
  });
  // Roles belong to the whole server: another database may have made the role meanwhile, so try once more.
  const opened = openToReaders(db, config).catch(() => openToReaders(db, config));
  await opened.catch((error: Error) => {
    if (!newSchema) return; // Told when the schema was made; not at every opening.
    notify(
      `[INFO] Le compte de lecture « ${READERS_ROLE} » n'a pas été créé sur ce serveur (${error.message}) ; vos outils peuvent lire la base avec un compte de votre choix`,
    );
  });
}

async function openToReaders(db: Database, config: Config): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('penny.prepare', 0))");
    const made = await ensureReaders(tx, config, config.schema);
    if (!made) throw new UsageError("l'utilisateur de Penny n'a pas le droit de créer des comptes");
  });
}

function serverName({ warehouse }: Config): string {
  return warehouse.kind === "server" ? warehouse.server.host : "intégré";
}
