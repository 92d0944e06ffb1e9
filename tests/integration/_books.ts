import { fixedClock, type PennyEvent } from "../../lib/base/mod.ts";
import { loadConfig } from "../../lib/config/mod.ts";
import { openDataSharing } from "../../lib/connectors/data_sharing/mod.ts";
import {
  type ConnectSettings,
  type Database,
  quoteIdentifier,
  quoteName,
} from "../../lib/connectors/postgres/mod.ts";
import { type AnyDomainName, type Column, DOMAINS } from "../../lib/domains/mod.ts";
import {
  extractDomain,
  type ExtractionReport,
  publishDomain,
  registerCompanies,
  type SyncContext,
  type Transform,
} from "../../lib/sync/mod.ts";
import { openWarehouse } from "../../lib/warehouse/mod.ts";
import { type TestDatabase, withDatabase, withWarehouseDatabase } from "./_server.ts";

/** A row of the source; columns that are not named are null. */
export type SourceRow = Readonly<Record<string, string | number | boolean | null>>;

/** A source made by hand, and a warehouse that reads it. */
export interface Books {
  /** The source's database, as its owner. */
  readonly source: Database;
  /** How to open more connections to the source. */
  readonly sourceSettings: ConnectSettings;
  /** The warehouse. */
  readonly db: Database;
  /** How to open more connections to the warehouse. */
  readonly warehouseSettings: TestDatabase["settings"];
  /** Every event so far. */
  readonly events: PennyEvent[];
  /** A context as a new run would have it. */
  run(overrides?: Partial<SyncContext>): SyncContext;
  /** Adds rows to a table of the source. */
  add(table: AnyDomainName, ...rows: SourceRow[]): Promise<void>;
  /** Reads a domain in a new run, with what it stands on. */
  read(domain: AnyDomainName, overrides?: Partial<SyncContext>): Promise<ExtractionReport>;
  /** Publishes a domain in a new run. */
  publish(
    domain: AnyDomainName,
    transform?: Transform,
    overrides?: Partial<SyncContext>,
  ): ReturnType<typeof publishDomain>;
}

/** How a source is made. */
export interface BooksOptions {
  /**
   * Whether it has the schema `etl`: its tables hold the rows, deleted ones too, and `pennylane` shows those alive. Rows that
   * are added count as synchronised at {@linkcode SYNCHRONISED}.
   * @default false
   */
  readonly etl?: boolean;
}

/** When the rows of a source with `etl` were synchronised, unless a test says otherwise. */
export const SYNCHRONISED = "2026-10-30 04:30:00";

/** Tables that `etl` does not have. */
const NOT_IN_ETL = ["trial_balance", "vat_declarations"];

/** Runs a test on an empty source with the tables of Data Sharing, and an empty warehouse. */
export function withBooks(
  name: string,
  test: (books: Books) => Promise<void>,
  { etl = false }: BooksOptions = {},
): Promise<void> {
  return withDatabase(
    `${name}_src`,
    ({ db: source, settings: sourceSettings }) =>
      withWarehouseDatabase(name, async ({ settings }) => {
        await createSource(source, etl);
        const root = await Deno.makeTempDir();
        const config = loadConfig({ root, dotenv: null, env: environment(settings) });
        await using warehouse = await openWarehouse(config, { notify: () => {} });
        await using dataSharing = openDataSharing({ ...sourceSettings, sslMode: "disable" });
        const events: PennyEvent[] = [];
        let runs = 0;
        const run = (overrides: Partial<SyncContext> = {}): SyncContext => ({
          db: warehouse.db,
          dataSharing,
          api: [],
          sourceChoice: {},
          schema: "pennylane",
          runId: `run-${++runs}`,
          fingerprint: "same",
          companies: [],
          clock: fixedClock(new Date(Date.UTC(2026, 9, 31, 12, 0, runs))),
          emit: (event) => events.push(event),
          ...overrides,
        });
        try {
          await test({
            source,
            sourceSettings: { ...sourceSettings, sslMode: "disable" },
            db: warehouse.db,
            warehouseSettings: settings,
            events,
            run,
            add: (table, ...rows) => addRows(source, table, rows),
            read: (domain, overrides) => read(run(overrides), domain),
            publish: (domain, transform = (frame) => frame, overrides) =>
              publishDomain(run(overrides), domain, { transform }),
          });
        } finally {
          await Deno.remove(root, { recursive: true });
        }
      }),
  );
}

