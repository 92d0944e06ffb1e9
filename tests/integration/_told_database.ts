import type { Database, Queryable, TransactionOptions } from "../../lib/connectors/postgres/mod.ts";

/** What a synchronisation does to the warehouse, as far as its statements tell. */
export type WarehouseStep = "ask" | "stage" | "merge" | "state" | "commit" | "record" | "clean";

/** Hears each step just before its statement is sent. */
export type Tell = (step: WarehouseStep) => void;

/**
 * A database that does the same as another, and tells what it is about to do.
 *
 * @param db The warehouse.
 * @param tell Hears each statement's step, and each COMMIT.
 */
export function toldDatabase(db: Database, tell: Tell): Database {
  return told(db, tell);
}

type Work = (inner: Queryable) => Promise<unknown>;
type Method = (...args: unknown[]) => unknown;
const STATEMENTS = new Set(["one", "maybeOne", "many", "execute", "rows", "describe", "copyOut"]);

function told<T extends Queryable>(inner: T, tell: Tell): T {
  return new Proxy(inner, {
    get(target, name) {
      const method = Reflect.get(target, name, target) as Method;
      if (name === "session") {
        return (work: Work) => method.call(target, (one: Queryable) => work(told(one, tell)));
      }
      if (name === "transaction") {
        return (work: Work, options: TransactionOptions = {}) =>
          method.call(target, async (tx: Queryable) => {
            const value = await work(told(tx, tell));
            if (!options.readOnly) tell("commit");
            return value;
          }, options);
      }
      if (name === "copyIn" || STATEMENTS.has(String(name))) {
        return (...args: unknown[]) => {
          tell(name === "copyIn" ? "stage" : stepOf(String(args[0])));
          return method.apply(target, args);
        };
      }
      return typeof method === "function" ? method.bind(target) : method;
    },
  });
}

function stepOf(sql: string): WarehouseStep {
  if (/^DROP |^DELETE FROM "penny_source"\."staging_\S+ WHERE company_id = \$1$/.test(sql)) {
    return "clean";
  }
  if (
    /^(CREATE|ALTER|ANALYZE|TRUNCATE)|^(INSERT INTO|DELETE FROM) "penny_source"\."staging_/.test(
      sql,
    )
  ) {
    return "stage";
  }
  if (!/^(INSERT|UPDATE|DELETE|WITH)\b/.test(sql)) return "ask";
  if (/INTO penny\.run_/.test(sql)) return "record";
  return /INTO penny\./.test(sql) ? "state" : "merge";
}
