import { parse } from "dotenv";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { alertAddresses, alertFaults, alertSettings } from "./_alert_settings.ts";
import { apiAddresses, apiFaults, apiSettings, firmSettings } from "./_api_settings.ts";
import { dataSharingSettings } from "./_data_sharing_settings.ts";
import type { FieldValues } from "./_fields.ts";
import { homeFolder, makePrivateFolder } from "./_folders.ts";
import { logSettings } from "./_log_settings.ts";
import { proxyFaults } from "./_proxy_settings.ts";
import {
  configurationError,
  type Fault,
  missing,
  type ReadFields,
  readFields,
} from "./_read_fields.ts";
import { configuredSources, missingSourceFaults } from "./_sources.ts";
import { hasReadRealSource } from "./real_source.ts";
import type { Config, RunContext, WarehouseSettings } from "./types.ts";

/** Where `loadConfig` looks; all for tests. */
export interface LoadConfigOptions {
  /** Folder of deno.json. @default the clone of this module */
  readonly root?: string;
  /** Environment. @default the process's own */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Settings of a command line: they count before the environment. @default none */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Text of `.env`, null for none. @default the file beside deno.json */
  readonly dotenv?: string | null;
  /** Whether a missing credential of Pennylane is a fault; not for commands that only look after the base. @default true */
  readonly needsCredentials?: boolean;
}

const DEFAULT_PORT = 5433;
const DEFAULT_USER = "pennylane_user";
const DEFAULT_DATABASE = "pennylane_db";
const DEFAULT_SCHEMA = "pennylane";
const DEFAULT_KEEP_RUNS = 30;
const DEFAULT_COMPARE_DAYS = 7;
const DEFAULT_TIME_ZONE = "Europe/Paris";
const DEMO_DATABASE = "penny_demo";

/**
 * Reads all settings from the environment and `.env` (the environment wins; an empty value counts as absent), and makes the
 * folders of Penny with mode 0700.
 *
 * @param options Where to look.
 * @returns The settings, frozen.
 * @throws UsageError One message for all faults: each with its key, where it was looked up and the form expected.
 *
 * @example
 * ```ts
 * import { loadConfig } from "./load_config.ts";
 * import assert from "node:assert/strict";
 * const config = loadConfig({ root: Deno.makeTempDirSync(), env: {}, dotenv: null });
 * assert.equal(config.demo, true);
 * ```
 */
export function loadConfig(options: LoadConfigOptions = {}): Config {
  const read = readSettings(options);
  if (read.faults.length > 0) throw configurationError(read.faults);
  return makeConfig(read);
}

/** Every setting as read, and all that is wrong about them. */
export interface ReadSettings {
  readonly root: string;
  readonly home: string;
  readonly demo: boolean;
  /** Whether there is a `.env`. */
  readonly hasFile: boolean;
  readonly values: FieldValues;
  readonly secrets: readonly string[];
  readonly faults: readonly Fault[];
}

/**
 * Reads and judges all settings.
 *
 * @param options Where to look.
 * @returns The settings; a faulty one is absent from `values`.
 * @throws UsageError `.env` or PENNY_HOME cannot be read.
 */
export function readSettings(options: LoadConfigOptions): ReadSettings {
  const root = options.root ?? dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const environment = { ...options.env ?? Deno.env.toObject(), ...options.overrides };
  const dotenv = options.dotenv === undefined ? readDotenv(root) : options.dotenv;
  const file = dotenv === null ? null : parse(dotenv.replace(/^\uFEFF/, ""));
  const read = readFields({ environment, file });
  const { values, secrets } = read;
  const home = homeFolder(root, {
    asked: values.PENNY_HOME,
    localAppData: environment.LOCALAPPDATA,
  });
  const demo = isDemo(read, home);
  const faults = [...read.faults, ...apiFaults(values)];
  const reached = [...apiAddresses(values, demo), ...alertAddresses(values)];
  faults.push(...proxyFaults(reached, read));
  if (options.needsCredentials ?? true) faults.push(...missingSourceFaults(read, demo));
  if (!demo) faults.push(...passwordFaults(values));
  faults.push(...alertFaults(read), ...runFaults(values));
  return { root, home, demo, hasFile: file !== null, values, secrets, faults };
}

/**
 * Makes the settings of what was read, and the folders of Penny.
 *
 * @param read Of any settings; faults are not looked at.
 * @returns The settings, frozen.
 * @throws UsageError A folder cannot be made.
 */
