import { connect, type Database, type FieldDescription, type Queryable } from "../postgres/mod.ts";
import type { ConnectSettings, ServiceNames } from "../postgres/mod.ts";
import { openCursor } from "./cursor.ts";
import {
  changeCountStatement,
  type ChangeWindow,
  countStatement,
  probeStatement,
  type Selection,
  type SourceSchema,
  summaryStatement,
  type Totals,
  totalsStatement,
} from "./statements.ts";

/** Rows of one company in a table; `companyId` is null for rows that name no company. */
export interface CompanyCount {
  readonly companyId: string | null;
  readonly rows: number;
}

/** What `etl` tells of the rows of one company in a table; instants as the source writes them, in its own time. */
export interface CompanySummary {
  /** `null`: rows that name no company. */
  readonly companyId: string | null;
  /** Rows, deleted ones included. */
  readonly total: number;
  /** Rows that are not deleted. */
  readonly alive: number;
  /** Rows alive of which nobody knows when they were synchronised. */
  readonly undated: number;
  /** First synchronisation of a row alive; `null`: none. */
  readonly first: string | null;
  /** Last synchronisation or deletion of any row; `null`: none. */
  readonly last: string | null;
  /** Equal twice if no row was added, synchronised, deleted or purged in between. */
  readonly mark: string;
}

/** One consistent view of the source; it lasts as long as the work given to {@linkcode DataSharing.snapshot}. */
export interface Snapshot {
  /** Rows in batches, values as text in the order of `selection.columns`. One reading at a time. */
  read(selection: Selection): AsyncIterable<(string | null)[][]>;
  /** What `etl` tells of some companies; those without a row are absent. Not while a reading is under way. */
  summarize(
    table: string,
    companyColumn: string,
    companies: readonly string[],
  ): Promise<CompanySummary[]>;
}

const NAMES: ServiceNames = {
  label: "Data Sharing",
  whenUnreachable:
    "vérifiez REDSHIFT_HOST et REDSHIFT_PORT, et que votre réseau laisse passer ce port",
  whenRefused: "vérifiez REDSHIFT_USER et PENNYLANE_DATA_SHARING_KEY",
  whenNoDatabase: "corrigez REDSHIFT_DATABASE",
  whenUntrusted:
    "vérifiez REDSHIFT_HOST ; PENNY_REDSHIFT_SSLMODE=disable ne vaut que pour des données synthétiques",
};

/** Rows that one FETCH asks for; a single-node Redshift refuses more than 1,000. */
const FETCH_SIZES = [10_000, 1_000] as const;

/**
 * Data Sharing: Redshift spoken to as PostgreSQL, with the statements of `statements.ts` and no others.
 *
 * @example
 * ```ts ignore
 * await using source = openDataSharing({ host, port: 5439, user, password, database: "prod" });
 * await source.snapshot(async (snapshot) => {
 *   for await (const rows of snapshot.read(selection)) console.log(rows.length);
 * });
 * ```
 */
export class DataSharing implements AsyncDisposable {
  readonly #db: Database;
  #fetchSize: number = FETCH_SIZES[0];

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * The columns of a table, in the order of the source.
   *
   * @param table Its name.
   * @param options `schema`: where. @default "pennylane"
   * @throws {PostgresError} The table does not exist or may not be read.
   */
  probe(
    table: string,
    { schema = "pennylane" }: { readonly schema?: SourceSchema } = {},
  ): Promise<readonly FieldDescription[]> {
    return this.#db.describe(probeStatement(table, schema));
  }

  /** Rows of each company in one grouped statement; companies without a row are absent. */
  countByCompany(table: string, companyColumn: string): Promise<CompanyCount[]> {
    return this.#counts(countStatement(table, companyColumn));
  }

  /** Rows, then the sum of each column, of each company in one grouped statement; decimal text, `null`: nothing to sum. */
  async totals(totals: Totals): Promise<ReadonlyMap<string, readonly (string | null)[]>> {
    const rows = await this.#db.rows(totalsStatement(totals));
    return new Map(rows.map(([companyId, ...sums]) => [companyId ?? "", sums]));
  }

  /** What `etl` tells of each company in one grouped statement; companies without a row are absent. */
  summarize(table: string, companyColumn: string): Promise<CompanySummary[]> {
    return summaries(this.#db, summaryStatement(table, companyColumn));
  }

  /** Rows of `etl` that changed, deleted ones included; companies without one are absent. */
  countChanges(
    table: string,
    companyColumn: string,
    windows: readonly ChangeWindow[],
  ): Promise<CompanyCount[]> {
    return this.#counts(changeCountStatement(table, companyColumn, windows));
  }

  /**
   * Runs `work` on one consistent view of the source.
   *
   * @param work Reads what it needs; it is run again from its start when the source refuses the size of a FETCH.
   */
  async snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    try {
      return await this.#transaction(work);
    } catch (error) {
      if (!refusesFetchSize(error) || this.#fetchSize === FETCH_SIZES[1]) throw error;
      this.#fetchSize = FETCH_SIZES[1];
      return await this.#transaction(work);
    }
  }

  /** Closes the connection. */
  close(): Promise<void> {
    return this.#db.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #counts(statement: string): Promise<CompanyCount[]> {
    const rows = await this.#db.rows(statement);
    return rows.map(([companyId, count]) => ({
      companyId: companyId ?? null,
      rows: Number(count),
    }));
  }

  #transaction<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.#db.transaction(
      (tx: Queryable) =>
        work({
          read: (selection) => openCursor(tx, selection, this.#fetchSize),
          summarize: (table, companyColumn, companies) =>
            summaries(tx, summaryStatement(table, companyColumn, companies)),
        }),
      { isolation: "repeatable read", readOnly: true },
    );
  }
}

/**
 * Opens Data Sharing; the first statement connects.
 *
 * @param settings Server, database and user; TLS is verified unless `sslMode` says otherwise.
 * @param options `service`: how messages name it. @default Data Sharing and its settings
 * @returns To be closed after use (`await using`).
 */
export function openDataSharing(
  settings: ConnectSettings,
  { service = NAMES }: { readonly service?: ServiceNames } = {},
): DataSharing {
  // One connection: Redshift materialises a cursor on its leader, and one at a time is enough.
  const options = { applicationName: "penny", maxConnections: 1, service };
  // Redshift is sent no setting: it knows none of these.
  const bare = { sessionSettings: {}, preferredSettings: {}, idleInTransactionTimeoutMs: null };
  return new DataSharing(connect(settings, { ...options, ...bare }));
}

async function summaries(db: Queryable, statement: string): Promise<CompanySummary[]> {
  const rows = await db.rows(statement);
  return rows.map(([companyId = null, ...values]) => {
    const [total, alive, undated, first = null, synchronised = null, deleted = null] = values;
    return {
      companyId,
      total: Number(total),
      alive: Number(alive),
      undated: Number(undated),
      first,
      last: later(synchronised, deleted),
      mark: values.join("|"),
    };
  });
}

/** The later of two instants that the source wrote in one form: text has their order. */
function later(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other > one) ? other : one;
}

function refusesFetchSize(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (/fetch size .* exceeds the limit/i.test(e.message)) return true;
  }
  return false;
}
