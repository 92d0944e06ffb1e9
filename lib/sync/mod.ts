/** Reading a source into the mirror, and the mirror into the published tables. @module */
export { readNamedImbalances } from "./accepted_imbalances.ts";
export { findCompany, selectCompanies, visibleCompanies } from "./companies.ts";
export { extractDomain } from "./extract_domain.ts";
export type { ExtractOptions } from "./extract_domain.ts";
export { mirrorChunks, mirrorFrame } from "./mirror_rows.ts";
export type { MirrorSelection } from "./mirror_rows.ts";
export { fiscalYearsOf } from "./fiscal_years.ts";
export { ensureMirror, MIRROR_SCHEMA, mirrorTable } from "./mirror_table.ts";
export { registerCompanies } from "./register_companies.ts";
export type {
  ApiToken,
  Company,
  ExtractionReport,
  FirmToken,
  GateResult,
  MergeCounts,
  MissingCompany,
  PlanKind,
  Registration,
  SourceChoice,
  SyncContext,
  Unit,
  UnitPlan,
  UnitResult,
} from "./types.ts";
export { forgetCompany, traceOfCompany } from "./forget_company.ts";
export type { CompanyTrace } from "./forget_company.ts";
export { leftCompanies, leftNotes } from "./left_companies.ts";
export { publishDomain } from "./publish.ts";
export type { PublicationReport, PublishOptions } from "./publish.ts";
export { domainInUse } from "./found_columns.ts";
export { readSourceChoice } from "./source_choice.ts";
export { foreignTableError, foreignTables } from "./published_table.ts";
export type { PublicationFailure } from "./publication_state.ts";
export { compareToSource } from "./tie_outs/compare_to_source.ts";
export { openTieOut, tieOuts } from "./tie_outs/tie_outs.ts";
export type { OpenedTieOut, TieOutChoice } from "./tie_outs/tie_outs.ts";
export { recordTieOuts } from "./tie_outs/record_tie_outs.ts";
export type { RecordedTieOut, TieOutReport } from "./tie_outs/record_tie_outs.ts";
export type { TieOut, TieOutKind, TieOutPart, TieOutSide } from "./tie_outs/types.ts";
export { TransformError } from "./transform_checks.ts";
export type { Transform } from "./transform_checks.ts";
export { unitStatuses } from "./unit_status.ts";
export type { UnitStatus } from "./unit_status.ts";
export { planDomain } from "./plan_domain.ts";
export type { PlannedReading } from "./plan_domain.ts";
