/** The user's database, opened and prepared; the database of the synthetic companies. @module */
export { openWarehouse } from "./open_warehouse.ts";
export { openSandboxDatabase } from "./open_sandbox_database.ts";
export { EMBEDDED_NAMES } from "./_open_database.ts";
export { embeddedFolder } from "./embedded_folder.ts";
export { adoptTables, BEFORE_SCHEMA } from "./adopt_tables.ts";
export { rebuildState } from "./rebuild_state.ts";
export type { RebuiltState } from "./rebuild_state.ts";
export { connectionText } from "./connection_text.ts";
export type { ReaderConnection } from "./connection_text.ts";
export { sessionName } from "./session_name.ts";
export { MIGRATIONS } from "./migrations.ts";
export { READERS_ROLE, readersPassword } from "./_readers.ts";
export type { OpenDatabase, OpenOptions, Warehouse } from "./types.ts";
