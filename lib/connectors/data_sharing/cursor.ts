import type { Queryable } from "../postgres/mod.ts";
import { closeStatement, declareStatement, fetchStatement, type Selection } from "./statements.ts";

/**
 * Reads a selection through a cursor, the next FETCH under way while the caller works on the rows of the last one.
 *
 * @param tx An open transaction; it holds no other cursor.
 * @param selection What to read.
 * @param fetchSize Rows a FETCH.
 * @returns Batches of rows, none empty.
 */
export async function* openCursor(
  tx: Queryable,
  selection: Selection,
  fetchSize: number,
): AsyncGenerator<(string | null)[][]> {
  await tx.execute(declareStatement(selection));
  let next = tx.rows(fetchStatement(fetchSize));
  for (;;) {
    const rows = await next;
    if (rows.length < fetchSize) {
      await tx.execute(closeStatement());
      if (rows.length > 0) yield rows;
      return;
    }
    next = tx.rows(fetchStatement(fetchSize));
    // Heard by the await above when the caller comes back; a caller that leaves early must not crash the process.
    next.catch(() => undefined);
    yield rows;
  }
}
