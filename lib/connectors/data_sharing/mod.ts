/** Pennylane Data Sharing: Redshift as PostgreSQL plus a short list of differences. @module */
export { DataSharing, openDataSharing } from "./data_sharing.ts";
export type { CompanyCount, Snapshot } from "./data_sharing.ts";
export type { DateSlice, ReadColumn, Selection } from "./statements.ts";
