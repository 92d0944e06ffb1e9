import { encodeCopyText, type Queryable } from "../../connectors/postgres/mod.ts";
import { MIRROR_SCHEMA } from "../mirror_table.ts";
import type { Staging, StagingColumn, StagingDefinition } from "../staging.ts";
import type { ApiRow } from "./resource_pages.ts";
import type { RowKeys } from "./row_keys.ts";

/** Columns of the staging table that takes the rows of the API as they came. */
const RAW_COLUMNS: readonly StagingColumn[] = [
  { name: "company_id", type: "bigint" },
  { name: "resource", type: "text" },
  { name: "id", type: "bigint" },
  { name: "data", type: "jsonb" },
];

/**
 * The staging table that takes the rows of the API as they came.
 *
 * @param domain Part of its name.
 */
export function rawStaging(domain: string): StagingDefinition {
  const index = ["company_id", "resource", "id"];
  return { purpose: `raw_${domain}`, columns: RAW_COLUMNS, index };
}

/** Rows that one COPY takes: pages come seconds apart, and no statement should stay open between them. */
const ROWS_A_COPY = 2_000;

/** Which rows go to staging, and what of them. */
export interface RawResource {
  /** Made by {@linkcode rawStaging}. */
  readonly staging: Staging;
  /** Rows, page by page; a thousand or two wait in memory. */
  readonly pages: AsyncIterable<readonly ApiRow[]>;
  readonly companyId: string;
  readonly resource: string;
  /** Top-level keys that are kept; links to files are never among them. */
  readonly keys: readonly string[];
  /** Looks at all keys, and gives those that this version does not know. @default they are left */
  readonly rowKeys?: RowKeys;
  /** Told after each COPY how many rows and pages there were so far. */
  readonly onProgress: (rows: number, pages: number) => void;
}

/**
 * Copies pages of the API into raw staging, as JSON cut down to the keys that are used.
 *
 * @param session Connection that made the table.
 * @param raw The pages, and what is kept of them.
 * @returns Rows copied.
 */
export async function stageRawRows(
  session: Queryable,
  raw: RawResource,
): Promise<number> {
  const { staging, pages } = raw;
  let waiting: (string | null)[][] = [];
  let staged = 0;
  let pagesRead = 0;
  const flush = async () => {
    if (waiting.length === 0) return;
    await session.copyIn({
      schema: MIRROR_SCHEMA,
      table: staging.name,
      columns: RAW_COLUMNS.map(({ name }) => name),
      format: "text",
    }, [encodeCopyText(waiting)]);
    staged += waiting.length;
    waiting = [];
    raw.onProgress(staged, pagesRead);
  };
  for await (const page of pages) {
    pagesRead++;
    waiting.push(...page.map((row) => rawRow(row, raw)));
    if (waiting.length >= ROWS_A_COPY) await flush();
  }
  await flush();
  return staged;
}

function rawRow(
  row: ApiRow,
  { companyId, resource, keys, rowKeys }: RawResource,
): (string | null)[] {
  const kept = Object.fromEntries([
    ...keys.flatMap((key) => key in row ? [[key, row[key]]] : []),
    ...rowKeys?.entriesOf(row) ?? [],
  ]);
  const id = row.id === undefined ? null : String(row.id);
  return [companyId, resource, id, withoutNul(JSON.stringify(kept))];
}

/** PostgreSQL has no character NUL; a text that holds one says nothing by it. */
function withoutNul(json: string): string {
  return json.includes("\\u0000") ? json.replace(/(?<!\\)((?:\\\\)*)\\u0000/g, "$1") : json;
}
