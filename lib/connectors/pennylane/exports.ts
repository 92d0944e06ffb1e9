/** Options of an export. */
export interface ExportOptions {
  /** First day, `YYYY-MM-DD`, inclusive. */
  readonly from: string;
  /** Last day, `YYYY-MM-DD`, inclusive. */
  readonly to: string;
  /** Milliseconds between two questions whether it is ready; each counts in the rate limit. @default 1000 */
  readonly pollMs?: number;
  /** Milliseconds after which to give up. @default 300000 */
  readonly maxWaitMs?: number;
}

/** Options of the analytical ledger. */
export interface AnalyticalExportOptions extends ExportOptions {
  /** One line per category, or one pair of columns per axis. @default "in_line" */
  readonly mode?: "in_line" | "in_column";
}

/** A file that Pennylane made. Its link lives 30 minutes; a new one is asked for when it is needed. */
export interface ExportFile {
  /** Id of the export, among those of its kind. */
  readonly id: number;
  /** Name that Pennylane gave, e.g. `123456789FEC20261231.txt`. */
  readonly fileName: string;
  /** Downloads the file, chunk by chunk; may be called again. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Downloads the file into memory. */
  bytes(): Promise<Uint8Array>;
}

/** The exports of a company: each asks for the file, waits until it is ready, and answers with it. */
export interface Exports {
  /** FEC: text, the 18 legal columns; tab or `|`: read it from the header line. Scope `exports:fec`. */
  fec(options: ExportOptions): Promise<ExportFile>;
  /** General ledger: `.xlsx`. Scope `exports:gl`. */
  generalLedger(options: ExportOptions): Promise<ExportFile>;
  /** Analytical ledger: `.xlsx`, headers in French or English. Scope `exports:agl`. */
  analyticalLedger(options: AnalyticalExportOptions): Promise<ExportFile>;
}
