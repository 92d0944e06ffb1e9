/** Pennylane Data Sharing: Redshift as PostgreSQL plus a short list of differences. @module */
export { DataSharing, openDataSharing } from "./data_sharing.ts";
export type { CompanyCount, CompanySummary, Snapshot } from "./data_sharing.ts";
export type { ChangeWindow, DateSlice, ReadColumn, Selection, SourceSchema } from "./statements.ts";
