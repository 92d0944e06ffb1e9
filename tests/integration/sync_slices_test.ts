import assert from "node:assert/strict";
import { DOMAINS } from "../../lib/domains/mod.ts";
import { visibleCompanies } from "../../lib/sync/mod.ts";
import { ensureMirror } from "../../lib/sync/mirror_table.ts";
import { stagingColumns } from "../../lib/sync/column_types.ts";
import { readBatch } from "../../lib/sync/data_sharing/read_batch.ts";
import { matchColumns } from "../../lib/sync/data_sharing/source_columns.ts";
import { withStaging } from "../../lib/sync/staging.ts";
import { addCompany, type Books, entry, withBooks } from "./_books.ts";

const DOMAIN = DOMAINS.general_ledger;
const DATES = [
  "2019-12-31",
  "2026-01-01",
  "2026-06-15",
  "2026-12-31",
  "2027-01-01",
  "2027-03-31",
  "2027-04-01",
  "2031-05-05",
  null,
];

/** Reads a big company by slices, and gives the ids that arrived in staging. */
async function readSliced(
  books: Books,
  years: readonly { start: string; end: string }[],
): Promise<string[]> {
  const { db, dataSharing } = books.run();
  const [company] = await visibleCompanies(books.run());
  await ensureMirror(db, DOMAIN, "data_sharing");
  return await db.session((session) =>
    withStaging(
      session,
      { purpose: DOMAIN.name, columns: stagingColumns(DOMAIN, "data_sharing") },
      async (staging) => {
        await readBatch(dataSharing!, session, {
          staging,
          domain: DOMAIN,
          batch: {
            units: [{ source: "data_sharing", domain: "general_ledger", company: company! }],
            rows: 300_000,
            sliced: true,
          },
          columns: matchColumns(DOMAIN, await dataSharing!.probe("general_ledger")),
          years,
        });
        return (await session.rows(`SELECT id FROM ${staging.table} ORDER BY id`)).map(([id]) =>
          id!
        );
      },
    )
  );
}

Deno.test("readBatch() reads every row once, whatever the fiscal years are", () =>
  withBooks("slices", async (books) => {
    await addCompany(books, 1, "Alpha");
    const rows = DATES.flatMap((date, i) => entry(1, 100 + i, { amount: "1", date }));
    await books.add("general_ledger", ...rows);
    await books.read("companies");
    const expected = rows.map((row) => String(row.id)).sort();
    const calendars = [
      [],
      [{ start: "2026-01-01", end: "2026-12-31" }],
      [{ start: "2026-01-01", end: "2026-12-31" }, { start: "2027-04-01", end: "2028-03-31" }],
      [{ start: "2026-01-01", end: "2026-12-31" }, { start: "2026-06-01", end: "2027-03-31" }],
    ];
    for (const years of calendars) assert.deepEqual(await readSliced(books, years), expected);
  }));
