import pg from "pg";
import { trustedCertificates } from "../../base/mod.ts";
import { Connection } from "./_connection.ts";
import { VALUE_PARSERS } from "./_parsers.ts";
import { type ErrorContext, translateError } from "./_translate.ts";
import { quoteIdentifier, quoteLiteral } from "./quoting.ts";
import type {
  ConnectOptions,
  ConnectSettings,
  CopyOutOptions,
  CopyTarget,
  Database,
  FieldDescription,
  Parameters,
  Queryable,
  ServiceNames,
  Session,
  TransactionOptions,
} from "./types.ts";

const POSTGRES_NAMES: ServiceNames = {
  label: "PostgreSQL",
  whenUnreachable:
    "vérifiez que le serveur est démarré et que POSTGRES_HOST et POSTGRES_PORT sont justes",
  whenRefused: "vérifiez POSTGRES_USER et POSTGRES_PASSWORD",
  whenNoDatabase: "créez-la ou corrigez POSTGRES_DB",
};

/** Milliseconds of silence after which the system asks whether the other side is still there. */
const KEEP_ALIVE_MS = 20_000;
/** Milliseconds that opening a connection may take. */
const CONNECT_MS = 10_000;

/**
 * The same on the server's side: fifty seconds after a client fell asleep or lost its network, its session ends and frees its
 * locks. No `tcp_user_timeout`: it would also end a session whose client reads slowly, as a COPY does that waits for a
 * transform.
 */
const SERVER_KEEP_ALIVE: Readonly<Record<string, string>> = {
  tcp_keepalives_idle: String(KEEP_ALIVE_MS / 1_000),
  tcp_keepalives_interval: "10",
  tcp_keepalives_count: "3",
};

/** Ten minutes: a process that sleeps within a transaction must not hold rows back from the others for ever. */
const IDLE_IN_TRANSACTION_MS = 600_000;

/**
 * Opens a pool of connections. Nothing is sent before the first statement.
 *
 * @param settings Where the database is.
 * @param options How the pool behaves.
 * @returns A pool to close after use (`await using`).
 *
 * @example
 * ```ts ignore
 * await using db = connect({ host: "127.0.0.1", port: 5433, user, password, database: "pennylane_db" });
 * const { count } = await db.one<{ count: string }>("SELECT count(*) FROM pennylane.customers");
 * ```
 */
export function connect(settings: ConnectSettings, options: ConnectOptions = {}): Database {
  return new PooledDatabase(settings, options);
}

/** The driver's own pool. */
export type DriverPool = pg.Pool;

/**
 * A pool of the driver, for a library that brings its own statements; it reads values as the driver does.
 *
 * @param settings Where the database is.
 * @param options Pool and name of its sessions; other options do not count.
 * @returns A pool to end after use. A connection that is lost leaves it without ending the process. Once it is ended, who asks for
 *   a connection waits for ever: a library that tries again and again is not answered by an error each time.
 */
export function openDriverPool(
  settings: ConnectSettings,
  options: Pick<ConnectOptions, "applicationName" | "maxConnections"> = {},
): DriverPool {
  const { types: _, ...config } = clientConfig(settings, options);
  const pool = new pg.Pool({ ...config, max: options.maxConnections ?? 10 });
  const connectClient = pool.connect.bind(pool) as (...given: unknown[]) => unknown;
  const connectOpen = (...given: unknown[]) =>
    pool.ending ? new Promise(() => {}) : connectClient(...given);
  pool.connect = connectOpen as typeof pool.connect;
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", () => {});
  return pool;
}

/** Settings for one connection of the driver. */
function clientConfig(settings: ConnectSettings, options: ConnectOptions): pg.ClientConfig {
  const mode = settings.sslMode ?? "disable";
  return {
    host: settings.host,
    port: settings.port,
    user: settings.user,
    password: settings.password,
    database: settings.database,
    application_name: options.applicationName ?? "penny",
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: VALUE_PARSERS,
    ssl: mode === "disable" ? false : {
      rejectUnauthorized: mode === "verify-full",
      servername: settings.host,
      ca: mode === "verify-full" ? [...(options.certificates ?? trustedCertificates())] : undefined,
    },
  };
}

/** The SET statements of a new connection. */
function sessionStatements(options: ConnectOptions): string[] {
  const values: Record<string, string> = {
    ...(options.sessionSettings ?? { datestyle: "ISO", timezone: "UTC" }),
  };
  const { idleInTransactionTimeoutMs: idle = IDLE_IN_TRANSACTION_MS } = options;
  if (idle !== null) values.idle_in_transaction_session_timeout = String(idle);
  return setStatements(values);
}

function setStatements(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values)
    .map(([name, value]) => `SET ${quoteIdentifier(name)} TO ${quoteLiteral(value)}`);
}

/** A connection taken from the pool; `release` may be called twice. */
interface Lease {
  readonly connection: Connection;
  readonly client: pg.PoolClient;
  release(broken?: boolean): void;
}

class PooledDatabase implements Database {
  readonly #pool: pg.Pool;
  readonly #context: ErrorContext;
  readonly #sessionStatements: readonly string[];
  /** Those that the server has not refused so far. */
  #preferredStatements: readonly string[];
  readonly #leases = new Set<Lease>();
  /** Connections that nobody has yet, and that receive their settings. */
  readonly #opening = new Set<pg.ClientBase>();
  readonly #connectMs: number;
  #closing: Promise<void> | null = null;

