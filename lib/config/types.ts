/** How to reach a PostgreSQL server. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Where results go: the embedded server (started on demand) or a server of the user's. */
export type WarehouseSettings =
  | {
    readonly kind: "embedded";
    readonly database: string;
    readonly wantedPort: number;
    readonly user: string;
  }
  | { readonly kind: "server"; readonly server: ServerSettings };

/** How to reach Data Sharing. In demo mode the stand-in on the embedded server takes its place. */
export type DataSharingSettings =
  | { readonly kind: "standIn" }
  | {
    readonly kind: "redshift";
    readonly server: ServerSettings;
    /** `verify-full` by default; `disable` only for a stand-in. */
    readonly sslMode: "verify-full" | "require" | "disable";
  };

/** What the runner tells a notebook's kernel; absent in Jupyter. */
export interface RunContext {
  readonly runId: string;
  /** File of the notebook, absolute. */
  readonly notebook: string;
  /** SHA-256 of that file when the run read it, hexadecimal: a notebook that changes meanwhile publishes nothing. */
  readonly notebookHash: string;
  /** Hash of the notebook's code, parameters and library; decides what publication recomputes. */
  readonly fingerprint: string;
}

/** All settings of Penny, parsed once, frozen. Nothing else reads the environment. */
export interface Config {
  /** The clone: folder of deno.json, absolute. */
  readonly root: string;
  /** PENNY_HOME, absolute. */
  readonly home: string;
  /** `outputs/` of the clone, absolute. */
  readonly outputs: string;
  /** `carnets/` of the clone, absolute: the user's copies of notebooks. */
  readonly carnets: string;
  readonly demo: boolean;
  readonly warehouse: WarehouseSettings;
  /** Schema of the published tables. @default "pennylane" */
  readonly schema: string;
  /** `null`: Data Sharing is not configured. */
  readonly dataSharing: DataSharingSettings | null;
  /** PENNY_SOCIETES: names, SIREN or ids; empty: all. */
  readonly companies: readonly string[];
  /** PENNY_ACCEPT_SHRINK: domains of which any share of the rows may vanish. */
  readonly acceptShrink: readonly string[];
  /** PENNY_KEEP_RUNS: run folders kept in `outputs/`. @default 30 */
  readonly keepRuns: number;
  /** PENNY_TODAY as `YYYY-MM-DD`, else null: the machine's clock. For tests and demonstrations. */
  readonly today: string | null;
  readonly run: RunContext | null;
  /** Values that must never be written anywhere (passwords, keys). */
  readonly secrets: readonly string[];
}
