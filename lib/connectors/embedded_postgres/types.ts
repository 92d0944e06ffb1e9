/** Where the embedded server lives and how it is first made. */
export interface EmbeddedOptions {
  /** Absolute folder for binaries, data, log and password; made when missing. Its parent must exist or be creatable. */
  readonly folder: string;
  /** Port to take when the cluster is made; the next free one if it is taken. The choice is kept. @default 5433 */
  readonly wantedPort?: number;
  /** Superuser of the cluster, used when it is made. @default "pennylane_user" */
  readonly user?: string;
  /** Prints one French line of information. @default console.error */
  readonly notify?: (line: string) => void;
}

/** How to reach the embedded server; any database may be asked of it. */
export interface EmbeddedServer {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** What is known of the embedded server without starting it. */
export interface EmbeddedStatus {
  /** `absent`: no cluster was made yet. */
  readonly state: "running" | "stopped" | "absent";
  readonly folder: string;
  /** Port in use, or the one kept for the next start, or null. */
  readonly port: number | null;
  /** Process of the server, or null. */
  readonly pid: number | null;
  /** Major version of the cluster, e.g. "18", or null. */
  readonly version: string | null;
}