  constructor(settings: ConnectSettings, options: ConnectOptions) {
    const config = clientConfig(settings, options);
    this.#connectMs = options.connectTimeoutMs ?? CONNECT_MS;
    this.#sessionStatements = sessionStatements(options);
    this.#preferredStatements = setStatements(options.preferredSettings ?? SERVER_KEEP_ALIVE);
    this.#context = {
      service: options.service ?? POSTGRES_NAMES,
      host: settings.host,
      port: settings.port,
      user: settings.user,
      database: settings.database,
    };
    // The time limit holds for opening a connection, not for waiting until one of the pool is free: hence on the client.
    const PennyClient = class extends pg.Client {
      constructor() {
        super(config);
        // A connection lost while nobody listens is found by its next statement; without this it would end the process.
        this.on("error", () => {});
      }
    };
    this.#pool = new pg.Pool({
      Client: PennyClient as unknown as typeof pg.Client,
      max: options.maxConnections ?? 10,
      allowExitOnIdle: true,
      onConnect: (client: pg.ClientBase) => this.#open(client),
    } as pg.PoolConfig);
    this.#pool.on("error", () => {}); // An idle connection that was lost leaves the pool by itself.
  }

  one<R>(sql: string, params?: Parameters): Promise<R> {
    return this.#with((connection) => connection.one<R>(sql, params));
  }

  maybeOne<R>(sql: string, params?: Parameters): Promise<R | null> {
    return this.#with((connection) => connection.maybeOne<R>(sql, params));
  }

  many<R>(sql: string, params?: Parameters): Promise<R[]> {
    return this.#with((connection) => connection.many<R>(sql, params));
  }

  execute(sql: string, params?: Parameters): Promise<number> {
    return this.#with((connection) => connection.execute(sql, params));
  }

  rows(sql: string, params?: Parameters): Promise<(string | null)[][]> {
    return this.#with((connection) => connection.rows(sql, params));
  }

  describe(sql: string): Promise<FieldDescription[]> {
    return this.#with((connection) => connection.describe(sql));
  }

  copyIn(
    target: CopyTarget,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<number> {
    return this.#with((connection) => connection.copyIn(target, chunks));
  }

  async *copyOut(sql: string, options: CopyOutOptions): AsyncIterable<Uint8Array> {
    const lease = await this.#acquire();
    try {
      yield* lease.connection.copyOut(sql, options);
    } finally {
      lease.release();
    }
  }

  transaction<T>(
    work: (tx: Queryable) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T> {
    return this.#with((connection) => connection.transaction(work, options));
  }

  async session<T>(
    work: (session: Session) => Promise<T>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<T> {
    const lease = await this.#acquire();
    const giveUp = () => lease.release(true);
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      signal?.throwIfAborted();
      return await work(lease.connection);
    } finally {
      signal?.removeEventListener("abort", giveUp);
      await this.#endSession(lease);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(): Promise<void> {
    const ended = this.#pool.end();
    for (const lease of [...this.#leases]) lease.release(true);
    for (const client of this.#opening) giveUp(client);
    await ended;
  }

  async #with<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const lease = await this.#acquire();
    try {
      return await work(lease.connection);
    } finally {
      lease.release();
    }
  }

  /** Gives a new connection its settings. */
  async #open(client: pg.ClientBase): Promise<void> {
    this.#opening.add(client);
    try {
      await this.#inTime(client, () => this.#prepare(client));
    } finally {
      this.#opening.delete(client);
    }
  }

  /** Does what a connection needs before or after its use, within the time that opening one may take. */
  async #inTime(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      giveUp(client);
    }, this.#connectMs);
    try {
      await work();
    } catch (error) {
      throw late ? new Error("timeout expired", { cause: error }) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends the settings: those preferred too where the server takes them, at no cost where it takes all. */
  async #prepare(client: pg.ClientBase): Promise<void> {
    const all = [...this.#sessionStatements, ...this.#preferredStatements].join("; ");
    if (all === "") return;
    try {
      await client.query(all);
    } catch {
      // A lost connection fails again here; else one of the preferred ones was refused, and with it the whole text.
      await client.query(this.#sessionStatements.join("; ") || "SELECT 1");
      const taken: string[] = [];
      for (const statement of this.#preferredStatements) {
        await client.query(statement).then(() => taken.push(statement), () => undefined);
      }
      this.#preferredStatements = taken;
    }
  }

  /** Drops locks and settings before the connection returns to the pool; one that cannot is closed. */
  async #endSession(lease: Lease): Promise<void> {
    try {
      lease.connection.retire();
      if (!lease.connection.healthy) return lease.release(true);
      await this.#inTime(lease.client, async () => {
        if (lease.client.getTransactionStatus() !== "I") await lease.client.query("ROLLBACK");
        await lease.client.query("DISCARD ALL");
        await this.#prepare(lease.client);
      });
      lease.release();
    } catch {
      lease.release(true);
    }
  }

  async #acquire(): Promise<Lease> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      throw translateError(error, this.#context);
    }
    let released = false;
    const lease: Lease = {
      client,
      connection: new Connection(client, this.#context),
      release: (broken = false) => {
        if (released) return;
        released = true;
        this.#leases.delete(lease);
        client.release(broken || !lease.connection.healthy);
        lease.connection.retire();
      },
    };
    this.#leases.add(lease);
    return lease;
  }
}

/** Ends a connection whose statement is not answered: the driver then closes its socket without a word. */
function giveUp(client: pg.ClientBase): void {
  (client as pg.Client).end().catch(() => undefined);
}
