/** A kind of export, as in its path. */
export type ExportKind = "fecs" | "general_ledgers" | "analytical_general_ledgers";

/** An export that was asked for. */
export interface ExportJob {
  readonly kind: ExportKind;
  readonly id: number;
  readonly companyId: number;
  readonly companyName: string;
  readonly siren: string;
  readonly start: string;
  readonly end: string;
  readonly mode: "in_line" | "in_column";
  readonly createdAt: Date;
  polls: number;
}
