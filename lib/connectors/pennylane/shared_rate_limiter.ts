import { type Database, quoteName } from "../postgres/mod.ts";
import { type RateState, UNKNOWN_BUDGET } from "./_rate_state.ts";
import {
  createStoredRateLimiter,
  type RateLimiter,
  type RateLimiterOptions,
  type RateStore,
} from "./rate_limiter.ts";

/** Where the shared state is. */
export interface RateTable {
  readonly schema: string;
  readonly table: string;
}

/** The table that Penny's own schema holds. */
export const RATE_TABLE: RateTable = { schema: "penny", table: "api_budgets" };

/**
 * The statement that makes the table of the shared state, for a migration. Unlogged: after a crash of the server the state is
 * learned anew from the next answer, and no reservation waits for the disk.
 *
 * @param table Where. @default penny.api_budgets
 * @returns One statement; the schema must exist.
 *
 * @example
 * ```ts
 * import { rateTableSql } from "./shared_rate_limiter.ts";
 * import assert from "node:assert/strict";
 * assert.match(rateTableSql(), /^CREATE UNLOGGED TABLE "penny"."api_budgets"/);
 * ```
 */
export function rateTableSql(table: RateTable = RATE_TABLE): string {
  return `CREATE UNLOGGED TABLE ${quoteName(table.schema, table.table)} (
  token_hash text PRIMARY KEY,
  state jsonb NOT NULL,
  touched_at timestamptz NOT NULL
) WITH (fillfactor = 50)`;
}

/**
 * A limiter that processes and machines share: its state is a row of PostgreSQL for each key, changed under the lock of that
 * row, its clock is PostgreSQL's.
 *
 * @param db The database that all of them use; {@linkcode rateTableSql} has made the table.
 * @param options Cap, window, table.
 * @returns The limiter; each key has a budget of its own.
 * @throws UsageError The cap allows less than one request in a window.
 */
export function createSharedRateLimiter(
  db: Database,
  options: RateLimiterOptions & { readonly table?: RateTable } = {},
): RateLimiter {
  return createStoredRateLimiter(databaseStore(db, options.table ?? RATE_TABLE), options);
}

function databaseStore(db: Database, where: RateTable): RateStore {
  const table = quoteName(where.schema, where.table);
  // RETURNING is worked out once the lock is held: the clock is not older than the state. A SELECT … FOR UPDATE reads the
  // clock before it waits for the lock.
  const take = `INSERT INTO ${table} AS b (token_hash, state, touched_at)
    VALUES ($1, $2, clock_timestamp())
    ON CONFLICT (token_hash) DO UPDATE SET touched_at = clock_timestamp()
    RETURNING state, (extract(epoch FROM clock_timestamp()) * 1000)::float8::text AS now`;
  const put = `UPDATE ${table} SET state = $2 WHERE token_hash = $1`;
  return {
    update: (key, change) =>
      db.transaction(async (tx) => {
        const { state, now } = await tx.one<{ state: RateState; now: string }>(take, [
          key,
          JSON.stringify(UNKNOWN_BUDGET),
        ]);
        const answer = change(state, Number(now));
        await tx.execute(put, [key, JSON.stringify(answer.state)]);
        return answer.result;
      }),
  };
}
