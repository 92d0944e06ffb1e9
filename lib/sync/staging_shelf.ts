import type { Queryable } from "../connectors/postgres/mod.ts";
import { dropStaging, makeStaging, type Staging, type StagingDefinition } from "./staging.ts";

/** Rows that have come and gone after which a table is made anew: until it is vacuumed they are still read. */
const WORN_ROWS = 20_000;

/** A table that waits for the next company. */
interface Shelved {
  readonly staging: Staging;
  /** Rows that have come and gone. */
  worn: number;
}

/** What is lent to whom. */
interface Loan {
  readonly definition: StagingDefinition;
  /** Whose rows it takes, and no others. */
  readonly companyId: string;
}

/**
 * Staging tables that serve one company after the other on one connection: on a Citus cluster a table costs half a second to
 * make and to drop, and the rows of a company a millisecond.
 */
export class StagingShelf {
  readonly #session: Queryable;
  readonly #free = new Map<string, Shelved[]>();

  /** @param session Its connection holds the locks that say that the tables are in use. */
  constructor(session: Queryable) {
    this.#session = session;
  }

  /**
   * Runs `work` with an empty staging table.
   *
   * @param loan What it is made of, and for whom.
   * @param work What to do with it.
   * @returns What `work` gives.
   */
  async lend<T>(
    { definition, companyId }: Loan,
    work: (staging: Staging) => Promise<T>,
  ): Promise<T> {
    const kind = JSON.stringify(definition);
    const shelved = this.#free.get(kind)?.pop() ??
      { staging: await makeStaging(this.#session, definition), worn: 0 };
    try {
      return await work(shelved.staging);
    } finally {
      if (await this.#clear(shelved, companyId)) {
        this.#free.set(kind, [...this.#free.get(kind) ?? [], shelved]);
      } else await dropStaging(this.#session, shelved.staging);
    }
  }

  /** Drops all tables. */
  async empty(): Promise<void> {
    for (const { staging } of [...this.#free.values()].flat()) {
      await dropStaging(this.#session, staging);
    }
    this.#free.clear();
  }

  /** Takes the rows of a company away; tells whether the table is worth keeping. */
  async #clear(shelved: Shelved, companyId: string): Promise<boolean> {
    try {
      shelved.worn += await this.#session.execute(
        `DELETE FROM ${shelved.staging.table} WHERE company_id = $1`,
        [companyId],
      );
      return shelved.worn < WORN_ROWS;
    } catch {
      // A connection that is lost, a disk that is full: whoever made it so has said it.
      return false;
    }
  }
}

/**
 * Runs `work` with a shelf of staging tables, none of which is left at the end.
 *
 * @param session The connection that uses them.
 * @param work What to do with it.
 * @returns What `work` gives.
 */
export async function withStagingShelf<T>(
  session: Queryable,
  work: (shelf: StagingShelf) => Promise<T>,
): Promise<T> {
  const shelf = new StagingShelf(session);
  try {
    return await work(shelf);
  } finally {
    await shelf.empty();
  }
}
