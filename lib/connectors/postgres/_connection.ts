import { setImmediate } from "node:timers";
import type pg from "pg";
import { DataError } from "../../base/mod.ts";
import { copyInStatement, copyOutStatement, openCopyOut, runCopyIn } from "./_copy.ts";
import { TEXT_PARSERS } from "./_parsers.ts";
import { type ErrorContext, shortStatement, translateError } from "./_translate.ts";
import type {
  CopyOutOptions,
  CopyTarget,
  FieldDescription,
  Parameters,
  Queryable,
  Session,
  TransactionOptions,
} from "./types.ts";

/**
 * One connection. Statements asked for at once run one after the other; while a `copyOut` is being read any other statement
 * is refused (it would wait for ever). After `retire()` every use is refused, so that a transaction object that escaped its
 * callback cannot write into someone else's transaction.
 */
export class Connection implements Session {
  readonly #client: pg.ClientBase;
  readonly #context: ErrorContext;
  #last: Promise<unknown> = Promise.resolve();
  #state: "open" | "streaming" | "broken" | "retired" = "open";

  constructor(client: pg.ClientBase, context: ErrorContext) {
    this.#client = client;
    this.#context = context;
  }

  /** Whether the connection can serve others after this use. */
  get healthy(): boolean {
    return this.#state !== "streaming" && this.#state !== "broken";
  }

  /** Refuses every further use. */
  retire(): void {
    if (this.healthy) this.#state = "retired";
  }

  async one<R>(sql: string, params?: Parameters): Promise<R> {
    const rows = await this.many<R>(sql, params);
    if (rows.length !== 1) throw wrongCount(sql, rows.length, "une ligne attendue");
    return rows[0]!;
  }

  async maybeOne<R>(sql: string, params?: Parameters): Promise<R | null> {
    const rows = await this.many<R>(sql, params);
    if (rows.length > 1) throw wrongCount(sql, rows.length, "une ligne au plus attendue");
    return rows[0] ?? null;
  }

  async many<R>(sql: string, params?: Parameters): Promise<R[]> {
    const result = await this.#query({ text: sql, values: params as unknown[] });
    return last(result).rows as R[];
  }

  async execute(sql: string, params?: Parameters): Promise<number> {
    const result = await this.#query({ text: sql, values: params as unknown[] });
    return last(result).rowCount ?? 0;
  }

  async rows(sql: string, params?: Parameters): Promise<(string | null)[][]> {
    const query = { text: sql, values: params as unknown[], rowMode: "array", types: TEXT_PARSERS };
    return last(await this.#query(query)).rows as unknown as (string | null)[][];
  }

  async describe(sql: string): Promise<FieldDescription[]> {
    const { fields } = last(await this.#query({ text: sql, rowMode: "array" }));
    return fields.map(({ name, dataTypeID, dataTypeModifier }) => ({
      ...{ name, typeOid: dataTypeID, typeModifier: dataTypeModifier },
    }));
  }

  copyIn(
    target: CopyTarget,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<number> {
    const sql = copyInStatement(target);
    return this.#alone(sql, () => runCopyIn(this.#client, sql, chunks));
  }

  async *copyOut(sql: string, options: CopyOutOptions): AsyncIterable<Uint8Array> {
    const statement = copyOutStatement(sql, options);
    await this.#alone(statement, () => Promise.resolve());
    this.#state = "streaming";
    try {
      const { chunks, ready } = openCopyOut(this.#client, statement);
      yield* chunks;
      await ready;
      await nextTurn();
      this.#state = "open";
    } catch (error) {
      // The server answered with an error and takes statements again; a lost connection is seen by the next statement.
      await nextTurn();
      this.#state = "open";
      throw translateError(error, { ...this.#context, sql });
    } finally {
      if (this.#state === "streaming") this.#state = "broken";
    }
  }

  async transaction<T>(
    work: (tx: Queryable) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const modes = [
      options.isolation === "repeatable read" ? "ISOLATION LEVEL REPEATABLE READ" : "",
      options.readOnly ? "READ ONLY" : "",
    ].filter(Boolean).join(" ");
    await this.execute(`BEGIN ${modes}`.trim());
    const tx = new Connection(this.#client, this.#context);
    try {
      const value = await work(tx);
      await tx.#commit();
      return value;
    } catch (error) {
      await this.#rollback(tx);
      throw error;
    } finally {
      tx.retire();
    }
  }

  /** A COMMIT after a swallowed error is answered with ROLLBACK and no error: say it instead. */
  async #commit(): Promise<void> {
    const { command } = last(await this.#query({ text: "COMMIT" }));
    if (command !== "COMMIT") {
      throw new DataError(
        "Impossible de valider la transaction « COMMIT » : une requête y avait échoué et tout a été annulé ; corrigez cette requête",
      );
    }
  }

  async #rollback(tx: Connection): Promise<void> {
    if (!tx.healthy) {
      this.#state = "broken";
      return;
    }
    tx.retire();
    // A failed ROLLBACK means a lost connection: the server has rolled back, the first error is the one to tell.
    await this.execute("ROLLBACK").catch(() => (this.#state = "broken"));
  }

  #query(query: pg.QueryConfig & { rowMode?: string }): Promise<pg.QueryResult | pg.QueryResult[]> {
    return this.#alone(query.text, () => this.#client.query(query));
  }

  /** Runs one thing after everything asked before, and translates what it throws. */
  async #alone<T>(sql: string, run: () => Promise<T>): Promise<T> {
    if (this.#state !== "open") throw new TypeError(refusal(this.#state));
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => {});
    try {
      return await turn;
    } catch (error) {
      throw translateError(error, { ...this.#context, sql });
    }
  }
}

/** pg-copy-streams gives the socket back one tick after the end of a COPY; a COPY begun before would hang. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function refusal(state: "streaming" | "broken" | "retired"): string {
  if (state === "retired") {
    return "Impossible d'utiliser cette connexion : sa transaction ou sa session est terminée ; attendez chaque requête avec await";
  }
  return "Impossible d'utiliser cette connexion : une lecture par copyOut n'y est pas finie ; lisez-la jusqu'au bout d'abord";
}

/** Several statements in one text give several results; the last one counts. */
function last(result: pg.QueryResult | pg.QueryResult[]): pg.QueryResult {
  return Array.isArray(result) ? result.at(-1)! : result;
}

function wrongCount(sql: string, count: number, expected: string): DataError {
  return new DataError(
    `Impossible de lire « ${
      shortStatement(sql)
    } » : ${count} lignes reçues, ${expected} ; vérifiez la requête`,
  );
}
