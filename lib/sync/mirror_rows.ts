import { Buffer } from "node:buffer";
import { type Queryable, quoteIdentifier, quoteLiteral } from "../connectors/postgres/mod.ts";
import type { Column, Domain, SourceName } from "../domains/mod.ts";
import { emptyFrame, type Frame, frameFromCsv, releaseFrames } from "../frames/mod.ts";
import { csvChunks } from "./csv_chunks.ts";
import { mirrorTable } from "./mirror_table.ts";

/** Rows of one company in the mirror. */
export interface MirrorSelection {
  readonly domain: Domain;
  readonly source: SourceName;
  readonly companyId: string;
  /** Canonical columns to read. @default all */
  readonly columns?: readonly Column[];
  /** Only rows whose revision is above. */
  readonly since?: string;
  /** At most so many rows, in the order of the key. */
  readonly limit?: number;
  /**
   * Read on to the end when who reads stops early: a COPY left unfinished would cost a transaction its connection.
   * @default false
   */
  readonly readToEnd?: boolean;
}

/** Bytes of CSV that one chunk holds, about 15,000 ledger lines. */
const CHUNK_BYTES = 4 << 20;

/** Chunks after which the memory of their frames is given back; a collection costs about as much as a chunk. */
const CHUNKS_A_RELEASE = 4;

/**
 * Rows alive in the mirror, as frames, in the order of the key.
 *
 * @param db Where to read; a transaction, when several readings must see the same rows.
 * @param selection Which rows and columns.
 * @returns Frames of one company; none when there is no row.
 */
export async function* mirrorChunks(
  db: Queryable,
  selection: MirrorSelection,
): AsyncGenerator<Frame> {
  const columns = selection.columns ?? selection.domain.columns;
  const header = Buffer.from(
    columns.map((column) => quoteIdentifier(column.name)).join(",") + "\n",
  );
  const rows = db.copyOut(selectStatement(selection, columns), { format: "csv", header: false });
  const csv = selection.readToEnd ? toTheEnd(rows) : rows;
  let count = 0;
  for await (const chunk of csvChunks(csv, CHUNK_BYTES)) {
    yield frameFromCsv(Buffer.concat([header, chunk]), columns);
    if (++count % CHUNKS_A_RELEASE === 0) releaseFrames();
  }
}

/** The same bytes; what is left when the reader stops is read and thrown away. */
async function* toTheEnd(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = stream[Symbol.asyncIterator]();
  const next = () => iterator.next();
  try {
    for (let step = await next(); !step.done; step = await next()) yield step.value;
  } finally {
    while (!(await next()).done);
  }
}

/**
 * All rows of a selection in one frame; with the columns and their types even when there is no row.
 *
 * @param db Where to read.
 * @param selection Which rows and columns; all of them must fit into memory.
 * @returns One frame, in the order of the key.
 */
export async function mirrorFrame(db: Queryable, selection: MirrorSelection): Promise<Frame> {
  let whole: Frame | null = null;
  for await (const chunk of mirrorChunks(db, selection)) {
    whole = whole ? whole.vstack(chunk) : chunk;
  }
  return whole ?? emptyFrame(selection.columns ?? selection.domain.columns);
}

function selectStatement(selection: MirrorSelection, columns: readonly Column[]): string {
  const { domain, source, companyId, since, limit } = selection;
  const names = columns.map((column) => quoteIdentifier(column.name)).join(", ");
  const order = domain.key.map(quoteIdentifier).join(", ");
  return `SELECT ${names} FROM ${mirrorTable(domain, source)} ` +
    `WHERE company_id = ${quoteLiteral(companyId)}::bigint AND _deleted_at IS NULL` +
    (since === undefined ? "" : ` AND _revision > ${quoteLiteral(since)}::bigint`) +
    ` ORDER BY ${order}` + (limit === undefined ? "" : ` LIMIT ${Math.trunc(limit)}`);
}
