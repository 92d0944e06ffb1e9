import { DataError } from "../base/mod.ts";
import { LockNotAvailableError, type Queryable, quoteLiteral } from "../connectors/postgres/mod.ts";

/**
 * Longest wait of one try. Whoever wants to read meanwhile waits behind it: a reader that gives up after 200 ms must outlast
 * this wait and the change.
 */
const LOCK_TIMEOUT_MS = 100;

/** How long steady readers may keep a change of columns out. */
const LOCK_PATIENCE_MS = 30_000;

const PAUSE_MS = 100;

const SAVEPOINT = "penny_alter";

/**
 * No wait for the disk while readers are kept out. What comes after is committed as usual, and with it all before: a crash
 * can only undo the change together with whatever stands on it.
 */
const SETTINGS = [
  `SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`,
  "SET LOCAL synchronous_commit = off",
];

/**
 * Changes tables or views in a short transaction that gives up quickly and tries again, so that readers never wait long
 * behind it. All of it is one text for the server: a process that is busy never keeps a lock between two statements.
 *
 * @param db The warehouse, not in a transaction; no other transaction of this process may be open.
 * @param name What is changed, for the message: `schema.table`.
 * @param statements What to do, all or nothing.
 * @throws {DataError} Readers kept the change out for 30 seconds.
 */
export function alterPatiently(
  db: Pick<Queryable, "execute">,
  name: string,
  statements: readonly string[],
): Promise<void> {
  const text = together([...SETTINGS, ...statements]);
  return patiently(name, async () => void await db.execute(text));
}

/**
 * Changes tables or views at the end of a transaction, so that readers see its rows and the change together. What the
 * transaction did before stays when a try gives up.
 *
 * @param tx The transaction; it should end at once afterwards.
 * @param name What is changed, for the message: `schema.table`.
 * @param statements What to do, all or nothing.
 * @throws {DataError} Readers kept the change out for 30 seconds.
 */
export function alterAtTheEnd(
  tx: Pick<Queryable, "execute">,
  name: string,
  statements: readonly string[],
): Promise<void> {
  const text = `SAVEPOINT ${SAVEPOINT}; ${together([...SETTINGS, ...statements])}`;
  return patiently(name, async () => {
    try {
      await tx.execute(text);
    } catch (error) {
      if (error instanceof LockNotAvailableError) {
        await tx.execute(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`);
      }
      throw error;
    }
  });
}

/** One text for the server, statement by statement all the same: Citus passes each on to the servers of its cluster. */
function together(statements: readonly string[]): string {
  const steps = statements.map((sql) => `EXECUTE ${quoteLiteral(sql)};`);
  return `DO ${quoteLiteral(`BEGIN ${steps.join(" ")} END`)}`;
}

async function patiently(name: string, change: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      return await change();
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
