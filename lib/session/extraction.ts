import type { Database } from "../connectors/postgres/mod.ts";
import {
  describeFrame,
  type Displayable,
  frameTable,
  paragraph,
  withKernelDisplay,
} from "../display/mod.ts";
import {
  addedColumns,
  type Column,
  columnOf,
  type Domain,
  type SourceName,
} from "../domains/mod.ts";
import { emptyFrame, type Frame } from "../frames/mod.ts";
import { givenColumns } from "../transforms/mod.ts";
import {
  type Company,
  type ExtractionReport,
  mirrorChunks,
  mirrorFrame,
  type MirrorSelection,
} from "../sync/mod.ts";

/** Rows of the preview. */
const PREVIEW_ROWS = 10;

const NEVER_READ = "aucune source ne l'a encore donné pour cette société";

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
  /** Where the rows of the company come from; null: from nowhere. */
  readonly source: SourceName | null;
  /** French reason why no source gives the domain for the company; null when one does. */
  readonly unavailable: string | null;
  /** First rows of the company, all columns, in the order of the key. */
  readonly preview: Frame;
  /** Rows of the company in all. */
  readonly rowCount: number;
  readonly #db: Database;

  /** Reads the preview; use {@linkcode openExtraction}. */
  private constructor(
    db: Database,
    fields: Omit<Extraction, "frame" | "chunks" | "toDisplay">,
  ) {
    this.#db = db;
    this.domain = fields.domain;
    this.company = fields.company;
    this.report = fields.report;
    this.source = fields.source;
    this.unavailable = fields.unavailable;
    this.preview = fields.preview;
    this.rowCount = fields.rowCount;
    withKernelDisplay(this);
  }

  /** The extraction of a company, with its first rows read. */
  static async open(
    db: Database,
    { domain, company, report }: Pick<Extraction, "domain" | "company" | "report">,
  ): Promise<Extraction> {
    const given = { domain, company, report };
    const { companyId } = company;
    const missing = report.missing.find((one) => one.company.companyId === companyId);
    const unavailable = report.unavailable ?? missing?.reason ?? null;
    const source = unavailable === null ? await sourceInForce(db, given) : null;
    if (source === null) {
      const preview = emptyFrame(domain.columns);
      const reason = unavailable ?? NEVER_READ;
      return new Extraction(db, { ...given, source, unavailable: reason, preview, rowCount: 0 });
    }
    const unit = await db.maybeOne<{ rows: string }>(
      "SELECT rows FROM penny.units WHERE source = $1 AND domain = $2 AND company_id = $3",
      [source, domain.name, companyId],
    );
    const preview = await mirrorFrame(db, { domain, source, companyId, limit: PREVIEW_ROWS });
    const rowCount = Number(unit?.rows ?? 0);
    describeFrame(preview, { columns: labelled(domain), rowsInAll: rowCount });
    return new Extraction(db, { ...given, source, unavailable: null, preview, rowCount });
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
    const selection = this.#selection(columns);
    if (selection === null) return emptyFrame(columns);
    const frame = await mirrorFrame(this.#db, selection);
    return describeFrame(frame, { columns: labelled(this.domain) });
  }

  /** All rows of the company in pieces of some 15,000 lines, for tables that do not fit into memory. */
  async *chunks(options: FrameOptions = {}): AsyncGenerator<Frame> {
    const selection = this.#selection(this.#columns(options));
    if (selection !== null) yield* mirrorChunks(this.#db, selection);
  }

  /** The first rows with French headers, « 10 lignes sur 1 284 ». */
  toDisplay(): ReturnType<Displayable["toDisplay"]> {
    if (this.unavailable !== null) {
      return paragraph(`Non disponible : ${this.unavailable}.`).toDisplay();
    }
    // What the source cannot give is null in every row, and says nothing of the company.
    const given = givenColumns(this);
    const columns = this.domain.columns.filter(({ name }) => given.includes(name));
    const shown = this.preview.select(...given);
    return frameTable(shown, { columns, rowsInAll: this.rowCount }).toDisplay();
  }

  #columns({ columns }: FrameOptions): readonly Column[] {
    return columns?.map((name) => columnOf(this.domain, name)) ?? this.domain.columns;
  }

  #selection(columns: readonly Column[]): MirrorSelection | null {
    const { domain, source, company: { companyId } } = this;
    return source === null ? null : { domain, source, companyId, columns };
  }
}

/** The source whose rows the company shows: the one in force, or none as long as no reading was green. */
async function sourceInForce(
  db: Database,
  { domain, company, report }: Pick<Extraction, "domain" | "company" | "report">,
): Promise<SourceName | null> {
  const row = await db.maybeOne<{ source: SourceName }>(
    "SELECT source FROM penny.sources_in_force WHERE domain = $1 AND company_id = $2",
    [domain.name, company.companyId],
  );
  const unit = report.units.find((one) => one.unit.company.companyId === company.companyId);
  return row?.source ?? unit?.unit.source ?? null;
}

/** Columns of the domain and those that Penny's transforms add to it, so that both have French headers. */
function labelled(domain: Domain): readonly Column[] {
  return [...domain.columns, ...addedColumns(domain.name)];
}
