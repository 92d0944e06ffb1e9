import type { CatchUpPolicy } from "./catch_up_policy.ts";

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

/** A source that the user can configure and choose. */
export type ConfigurableSource = "data_sharing" | "api" | "firm";

/** How to reach the company API, or the Firm API. */
export type ApiSettings =
  /** Demo mode: each process opens the sandbox API itself. */
  | { readonly kind: "sandbox" }
  | {
    readonly kind: "pennylane";
    /**
     * At least one, in the order of PENNYLANE_API_TOKEN, all different; each stands for one company. Those of PENNY_FIRM_TOKEN
     * stand for a firm with all its companies.
     */
    readonly tokens: readonly string[];
    /** PENNYLANE_API_BASE_URL, PENNY_FIRM_BASE_URL: https, or http on this machine; null: Pennylane's own. */
    readonly baseUrl: string | null;
    /**
     * Proxy for that address, with user and password in the URL when it asks for them; null: none is set, NO_PROXY excepts the
     * address, or the address is of this machine.
     */
    readonly proxy: string | null;
  };

/** How a webhook wants its messages. */
export type WebhookKind = "slack" | "teams" | "json";

/** A web address that takes messages. */
export interface WebhookSettings {
  readonly kind: WebhookKind;
  /** https, or http on this machine; the address itself is secret. */
  readonly url: string;
  /** Proxy for that address; null: none. */
  readonly proxy: string | null;
}

/** The server that sends e-mail. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `tls`: encrypted from the first byte; `starttls`: before anything is said; the certificate is verified. @default "starttls", "tls" on port 465 */
  readonly encryption: "tls" | "starttls" | "none";
  readonly login: { readonly user: string; readonly password: string } | null;
  /** Address of the sender. */
  readonly from: string;
}

/** Where alerts go. */
export interface AlertSettings {
  /** PENNY_ALERT_EMAILS. */
  readonly emails: readonly string[];
  /** Null: no server is set. */
  readonly smtp: SmtpSettings | null;
  /** PENNY_ALERT_WEBHOOKS, all different. */
  readonly webhooks: readonly WebhookSettings[];
  /** PENNY_ALERT_STALE: hours after which data count as stale. @default 26 */
  readonly staleHours: number;
}

/** Where logs go, and how much of them stays. */
export interface LogSettings {
  /** PENNY_LOGS, absolute; `logs/` of the clone. May not exist yet. */
  readonly folder: string;
  /** PENNY_LOG_SIZE in bytes: of one file. @default 10000000 */
  readonly maxBytes: number;
  /** PENNY_LOG_FILES. @default 10 */
  readonly maxFiles: number;
}

/** When runs take place, unless `penny.schedules.json` says more. */
export interface ScheduleSettings {
  /** PENNY_SCHEDULE as written: words or cron, read by lib/scheduling; null: not set. */
  readonly text: string | null;
  /** PENNY_TIMEZONE: IANA name in which times of day are meant. @default "Europe/Paris" */
  readonly timeZone: string;
  /** PENNY_CATCH_UP: for schedules that say nothing else. @default "once" */
  readonly catchUp: CatchUpPolicy;
}

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
  /** `null`: no token of the company API is configured. */
  readonly api: ApiSettings | null;
  /** `null`: no token of a firm is configured. */
  readonly firm: ApiSettings | null;
  /** PENNYLANE_RATE_LIMIT: own cap of a token, in requests per second, 0.2 or more; null: the API's limit alone. */
  readonly requestsPerSecond: number | null;
  /** PENNY_SOURCES: source by domain name (the names are not checked here). */
  readonly sourceChoice: Readonly<Record<string, ConfigurableSource>>;
  /** PENNY_SOCIETES: names, SIREN, ids or codes of the firm; empty: all. */
  readonly companies: readonly string[];
  /** PENNY_ACCEPT_SHRINK: domains of which any share of the rows may vanish. */
  readonly acceptShrink: readonly string[];
  /** PENNY_ACCEPT_IMBALANCE: `SOCIETE:EXERCICE`, books that are unbalanced in Pennylane itself and shall be read all the same. */
  readonly acceptImbalance: readonly string[];
  /** PENNY_COMPARE_DAYS: days after which everything is read again and compared. @default 7 */
  readonly compareDays: number;
  /** PENNY_FULL: read everything again. @default false */
  readonly full: boolean;
  /** PENNY_SINCE: read the changes since this day again, `YYYY-MM-DD`; null: those since the last reading. */
  readonly since: string | null;
  /** PENNY_BATCH: companies that one job of a queued run reads; null: as many as suit the sources. @default null */
  readonly batch: number | null;
  /** PENNY_SCHEDULE, PENNY_TIMEZONE and PENNY_CATCH_UP. */
  readonly schedule: ScheduleSettings;
  /** PENNY_KEEP_RUNS: run folders kept in `outputs/`. @default 30 */
  readonly keepRuns: number;
  /** Where alerts go; null: nowhere. */
  readonly alerts: AlertSettings | null;
  readonly logs: LogSettings;
  /** PENNY_TODAY as `YYYY-MM-DD`, else null: the machine's clock. For tests and demonstrations. */
  readonly today: string | null;
  readonly run: RunContext | null;
  /** PENNY_WORKER: the worker in whose name this process opens its sessions; null: none. */
  readonly worker: string | null;
  /** Values that must never be written anywhere (passwords, keys, each token). */
  readonly secrets: readonly string[];
}
