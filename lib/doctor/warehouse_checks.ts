import type { Config } from "../config/mod.ts";
import type { Database } from "../connectors/postgres/mod.ts";
import { DOMAIN_NAMES } from "../domains/mod.ts";
import { foreignTableError, foreignTables, MIRROR_SCHEMA } from "../sync/mod.ts";
import { MIGRATIONS, openWarehouse, READERS_ROLE, type Warehouse } from "../warehouse/mod.ts";
import { clockCheck } from "./clock_check.ts";
import { tellError } from "./tell_error.ts";
import type { Finding, Limits } from "./types.ts";
import { attempt, type Outcome } from "./within.ts";

const CONNECTIONS = 4;
const STATE_SCHEMA = "penny";

/**
 * Opens the base that receives the results, as every command does, and looks at it.
 *
 * @param config Settings.
 * @param limits Time limits, and the machine's clock.
 * @returns The base, to be closed; null: it cannot be used.
 */
export async function* warehouseChecks(
  config: Config,
  { limitMs, preparationLimitMs, clock }: Limits,
): AsyncGenerator<Finding, Warehouse | null> {
  const label = config.warehouse.kind === "embedded" ? "Base intégrée" : "Serveur PostgreSQL";
  // The embedded one may have to be installed first.
  const limit = config.warehouse.kind === "embedded" ? preparationLimitMs : limitMs * 2;
  const warehouse = await openInTime(config, limit);
  if (warehouse.value === null) {
    yield { label, status: "error", ...tellError(warehouse.error) };
    return null;
  }
  const { db, server } = warehouse.value;
  const steps = [
    () =>
      versionCheck(db, {
        label,
        place: `${server.host}:${server.port}, base « ${server.database} »`,
      }),
    () => schemaCheck(db, config.schema),
    () => creationCheck(db),
    () => readersCheck(db, config.schema),
    () => foreignCheck(db, config.schema),
    () => timeCheck(db, clock),
  ];
  for (const step of steps) {
    const { value, error } = await attempt(limitMs, step);
    if (error !== null) yield { label, status: "error", ...tellError(error) };
    else if (value !== null) yield value;
  }
  return warehouse.value;
}

/** One that opens after its time is closed again. */
async function openInTime(config: Config, limitMs: number): Promise<Outcome<Warehouse>> {
  const opening = openWarehouse(config, { maxConnections: CONNECTIONS, notify: () => {} });
  const outcome = await attempt(limitMs, () => opening);
  if (outcome.value === null) opening.then((it) => it.close(), () => undefined);
  return outcome;
}

async function versionCheck(
  db: Database,
  { label, place }: { readonly label: string; readonly place: string },
): Promise<Finding> {
  const { version } = await db.one<{ version: string }>(
    "SELECT split_part(current_setting('server_version'), ' ', 1) AS version",
  );
  return { label, status: "ok", detail: `PostgreSQL ${version} répond (${place})` };
}

/** Opening the base has made and brought up to date what was missing; a schema of someone else's may still be closed. */
async function schemaCheck(db: Database, published: string): Promise<Finding> {
  const schemas = [STATE_SCHEMA, MIRROR_SCHEMA, published];
  const rows = await db.many<{ name: string; writable: boolean }>(
    "SELECT name, has_schema_privilege(name, 'CREATE') AS writable FROM unnest($1::text[]) AS n(name)",
    [schemas],
  );
  const closed = rows.filter(({ writable }) => !writable).map(({ name }) => name);
  if (closed.length === 0) {
    const step = MIGRATIONS.length;
    const detail = `${schemas.join(", ")} à jour (étape ${step}), ouverts à Penny`;
    return { label: "Schémas", status: "ok", detail };
  }
  return {
    ...{ label: "Schémas", status: "error", exitStatus: 2 },
    detail: `Penny ne peut pas créer de table dans ${closed.join(", ")}`,
    remedy: "demandez ce droit (CREATE sur ces schémas) à l'administrateur de la base",
  };
}

async function creationCheck(db: Database): Promise<Finding> {
  const { allowed } = await db.one<{ allowed: boolean }>(
    "SELECT has_database_privilege(current_database(), 'CREATE') AS allowed",
  );
  const label = "Droit de créer des schémas";
  if (allowed) return { label, status: "ok", detail: "accordé" };
  return {
    label,
    status: "info",
    detail: "absent, sans effet : les schémas de Penny existent déjà",
  };
}

async function readersCheck(db: Database, schema: string): Promise<Finding> {
  const { usable } = await db.one<{ usable: boolean | null }>(
    "SELECT has_schema_privilege(rolname, $2, 'USAGE') AS usable FROM pg_roles WHERE rolname = $1 " +
      "UNION ALL SELECT NULL LIMIT 1",
    [READERS_ROLE, schema],
  );
  const label = "Compte de lecture (Power BI, Excel)";
  if (usable) return { label, status: "ok", detail: `${READERS_ROLE} lit le schéma « ${schema} »` };
  const detail = usable === null
    ? `${READERS_ROLE} n'existe pas sur ce serveur`
    : `${READERS_ROLE} ne peut pas lire le schéma « ${schema} »`;
  return {
    ...{ label, status: "info", detail },
    remedy: "lisez la base avec un autre compte, ou demandez celui-ci à l'administrateur",
  };
}

async function foreignCheck(db: Database, schema: string): Promise<Finding | null> {
  const foreign = await foreignTables(db, schema, DOMAIN_NAMES);
  if (foreign.length === 0) return null;
  const error = foreignTableError(schema, foreign);
  return { label: "Tables d'un autre outil", status: "error", ...tellError(error) };
}

async function timeCheck(db: Database, clock: Limits["clock"]): Promise<Finding> {
  const before = clock.now().getTime();
  const { now } = await db.one<{ now: string }>(
    "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::text AS now",
  );
  const after = clock.now().getTime();
  return clockCheck("PostgreSQL", [before - Number(now), after - Number(now)]);
}
