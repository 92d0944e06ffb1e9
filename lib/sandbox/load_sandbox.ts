import {
  type Database,
  encodeCopyText,
  type Queryable,
  quoteIdentifier,
  quoteName,
  type Session,
} from "../connectors/postgres/mod.ts";
import { grantReader, hideCatalog, READER_ROLE } from "./reader_rights.ts";
import { dayOf } from "./calendar.ts";
import { generateBooks } from "./generate.ts";
import { createFreshTables, FRESH, freshTable, loadColumns, SCHEMAS } from "./load_tables.ts";
import type { Row, TableName } from "./row_context.ts";
import { rowWriter } from "./rows.ts";
import type { BooksOptions, CompanyBooks } from "./types.ts";
import { GENERATOR_VERSION } from "./version.ts";

/** What a load made or found. */
export interface SandboxSummary {
  /** False when the same books were already there. */
  readonly made: boolean;
  readonly companies: number;
  readonly ledgerLines: number;
  /** Rows by table, deleted ones (schema `etl` alone) included. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Rows that one COPY sends, per table. */
const ROWS_PER_COPY = 8_000;
/** Ledger lines from which the planner is told about the tables at once. */
const ANALYZE_FROM = 100_000;
/** Rows encoded at once. */
const ROWS_PER_CHUNK = 250;

/**
 * Fills the Data Sharing stand-in: loads into fresh schemas, then swaps them in one transaction. Does nothing when the books
 * of the same options are already there; two processes that ask at once make them once.
 *
 * @param db Connected as owner to the stand-in's database.
 * @param options What to generate.
 * @returns What is there now.
 * @throws UsageError when an option is out of range.
 */
export async function loadSandbox(db: Database, options: BooksOptions): Promise<SandboxSummary> {
  const books = generateBooks(options);
  return await db.session(async (session) => {
    await session.execute("SELECT pg_advisory_lock(hashtextextended('penny_sandbox', 0))");
    return await findMade(session, options) ?? await make(session, options, books);
  });
}

/** What decides the books, as one text. */
function inputOf(options: BooksOptions): string {
  return JSON.stringify({
    version: GENERATOR_VERSION,
    seed: options.seed,
    date: options.date,
    companies: options.companies ?? 3,
    lines: options.lines ?? null,
    orphans: options.orphans ?? false,
    plantedMistakes: options.plantedMistakes ?? true,
    ...(options.years === undefined ? {} : { years: options.years }),
  });
}

async function findMade(db: Queryable, options: BooksOptions): Promise<SandboxSummary | null> {
  // Unlogged like the tables that it describes: a crash empties both.
  await db.execute(`
    CREATE SCHEMA IF NOT EXISTS penny_sandbox;
    CREATE UNLOGGED TABLE IF NOT EXISTS penny_sandbox.made (
      input text PRIMARY KEY,
      seed bigint NOT NULL,
      date date NOT NULL,
      generator_version text NOT NULL,
      summary jsonb NOT NULL,
      made_at timestamptz NOT NULL DEFAULT now()
    )`);
  const found = await db.maybeOne<{ summary: SandboxSummary }>(
    "SELECT summary FROM penny_sandbox.made WHERE input = $1",
    [inputOf(options)],
  );
  return found && { ...found.summary, made: false };
}

async function make(
  session: Session,
  options: BooksOptions,
  allBooks: Iterable<CompanyBooks>,
): Promise<SandboxSummary> {
  await createFreshTables(session);
  const writer = new TableWriter(session);
  let companies = 0;
  for (const books of allBooks) {
    const write = rowWriter(books.company, { today: dayOf(options.date), write: writer.add });
    for (const item of books.items()) {
      write(item);
      if (writer.full) await writer.flush(ROWS_PER_COPY);
    }
    if (books.company.listed) companies++;
  }
  await writer.flush();
  const rows = Object.fromEntries(writer.rows);
  if ((rows.general_ledger ?? 0) >= ANALYZE_FROM) await session.execute("ANALYZE");
  const summary = { made: true, companies, ledgerLines: rows.general_ledger ?? 0, rows };
  await session.transaction((tx) => swap(tx, options, summary));
  return summary;
}

/** What waits for a table: encoded rows, and the last few that are not yet. */
interface Waiting {
  readonly chunks: Uint8Array[];
  rows: Row[];
  count: number;
}

/** Collects rows by table, encodes them early (rows as objects take ten times the room) and sends them by COPY. */
class TableWriter {
  /** Rows sent, by table. */
  readonly rows = new Map<TableName, number>();
  /** Whether a table has enough rows to send. */
  full = false;
  readonly #db: Queryable;
  readonly #waiting = new Map<TableName, Waiting>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** Takes a row. */
  readonly add = (table: TableName, row: Row): void => {
    let waiting = this.#waiting.get(table);
    if (waiting === undefined) {
      this.#waiting.set(table, waiting = { chunks: [], rows: [], count: 0 });
    }
    waiting.rows.push(row);
    if (waiting.rows.length >= ROWS_PER_CHUNK) encode(waiting);
    if (++waiting.count >= ROWS_PER_COPY) this.full = true;
  };

  /** Sends what waits for the tables that have at least so many rows. */
  async flush(atLeast = 1): Promise<void> {
    for (const [table, waiting] of this.#waiting) {
      if (waiting.count < atLeast) continue;
      const columns = loadColumns(table).map((column) => column.name);
      encode(waiting);
      await this.#db.copyIn({ ...freshTable(table), columns, format: "text" }, waiting.chunks);
      this.rows.set(table, (this.rows.get(table) ?? 0) + waiting.count);
      this.#waiting.delete(table);
    }
    this.full = false;
  }
}

function encode(waiting: Waiting): void {
  if (waiting.rows.length > 0) waiting.chunks.push(encodeCopyText(waiting.rows));
  waiting.rows = [];
}

async function swap(tx: Queryable, options: BooksOptions, summary: SandboxSummary): Promise<void> {
  const { reader } = await tx.one<{ reader: boolean }>(
    "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS reader",
    [READER_ROLE],
  );
  for (const schema of SCHEMAS) {
    await tx.execute(`DROP SCHEMA IF EXISTS ${quoteIdentifier(schema)} CASCADE`);
    await tx.execute(
      `ALTER SCHEMA ${quoteIdentifier(schema + FRESH)} RENAME TO ${quoteIdentifier(schema)}`,
    );
  }
  if (reader) await grantReader(tx);
  await hideCatalog(tx);
  await tx.execute(`DELETE FROM ${quoteName("penny_sandbox", "made")}`);
  await tx.execute(
    `INSERT INTO penny_sandbox.made (input, seed, date, generator_version, summary)
     VALUES ($1, $2, $3, $4, $5::jsonb)`,
    [inputOf(options), options.seed, options.date, GENERATOR_VERSION, JSON.stringify(summary)],
  );
}
