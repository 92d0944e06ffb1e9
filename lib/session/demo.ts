import { join } from "node:path";
import { type Clock, fixedClock, today } from "../base/mod.ts";
import { type Config, configClock, type ServerSettings } from "../config/mod.ts";
import { type DataSharing, openDataSharing } from "../connectors/data_sharing/mod.ts";
import type { Database } from "../connectors/postgres/mod.ts";
import { createSandboxReader, loadSandbox, madeSandbox, READER_ROLE } from "../sandbox/mod.ts";
import type { ApiToken, FirmToken } from "../sync/mod.ts";
import { EMBEDDED_NAMES, openSandboxDatabase } from "../warehouse/mod.ts";
import { openDemoApi } from "./demo_api.ts";

/** Seed of the companies that every demonstration shows. */
const DEMO_SEED = 1;

const PASSWORD_BYTES = 18;

/** The demonstration, ready to be read like Pennylane. */
export interface Demo {
  /** The stand-in; null when PENNY_DEMO_SOURCES leaves it out. */
  readonly dataSharing: DataSharing | null;
  /** Tokens of the sandbox API; none when PENNY_DEMO_SOURCES leaves it out. */
  readonly api: readonly ApiToken[];
  /** Token of the firm in the sandbox; none unless PENNY_DEMO_SOURCES asks for it. */
  readonly firm: readonly FirmToken[];
  /** Noon of the day of the synthetic data, so that a demonstration does not age. */
  readonly clock: Clock;
  /** That day, `YYYY-MM-DD`. */
  readonly syntheticAsOf: string;
  /** Closes what was opened. */
  close(): Promise<void>;
}

/**
 * Makes the synthetic companies when they are missing, and opens the stand-in of Data Sharing and the sandbox API that hold
 * them.
 *
 * @param config Settings in demo mode; PENNY_TODAY, when set, is the day of the data.
 * @returns The sources and the clock of the demonstration; close it at the end.
 * @throws {ServiceError} The embedded server cannot be started.
 */
export async function openDemo(config: Config): Promise<Demo> {
  await using sandbox = await openSandboxDatabase(config, { maxConnections: 2 });
  const syntheticAsOf = await ensureBooks(sandbox.db, config);
  const server = await standInSettings(config, sandbox);
  const clock = fixedClock(new Date(`${syntheticAsOf}T12:00:00Z`));
  const api = config.api === null && config.firm === null
    ? null
    : await openDemoApi(config, { db: sandbox.db, clock });
  const dataSharing = config.dataSharing === null
    ? null
    : openDataSharing({ ...server, sslMode: "disable" }, { service: EMBEDDED_NAMES });
  return {
    ...{ dataSharing, clock, syntheticAsOf, api: api?.tokens ?? [], firm: api?.firms ?? [] },
    close: async () => {
      await api?.close();
      await dataSharing?.close();
    },
  };
}

/** Keeps the books that are there, also those made with other options by `deno task sandbox`. */
async function ensureBooks(db: Database, config: Config): Promise<string> {
  const made = await madeSandbox(db);
  const wanted = config.today ?? made?.date ?? today(configClock(config));
  if (made === null || !made.current || made.date !== wanted) {
    await loadSandbox(db, { seed: made?.seed ?? DEMO_SEED, date: wanted });
  }
  return wanted;
}

/**
 * How to read the stand-in: the role that sees what a user of Data Sharing sees. Its password is made once and kept in
 * PENNY_HOME with mode 0600.
 *
 * @param config Settings.
 * @param sandbox The stand-in's database, opened as its owner.
 * @returns The server with that role and its password.
 */
export async function standInSettings(
  config: Pick<Config, "home">,
  { db, server }: { db: Database; server: ServerSettings },
): Promise<ServerSettings> {
  const password = await db.session(async (session) => {
    await session.execute("SELECT pg_advisory_lock(hashtextextended('penny_sandbox_password', 0))");
    const kept = keepPassword(join(config.home, "sandbox-reader.password"));
    const { exists } = await session.one<{ exists: boolean }>(
      "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists",
      [READER_ROLE],
    );
    if (!exists || kept.made) await createSandboxReader(db, { password: kept.password });
    await session.execute(
      "SELECT pg_advisory_unlock(hashtextextended('penny_sandbox_password', 0))",
    );
    return kept.password;
  });
  return { ...server, user: READER_ROLE, password };
}

function keepPassword(file: string): { password: string; made: boolean } {
  try {
    return { password: Deno.readTextFileSync(file).trim(), made: false };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const bytes = crypto.getRandomValues(new Uint8Array(PASSWORD_BYTES));
  const password = bytes.toBase64({ alphabet: "base64url" });
  Deno.writeTextFileSync(file, password, { mode: 0o600 });
  return { password, made: true };
}