async function read(context: SyncContext, domain: AnyDomainName): Promise<ExtractionReport> {
  await registerCompanies(context);
  if (domain !== "fiscal_years") await extractDomain(context, "fiscal_years");
  return await extractDomain(context, domain);
}

function environment(
  server: { host: string; port: number; user: string; password: string; database: string },
): Record<string, string> {
  return {
    POSTGRES_HOST: server.host,
    POSTGRES_PORT: String(server.port),
    POSTGRES_USER: server.user,
    POSTGRES_PASSWORD: server.password,
    POSTGRES_DB: server.database,
    PENNYLANE_DATA_SHARING_KEY: "unused",
    REDSHIFT_USER: "u_1",
  };
}

async function createSource(source: Database, etl: boolean): Promise<void> {
  await source.execute("CREATE SCHEMA pennylane");
  if (etl) await source.execute("CREATE SCHEMA etl");
  for (const domain of Object.values(DOMAINS)) {
    const columns = domain.columns.filter((column) => column.sources.data_sharing !== null)
      .map((column) => `${quoteIdentifier(column.sources.data_sharing!)} ${sourceType(column)}`);
    const table = quoteName("pennylane", domain.name);
    if (!etl || NOT_IN_ETL.includes(domain.name)) {
      await source.execute(`CREATE TABLE ${table} (${columns.join(", ")})`);
      continue;
    }
    const told = [
      `synchronised_at timestamp DEFAULT '${SYNCHRONISED}'`,
      "deleted_at timestamp",
    ];
    const names = columns.map((column) => column.split('" ')[0] + '"').join(", ");
    await source.execute(
      `CREATE TABLE ${quoteName("etl", domain.name)} (${[...columns, ...told].join(", ")}); ` +
        `CREATE VIEW ${table} AS SELECT ${names} FROM ${quoteName("etl", domain.name)} ` +
        "WHERE deleted_at IS NULL",
    );
  }
}

function sourceType(column: Column): string {
  if (column.roundedFromDouble) return "double precision";
  if (column.type === "decimal") return "numeric";
  return column.type === "timestamp" ? "timestamp without time zone" : column.type;
}

async function addRows(
  source: Database,
  table: AnyDomainName,
  rows: readonly SourceRow[],
): Promise<void> {
  for (const row of rows) {
    const names = Object.keys(row);
    await source.execute(
      `INSERT INTO ${quoteName("pennylane", table)} (${names.map(quoteIdentifier).join(", ")}) ` +
        `VALUES (${names.map((_, i) => `$${i + 1}`).join(", ")})`,
      Object.values(row),
    );
  }
}

/** A company with the fiscal year 2026. */
export async function addCompany(books: Books, id: number, name: string): Promise<void> {
  await books.add("companies", { id, name, registration_number: String(732829320 + id) });
  await books.add("fiscal_years", {
    id: id * 10,
    company_id: id,
    start_date: "2026-01-01",
    end_date: "2026-12-31",
  });
}

/** A balanced entry of two lines: purchase of `amount` from a supplier. */
export function entry(
  companyId: number,
  documentId: number,
  { amount, date = "2026-03-15" }: { amount: string; date?: string | null },
): [SourceRow, SourceRow] {
  const common = { company_id: companyId, document_id: documentId, date, journal_code: "HA" };
  return [
    {
      ...common,
      id: documentId * 10,
      plan_item_number: "606300",
      label: 'Fournitures; "petites"\nligne 2',
      debit: amount,
      credit: "0",
    },
    {
      ...common,
      id: documentId * 10 + 1,
      plan_item_number: "401EDF",
      label: "",
      debit: "0",
      credit: amount,
    },
  ];
}

/** Longest wait for work that would never end if its connections waited for one another. */
const SOON_MS = 30_000;

/** The value of a promise, or an error when it does not come: a test must not hang. */
export async function soon<T>(promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("no end in sight")), SOON_MS);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until a statement on this database waits for a lock. */
export async function untilBlocked({ db }: Books): Promise<void> {
  for (;;) {
    const { blocked } = await db.one<{ blocked: boolean }>(
      "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() " +
        "AND cardinality(pg_blocking_pids(pid)) > 0) AS blocked",
    );
    if (blocked) return;
    await db.execute("SELECT pg_sleep(0.01)");
  }
}
