import type { Database } from "../../../connectors/postgres/mod.ts";
import type { ExportJob } from "../export_job.ts";

/** Columns of article A47 A-1 of the Livre des procédures fiscales, in its order. */
const COLUMNS = [
  "JournalCode",
  "JournalLib",
  "EcritureNum",
  "EcritureDate",
  "CompteNum",
  "CompteLib",
  "CompAuxNum",
  "CompAuxLib",
  "PieceRef",
  "PieceDate",
  "EcritureLib",
  "Debit",
  "Credit",
  "EcritureLet",
  "DateLet",
  "ValidDate",
  "Montantdevise",
  "Idevise",
];

/** Lines read at once. */
const BATCH = 5_000;

const SQL = `
  SELECT j.code, j.label, l.entry_id::text, to_char(l.date, 'YYYYMMDD'),
         CASE WHEN a.auxiliary THEN left(a.number, 3) ELSE a.number END,
         CASE WHEN a.auxiliary THEN r.label ELSE a.label END,
         CASE WHEN a.auxiliary THEN a.number END, CASE WHEN a.auxiliary THEN a.label END,
         coalesce(nullif(e.piece_number, ''), l.entry_id::text), to_char(l.date, 'YYYYMMDD'),
         coalesce(nullif(l.label, ''), e.label), replace(l.debit::text, '.', ','),
         replace(l.credit::text, '.', ','), upper(to_hex(l.lettering % 4294967296)),
         CASE WHEN l.lettering IS NOT NULL THEN to_char(l.updated_at, 'YYYYMMDD') END,
         to_char(least(y.finish + 120, l.updated_at::date), 'YYYYMMDD'), NULL, NULL,
         l.date::text, l.id::text
    FROM sandbox_api.ledger_entry_lines l
    JOIN sandbox_api.ledger_accounts a ON a.company_id = l.company_id AND a.id = l.account_id
    JOIN sandbox_api.journals j ON j.company_id = l.company_id AND j.id = l.journal_id
    JOIN sandbox_api.ledger_entries e ON e.company_id = l.company_id AND e.id = l.entry_id
    LEFT JOIN sandbox_api.ledger_accounts r
      ON r.company_id = l.company_id AND a.auxiliary AND r.number = left(a.number, 3)
    LEFT JOIN sandbox_api.fiscal_years y
      ON y.company_id = l.company_id AND l.date BETWEEN y.start AND y.finish
   WHERE l.company_id = $1 AND l.date <= $3::date AND (l.date, l.id) > ($2::date, $4::bigint)
   ORDER BY l.date, l.id LIMIT ${BATCH}`;

/**
 * The FEC of a period: UTF-8, tabs, CRLF, decimal comma. Lines are read by key as the file is downloaded.
 *
 * @param job Company and period.
 * @param db The stand-in's database.
 */
export function fecFile(job: ExportJob, db: Database): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const lines = fecLines(job, db);
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) return controller.close();
      controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}

async function* fecLines(job: ExportJob, db: Database): AsyncGenerator<string, undefined> {
  yield COLUMNS.join("\t") + "\r\n";
  let from: [string, string] = [dayBefore(job.start), "9223372036854775807"];
  for (;;) {
    const rows = await db.rows(SQL, [job.companyId, from[0], job.end, from[1]]);
    if (rows.length > 0) yield rows.map(lineOf).join("");
    if (rows.length < BATCH) return undefined;
    from = rows.at(-1)!.slice(COLUMNS.length) as [string, string];
  }
}

function lineOf(row: readonly (string | null)[]): string {
  const values = row.slice(0, COLUMNS.length);
  return values.map((value) => (value ?? "").replace(/[\t\r\n]+/g, " ")).join("\t") + "\r\n";
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
