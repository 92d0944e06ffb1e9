import type { Config, ServerSettings } from "../config/mod.ts";
import type { Database } from "../connectors/postgres/mod.ts";

/** An open database of a known server. */
export interface OpenDatabase extends AsyncDisposable {
  readonly db: Database;
  readonly server: ServerSettings;
  readonly config: Config;
  /** Closes the connections; the server stays up. */
  close(): Promise<void>;
}

/** The database that receives the results, with the schemas `penny`, `penny_source` and the published one. */
export type Warehouse = OpenDatabase;

/** How a database is opened. */
export interface OpenOptions {
  /** Largest number of connections at once. @default 10 */
  readonly maxConnections?: number;
  /** Shown by `pg_stat_activity`. @default as {@linkcode sessionName} calls the sessions of these settings */
  readonly applicationName?: string;
  /** Prints one French line of information. @default console.error */
  readonly notify?: (line: string) => void;
}
