import writeXlsxFile, { type SheetData } from "write-excel-file/node";
import type { Database } from "../../../connectors/postgres/mod.ts";
import type { ExportJob } from "../export_job.ts";

/** Most rows of a sheet of Excel, header included. */
const MOST_ROWS = 1_048_576;

/** Cells of a workbook: text, numbers for amounts alone. */
type Cell = string | number | null;

/**
 * The general ledger or the analytical ledger of a period as a workbook.
 *
 * @param job Company, period, kind and mode.
 * @param db The stand-in's database.
 * @returns The bytes of an .xlsx file.
 */
export async function ledgerWorkbook(
  job: ExportJob,
  db: Database,
): Promise<Uint8Array<ArrayBuffer>> {
  const rows = job.kind === "general_ledgers"
    ? await generalRows(job, db)
    : await analyticalRows(job, db);
  const sheet: SheetData = rows.slice(0, MOST_ROWS).map((row, index) =>
    row.map((cell) => index === 0 ? { value: String(cell), fontWeight: "bold" } : cellOf(cell))
  );
  return new Uint8Array(await writeXlsxFile(sheet).toBuffer());
}

function cellOf(cell: Cell) {
  if (cell === null || cell === "") return null;
  return typeof cell === "number" ? { value: cell, type: Number } : { value: cell, type: String };
}

const LINES_SQL = `
  SELECT l.id::text, l.date::text, j.code, a.number, a.label, l.label, e.label, e.piece_number,
         e.invoice_number, l.debit::text, l.credit::text, upper(to_hex(l.lettering % 4294967296))
    FROM sandbox_api.ledger_entry_lines l
    JOIN sandbox_api.ledger_accounts a ON a.company_id = l.company_id AND a.id = l.account_id
    JOIN sandbox_api.journals j ON j.company_id = l.company_id AND j.id = l.journal_id
    JOIN sandbox_api.ledger_entries e ON e.company_id = l.company_id AND e.id = l.entry_id
   WHERE l.company_id = $1 AND l.date BETWEEN $2::date AND $3::date`;

async function generalRows(job: ExportJob, db: Database): Promise<Cell[][]> {
  const lines = await db.rows(`${LINES_SQL} ORDER BY a.number, l.date, l.id`, [
    job.companyId,
    job.start,
    job.end,
  ]);
  const head = ["Numéro de compte", "Libellé de compte", "Identifiant de ligne", "Date"];
  const tail = ["Code journal", "Libellé de ligne", "Pièce", "Débit", "Crédit", "Lettrage"];
  return [
    [...head, ...tail],
    ...lines.map((
      [id, date, journal, number, account, label, , piece, , debit, credit, letter],
    ) => [
      number,
      account,
      id,
      date,
      journal,
      label,
      piece,
      Number(debit),
      Number(credit),
      letter,
    ]) as Cell[][],
  ];
}

const TAGS_SQL = `
  SELECT k.line_id::text, g.label, c.label, c.analytical_code, k.weight::text
    FROM sandbox_api.line_categories k
    JOIN sandbox_api.ledger_entry_lines l ON l.company_id = k.company_id AND l.id = k.line_id
    JOIN sandbox_api.categories c ON c.company_id = k.company_id AND c.id = k.category_id
    JOIN sandbox_api.category_groups g ON g.company_id = c.company_id AND g.id = c.group_id
   WHERE k.company_id = $1 AND l.date BETWEEN $2::date AND $3::date
   ORDER BY k.line_id, k.category_id`;

interface Tag {
  readonly group: string;
  readonly label: string;
  readonly code: string | null;
  readonly weight: number;
}

/** English headers, as the API serves them; a line that has several categories is repeated, its amounts shared out. */
async function analyticalRows(job: ExportJob, db: Database): Promise<Cell[][]> {
  const period = [job.companyId, job.start, job.end];
  const tags = new Map<string, Tag[]>();
  for (const [line, group, label, code, weight] of await db.rows(TAGS_SQL, period)) {
    const tag = { group: group!, label: label!, code: code ?? null, weight: Number(weight) };
    tags.set(line!, [...(tags.get(line!) ?? []), tag]);
  }
  const axes = [...new Set([...tags.values()].flat().map((tag) => tag.group))].sort();
  const columns = job.mode === "in_line"
    ? ["Category", "Analytical code"]
    : axes.flatMap((axis) => [`Category : ${axis}`, `Analytical code : ${axis}`]);
  const lines = await db.rows(`${LINES_SQL} ORDER BY l.date, l.id`, period);
  return [
    [
      ...["Line identifier", "Date", "Journal code", "Plan item number", "Plan item label"],
      ...["Line label", "Entry piece", ...columns, "Debit", "Credit"],
    ],
    ...lines.flatMap((line) =>
      lineRows(line, { tags: tags.get(line[0]!) ?? [], axes, mode: job.mode })
    ),
  ];
}

function lineRows(
  line: readonly (string | null)[],
  options: { tags: readonly Tag[]; axes: readonly string[]; mode: ExportJob["mode"] },
): Cell[][] {
  const [id, date, journal, number, account, label, entry, , , debit, credit] = line as string[];
  const start = [id!, date!, journal!, number!, account!, label ?? null, entry ?? null];
  const amounts = [cents(debit!), cents(credit!)];
  const { tags, axes, mode } = options;
  if (mode === "in_column") {
    const marks = axes.flatMap((axis) => {
      const tag = tags.find((one) => one.group === axis);
      return [tag?.label ?? null, tag?.code ?? null];
    });
    return [[...start, ...marks, ...amounts.map((amount) => amount / 100)]];
  }
  if (tags.length === 0) return [[...start, null, null, ...amounts.map((amount) => amount / 100)]];
  const shares = amounts.map((amount) => sharesOf(amount, tags));
  return tags.map((tag, index) => [
    ...start,
    tag.label,
    tag.code,
    ...shares.map((share) => share[index]! / 100),
  ]);
}

function cents(text: string): number {
  return Math.round(Number(text) * 100);
}

/** Whole cents by weight within each axis; the last tag of an axis takes what is left. */
function sharesOf(amount: number, tags: readonly Tag[]): number[] {
  const given = new Map<string, number>();
  return tags.map((tag, index) => {
    const last = !tags.slice(index + 1).some((other) => other.group === tag.group);
    const before = given.get(tag.group) ?? 0;
    const share = last ? amount - before : Math.round(amount * tag.weight);
    given.set(tag.group, before + share);
    return share;
  });
}
