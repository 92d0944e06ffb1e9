/** The PostgreSQL server that Penny installs, starts and stops by itself. @module */
export { ensureServer } from "./ensure_server.ts";
export { stopServer } from "./stop_server.ts";
export { serverStatus } from "./server_status.ts";
export type { EmbeddedOptions, EmbeddedServer, EmbeddedStatus } from "./types.ts";
