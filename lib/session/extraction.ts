import type { Database } from "../connectors/postgres/mod.ts";
import { describeFrame, type Displayable, frameTable, paragraph } from "../display/mod.ts";
import { addedColumns, type Column, columnOf, type Domain } from "../domains/mod.ts";
import { emptyFrame, type Frame } from "../frames/mod.ts";
import { type Company, type ExtractionReport, mirrorChunks, mirrorFrame } from "../sync/mod.ts";

/** Rows of the preview. */
const PREVIEW_ROWS = 10;

/** Which columns of the mirror to read. */
export interface FrameOptions {
  /** Canonical names. @default all columns */
  readonly columns?: readonly string[];
}

/**
 * What a domain holds for the company on display, read from the mirror. `show(extraction)` shows its first rows.
 */
export class Extraction implements Displayable {
  readonly domain: Domain;
  readonly company: Company;
  /** How reading Pennylane ended, for every company. */
  readonly report: ExtractionReport;
  /** First rows of the company, all columns, in the order of the key. */
  readonly preview: Frame;
  /** Rows of the company in all. */
  readonly rowCount: number;
  readonly #db: Database;

  /** Reads the preview; use {@linkcode openExtraction}. */
  private constructor(
    db: Database,
    fields: Pick<Extraction, "domain" | "company" | "report" | "preview" | "rowCount">,
  ) {
    this.#db = db;
    this.domain = fields.domain;
    this.company = fields.company;
    this.report = fields.report;
    this.preview = fields.preview;
    this.rowCount = fields.rowCount;
  }

  /** The extraction of a company, with its first rows read. */
  static async open(
    db: Database,
    { domain, company, report }: Pick<Extraction, "domain" | "company" | "report">,
  ): Promise<Extraction> {
    if (report.unavailable !== null) {
      const preview = emptyFrame(domain.columns);
      return new Extraction(db, { domain, company, report, preview, rowCount: 0 });
    }
    const unit = await db.maybeOne<{ rows: string }>(
      "SELECT rows FROM penny.units WHERE source = $1 AND domain = $2 AND company_id = $3",
      [report.source, domain.name, company.companyId],
    );
    const selection = { domain, source: "data_sharing", companyId: company.companyId } as const;
    const preview = await mirrorFrame(db, { ...selection, limit: PREVIEW_ROWS });
    const rowCount = Number(unit?.rows ?? 0);
    describeFrame(preview, { columns: labelled(domain), rowsInAll: rowCount });
    return new Extraction(db, { domain, company, report, preview, rowCount });
  }

  /**
   * All rows of the company.
   *
   * @param options Which columns; ask for few where the table is long.
   * @returns A frame of the canonical types, in the order of the key.
   * @throws {UsageError} A column that the domain has not.
   */
  async frame(options: FrameOptions = {}): Promise<Frame> {
    const columns = this.#columns(options);
    if (this.report.unavailable !== null) return emptyFrame(columns);
    const frame = await mirrorFrame(this.#db, this.#selection(columns));
    return describeFrame(frame, { columns: labelled(this.domain) });
  }

  /** All rows of the company in pieces of some 15,000 lines, for tables that do not fit into memory. */
  async *chunks(options: FrameOptions = {}): AsyncGenerator<Frame> {
    if (this.report.unavailable !== null) return;
    yield* mirrorChunks(this.#db, this.#selection(this.#columns(options)));
  }

  /** The first rows with French headers, « 10 lignes sur 1 284 ». */
  toDisplay(): ReturnType<Displayable["toDisplay"]> {
    if (this.report.unavailable !== null) {
      return paragraph(`Non disponible : ${this.report.unavailable}.`).toDisplay();
    }
    const { columns } = this.domain;
    return frameTable(this.preview, { columns, rowsInAll: this.rowCount }).toDisplay();
  }

  #columns({ columns }: FrameOptions): readonly Column[] {
    return columns?.map((name) => columnOf(this.domain, name)) ?? this.domain.columns;
  }

  #selection(columns: readonly Column[]) {
    return {
      domain: this.domain,
      source: "data_sharing" as const,
      companyId: this.company.companyId,
      columns,
    };
  }
}

/** Columns of the domain and those that Penny's transforms add to it, so that both have French headers. */
function labelled(domain: Domain): readonly Column[] {
  return [...domain.columns, ...addedColumns(domain.name)];
}
