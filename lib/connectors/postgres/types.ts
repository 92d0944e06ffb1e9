/** One parameter list of a statement (`$1`, `$2`…); strings, numbers, booleans, null, arrays, plain objects (json). */
export type Parameters = readonly unknown[];

/** Where `copyIn` writes and in which of PostgreSQL's COPY formats the chunks are. */
export interface CopyTarget {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** `csv` is without a header line. */
  readonly format: "text" | "csv";
}

/** How `copyOut` writes its lines. */
export interface CopyOutOptions {
  readonly format: "csv";
  /** Whether the first line names the columns. */
  readonly header: boolean;
}

/** A column of a result. */
export interface FieldDescription {
  readonly name: string;
  /** OID of its type, e.g. 20 for bigint; the built-in ones are the same on every server. */
  readonly typeOid: number;
  /** What PostgreSQL keeps with the type, e.g. precision and scale of a numeric; -1 or absent: nothing. */
  readonly typeModifier?: number;
}

/**
 * Whatever can run statements: a pool, a session, a transaction.
 *
 * Booleans come back as `boolean`, int2 and int4 as `number`, json and jsonb parsed; every other type (int8, numeric, date,
 * timestamp, arrays…) stays the text that PostgreSQL writes, with `DateStyle` ISO and the time zone UTC.
 *
 * Every method throws the classes of `errors.ts`.
 */
export interface Queryable {
  /** The one row of a statement; another number of rows is a `DataError`. */
  one<R>(sql: string, params?: Parameters): Promise<R>;
  /** The row of a statement, or null; more than one row is a `DataError`. */
  maybeOne<R>(sql: string, params?: Parameters): Promise<R | null>;
  /** All rows of a statement. */
  many<R>(sql: string, params?: Parameters): Promise<R[]>;
  /** Runs a statement; answers the number of rows affected. Without parameters it may hold several statements. */
  execute(sql: string, params?: Parameters): Promise<number>;
  /** All rows as arrays, every value as PostgreSQL's text. */
  rows(sql: string, params?: Parameters): Promise<(string | null)[][]>;
  /** The columns that a query answers with; ask with `LIMIT 0`. */
  describe(sql: string): Promise<FieldDescription[]>;
  /** Streams chunks into a table by COPY; answers the number of rows. A failure leaves none of them. */
  copyIn(
    target: CopyTarget,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<number>;
  /**
   * Streams the result of a query by `COPY (sql) TO STDOUT`. No other statement can run on the same session or transaction
   * meanwhile; who stops reading early loses that connection.
   *
   * WARNING: `sql` takes no parameters; quote with `quoteName` and `quoteLiteral`.
   */
  copyOut(sql: string, options: CopyOutOptions): AsyncIterable<Uint8Array>;
}

/** How a transaction sees the others. */
export interface TransactionOptions {
  /** One snapshot for the whole transaction. @default read committed */
  readonly isolation?: "repeatable read";
  /** Refuse every write. @default false */
  readonly readOnly?: boolean;
}

/** One connection for several statements and transactions (advisory locks, settings). */
export interface Session extends Queryable {
  /** Runs `work` in a transaction of this connection: commits when it returns, rolls back when it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

/** A pool of connections to one database. */
export interface Database extends Queryable, AsyncDisposable {
  /** Runs `work` in a transaction: commits when it returns, rolls back when it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Runs `work` on one connection of its own; locks and settings of the session end with it. The signal gives up a connection
   * that no longer answers: what was asked on it is rejected.
   */
  session<T>(
    work: (session: Session) => Promise<T>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<T>;
  /** Closes every connection, also those still in use; may be called twice. */
  close(): Promise<void>;
}

/** Where a database is. */
export interface ConnectSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** `require`: encrypted, certificate not checked; `verify-full`: checked with the host's name. @default "disable" */
  readonly sslMode?: "disable" | "require" | "verify-full";
}

/** How messages name a server and the settings to look at. */
export interface ServiceNames {
  /** E.g. « PostgreSQL ». */
  readonly label: string;
  /** What to do when nothing answers, e.g. « vérifiez POSTGRES_HOST et POSTGRES_PORT ». */
  readonly whenUnreachable: string;
  /** What to do when user or password are refused. */
  readonly whenRefused: string;
  /** What to do when the database does not exist. */
  readonly whenNoDatabase: string;
  /** What to do when encryption or the certificate are refused. @default `whenUnreachable` */
  readonly whenUntrusted?: string;
}

/** How a pool behaves. */
export interface ConnectOptions {
  /** Shown by `pg_stat_activity`. @default "penny" */
  readonly applicationName?: string;
  /** Largest number of connections at once. @default 10 */
  readonly maxConnections?: number;
  /** Milliseconds that opening a connection may take. @default 10000 */
  readonly connectTimeoutMs?: number;
  /** Milliseconds a transaction may stay idle before the server ends it; null: the server's own. @default 600000 */
  readonly idleInTransactionTimeoutMs?: number | null;
  /** Settings sent when a connection opens. @default { datestyle: "ISO", timezone: "UTC" } */
  readonly sessionSettings?: Readonly<Record<string, string>>;
  /**
   * Settings sent with them, and left out where the server refuses them: by SET, never when the connection is opened, which
   * poolers such as PgBouncer refuse.
   * @default the server's TCP keepalives: it asks a silent client after 20 s, three times, ten seconds apart
   */
  readonly preferredSettings?: Readonly<Record<string, string>>;
  /** Certificates to trust with `verify-full`, PEM. @default those of the runtime and of the system */
  readonly certificates?: readonly string[];
  /** How messages name this server. @default PostgreSQL and the POSTGRES_* variables */
  readonly service?: ServiceNames;
}
