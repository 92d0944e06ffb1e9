import type { Database, Queryable } from "../../lib/connectors/postgres/mod.ts";

/** The company with the longest ledger. */
export interface LargestLedger {
  /** As in Data Sharing. */
  readonly companyId: number;
  readonly company: string;
}

/**
 * Finds the company with the longest ledger.
 *
 * @param books The synthetic books.
 * @returns Its id in Data Sharing, and its name.
 */
export async function largestLedger(books: Database): Promise<LargestLedger> {
  const { id, name } = await books.one<{ id: string; name: string }>(
    `SELECT c.id, c.name FROM pennylane.companies c JOIN pennylane.general_ledger g ON g.company_id = c.id
      GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1`,
  );
  return { companyId: Number(id), company: name };
}

/**
 * Changes the label of some lines, drawn without an order, in both faces of the books: a line gets an event in the API and a
 * new `synchronised_at` in Data Sharing.
 *
 * @param books The synthetic books.
 * @param ledger Whose lines.
 * @param options `rows`: how many; `at`: when.
 * @returns How many entries they belong to.
 */
export async function changeLines(
  books: Database,
  { companyId }: LargestLedger,
  { rows, at }: { readonly rows: number; readonly at: Date },
): Promise<number> {
  if (rows === 0) return 0;
  const moment = at.toISOString().replace("T", " ").replace("Z", "");
  return await books.transaction(async (tx) => {
    await changeInApi(tx, { companyId, rows, moment });
    await tx.execute(
      `UPDATE etl.general_ledger e SET label = concat(e.label, '+'), synchronised_at = $2::text::timestamp
         FROM (SELECT id FROM etl.general_ledger WHERE company_id = $1 AND deleted_at IS NULL
                ORDER BY md5(id::text || $2::text) LIMIT $3) drawn
        WHERE e.company_id = $1 AND e.id = drawn.id`,
      [companyId, moment, rows],
    );
    const { count } = await tx.one<{ count: string }>(
      `SELECT count(DISTINCT l.entry_id) FROM sandbox_api.ledger_entry_lines l
         JOIN sandbox_api.events v ON v.feed = 'ledger_entry_lines' AND v.company_id = l.company_id AND v.id = l.id
        WHERE l.company_id = $1 AND v.updated_at = $2::text::timestamp`,
      [companyId, moment],
    );
    return Number(count);
  });
}

async function changeInApi(
  tx: Queryable,
  { companyId, rows, moment }: { companyId: number; rows: number; moment: string },
): Promise<void> {
  await tx.execute(
    `WITH changed AS (
       UPDATE sandbox_api.ledger_entry_lines l SET label = concat(l.label, '+')
         FROM (SELECT id FROM sandbox_api.ledger_entry_lines WHERE company_id = $1
                ORDER BY md5(id::text || $2::text) LIMIT $3) drawn
        WHERE l.company_id = $1 AND l.id = drawn.id
       RETURNING l.id)
     INSERT INTO sandbox_api.events (feed, company_id, id, operation, processed_at, updated_at, created_at)
     SELECT 'ledger_entry_lines', $1, id, 'update',
            $2::text::timestamp - interval '10 minutes' + row_number() OVER (ORDER BY id) * interval '10 milliseconds',
            $2::text::timestamp, $2::text::timestamp
       FROM changed`,
    [companyId, moment, rows],
  );
}
