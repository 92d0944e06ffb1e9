import { DataError } from "../base/mod.ts";
import {
  type Database,
  LockNotAvailableError,
  type Queryable,
} from "../connectors/postgres/mod.ts";

/** Longest wait of one try, so that readers are never queued behind Penny for longer. */
const LOCK_TIMEOUT_MS = 200;

/** How long steady readers may keep a change of columns out. */
const LOCK_PATIENCE_MS = 30_000;

const PAUSE_MS = 100;

/**
 * Changes tables or views in a short transaction that gives up quickly and tries again, so that readers never wait behind
 * it.
 *
 * @param db The warehouse; no other transaction of this process may be open.
 * @param name What is changed, for the message: `schema.table`.
 * @param change What to do; it may be done several times, each time after all before was undone.
 * @throws {DataError} Readers kept the change out for 30 seconds.
 */
export async function alterPatiently(
  db: Pick<Database, "transaction">,
  name: string,
  change: (tx: Queryable) => Promise<void>,
): Promise<void> {
  const deadline = performance.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      return await db.transaction(async (tx) => {
        await tx.execute(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
        await change(tx);
      });
    } catch (error) {
      if (!(error instanceof LockNotAvailableError)) throw error;
      if (performance.now() > deadline) throw readersInTheWay(name, error);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

function readersInTheWay(name: string, cause: unknown): DataError {
  return new DataError(
    `Impossible de changer les colonnes de « ${name} » : des lectures en cours l'ont empêché ` +
      "pendant 30 s ; fermez les requêtes ouvertes dans Power BI ou Excel, puis relancez",
    { cause, retriable: true },
  );
}
