import { runMigrations } from "graphile-worker";
import { ServiceError, UsageError } from "../../base/mod.ts";
import type { DriverPool } from "../../connectors/postgres/mod.ts";
import { QUEUE_SCHEMA } from "./job_names.ts";
import { silentLogger } from "./silent_logger.ts";

/**
 * Makes the tables of the queue, or brings them to this version; several processes may ask at once.
 *
 * @param pool Of the warehouse's database.
 * @throws {UsageError} A newer graphile-worker made them.
 * @throws {ServiceError} The database cannot be reached, or refuses.
 */
export async function prepareQueue(pool: DriverPool): Promise<void> {
  try {
    await runMigrations({ pgPool: pool, schema: QUEUE_SCHEMA, logger: silentLogger });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (/which includes breaking migration/.test(reason)) {
      Deno.exitCode = 0; // the engine decides how the process ends, which is not its affair
      throw new UsageError(
        `Impossible d'utiliser la file d'attente « ${QUEUE_SCHEMA} » : une version plus récente de Penny l'a modifiée ; ` +
          "mettez Penny à jour sur cette machine",
        { cause: error },
      );
    }
    throw new ServiceError(
      `Impossible de préparer la file d'attente « ${QUEUE_SCHEMA} » : ${reason} ; vérifiez la base de données`,
      { cause: error, retriable: true },
    );
  }
}