export function makeConfig({ root, home, demo, values, secrets }: ReadSettings): Config {
  const folders = { home, outputs: join(root, "outputs"), carnets: join(root, "carnets") };
  Object.values(folders).forEach(makePrivateFolder);
  return deepFreeze({
    root,
    ...folders,
    demo,
    warehouse: warehouseSettings(values, demo),
    schema: values.POSTGRES_SCHEMA ?? DEFAULT_SCHEMA,
    dataSharing: dataSharingSettings(values, demo),
    api: apiSettings(values, demo),
    firm: firmSettings(values, demo),
    requestsPerSecond: values.PENNYLANE_RATE_LIMIT ?? null,
    sourceChoice: values.PENNY_SOURCES ?? {},
    companies: values.PENNY_SOCIETES ?? [],
    acceptShrink: values.PENNY_ACCEPT_SHRINK ?? [],
    acceptImbalance: values.PENNY_ACCEPT_IMBALANCE ?? [],
    compareDays: values.PENNY_COMPARE_DAYS ?? DEFAULT_COMPARE_DAYS,
    full: values.PENNY_FULL ?? false,
    since: values.PENNY_SINCE ?? null,
    batch: values.PENNY_BATCH ?? null,
    schedule: {
      text: values.PENNY_SCHEDULE ?? null,
      timeZone: values.PENNY_TIMEZONE ?? DEFAULT_TIME_ZONE,
      catchUp: values.PENNY_CATCH_UP ?? "once",
    },
    keepRuns: values.PENNY_KEEP_RUNS ?? DEFAULT_KEEP_RUNS,
    alerts: alertSettings(values),
    logs: logSettings(root, values),
    today: values.PENNY_TODAY ?? null,
    run: runContext(values),
    worker: values.PENNY_WORKER ?? null,
    secrets,
  });
}

function readDotenv(root: string): string | null {
  try {
    return Deno.readTextFileSync(join(root, ".env"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw configurationError([{
      key: ".env",
      text: `le fichier ne peut pas être lu (${(error as Error).message})`,
    }]);
  }
}

function isDemo(read: ReadFields, home: string): boolean {
  if (read.values.PENNY_DEMO !== undefined) return read.values.PENNY_DEMO;
  return configuredSources(read, false).length === 0 && !hasReadRealSource(home);
}

function passwordFaults(values: FieldValues): Fault[] {
  if (values.POSTGRES_HOST === undefined || values.POSTGRES_PASSWORD !== undefined) return [];
  return [missing("POSTGRES_PASSWORD", "ou retirez POSTGRES_HOST pour utiliser la base intégrée")];
}

function warehouseSettings(values: FieldValues, demo: boolean): WarehouseSettings {
  const user = values.POSTGRES_USER ?? DEFAULT_USER;
  const port = values.POSTGRES_PORT ?? DEFAULT_PORT;
  const database = values.POSTGRES_DB ?? DEFAULT_DATABASE;
  const host = values.POSTGRES_HOST;
  if (host === undefined) {
    return {
      kind: "embedded",
      database: demo ? DEMO_DATABASE : database,
      wantedPort: port,
      user,
    };
  }
  if (demo) {
    return {
      kind: "embedded",
      database: DEMO_DATABASE,
      wantedPort: DEFAULT_PORT,
      user: DEFAULT_USER,
    };
  }
  const password = values.POSTGRES_PASSWORD ?? "";
  return { kind: "server", server: { host, port, user, password, database } };
}

const RUN_FIELDS = [
  "PENNY_RUN_ID",
  "PENNY_RUN_NOTEBOOK",
  "PENNY_RUN_NOTEBOOK_HASH",
  "PENNY_RUN_FINGERPRINT",
] as const;

/** The runner sets all of them or none. */
function runFaults(values: FieldValues): Fault[] {
  const absent = RUN_FIELDS.filter((name) => values[name] === undefined);
  if (absent.length === 0 || absent.length === RUN_FIELDS.length) return [];
  return absent.map((name) => missing(name, "retirez les autres réglages PENNY_RUN_"));
}

function runContext(values: FieldValues): RunContext | null {
  const [runId, notebook, notebookHash, fingerprint] = RUN_FIELDS.map((name) => values[name]);
  if (!runId || !notebook || !notebookHash || !fingerprint) return null;
  return { runId, notebook, notebookHash, fingerprint };
}

function deepFreeze<T extends object>(value: T): Readonly<T> {
  for (const part of Object.values(value)) {
    if (part !== null && typeof part === "object") deepFreeze(part);
  }
  return Object.freeze(value);
}
