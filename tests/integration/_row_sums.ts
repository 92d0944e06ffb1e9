import assert from "node:assert/strict";
import { type Database, quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import { type DomainName, DOMAINS, type SourceName } from "../../lib/domains/mod.ts";

/** Rows of a table: SQL after FROM, and one text for each row. */
export interface RowSet {
  readonly db: Database;
  readonly from: string;
  /** SQL of a text that says all of a row. */
  readonly text: string;
}

/**
 * SQL of all of a row as one text, whatever scale a number is kept with.
 *
 * @param domain What the row is of.
 * @param source Whose columns count.
 */
export function rowText(domain: DomainName, source: SourceName): string {
  const columns = DOMAINS[domain].columns
    .filter(({ derived, sources }) => !derived && sources[source] !== null);
  const texts = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    return type === "decimal" ? `trim_scale(${column}::numeric)::text` : `${column}::text`;
  });
  return `concat_ws('|', ${texts.map((text) => `coalesce(${text}, '∅')`).join(", ")})`;
}

/**
 * Holds two sets of rows, on two servers, to be the same; only sums travel unless they differ.
 *
 * @param actual Rows under test.
 * @param expected Rows of the source.
 * @param what For the message.
 */
export async function assertSameRows(
  actual: RowSet,
  expected: RowSet,
  what: string,
): Promise<void> {
  const [mine, theirs] = [await sumOf(actual), await sumOf(expected)];
  if (JSON.stringify(mine) === JSON.stringify(theirs)) return;
  const [ours, wanted] = [await linesOf(actual), await linesOf(expected)];
  const [has, wants] = [new Set(ours), new Set(wanted)];
  const extra = ours.filter((line) => !wants.has(line));
  const missing = wanted.filter((line) => !has.has(line));
  assert.fail(
    [
      `${what}: ${ours.length} rows instead of ${wanted.length}, ${extra.length} too many, ${missing.length} missing`,
      ...extra.slice(0, 3).map((line) => `+ ${line}`),
      ...missing.slice(0, 3).map((line) => `- ${line}`),
    ].join("\n"),
  );
}

async function sumOf({ db, from, text }: RowSet): Promise<unknown> {
  const [row] = await db.rows(
    `SELECT count(*), sum(hashtextextended(${text}, 0)::numeric) FROM ${from}`,
  );
  return row;
}

async function linesOf({ db, from, text }: RowSet): Promise<string[]> {
  return (await db.rows(`SELECT ${text} FROM ${from} ORDER BY 1`)).map(([line]) => line!);
}
