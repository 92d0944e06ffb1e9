import { type Clock, systemClock } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import { openFirm, openPennylane } from "../connectors/pennylane/mod.ts";
import type { Database } from "../connectors/postgres/mod.ts";
import {
  type SandboxApi,
  sandboxFirmToken,
  sandboxTokens,
  serveSandboxApi,
} from "../sandbox/api/mod.ts";
import type { FirmToken } from "../sync/mod.ts";
import { openSandboxDatabase } from "../warehouse/mod.ts";
import { lazyClients, type OpenApi } from "./api_tokens.ts";

/** A demonstration shall not wait as one waits for Pennylane. */
const DEMO_LIMIT = { requests: 100_000, windowSeconds: 5 } as const;

/** Requests that the sandbox API reads at once. */
const API_CONNECTIONS = 4;

/**
 * A token for each synthetic company, and one for the firm that keeps them. The sandbox API is served on loopback, by this process and for it alone, from the
 * first request on.
 *
 * @param config Settings in demo mode.
 * @param sandbox `db`: the books, open until this call ends; `clock`: the demonstration's.
 * @returns The tokens; closing them ends the server.
 */
export async function openDemoApi(
  config: Config,
  { db, clock }: { readonly db: Database; readonly clock: Clock },
): Promise<DemoApi> {
  const named = config.api === null ? [] : await sandboxTokens(db);
  const firms = config.firm === null ? [] : [sandboxFirmToken().token];
  // Books that were made anew are another source: what the feeds told of the old ones says nothing of them.
  const { books } = await db.one<{ books: string }>(
    "SELECT made_at AS books FROM penny_sandbox.made",
  );
  let served: Promise<Served> | null = null;
  const server = async () => (await (served ??= serve(config, clock))).api;
  const companies = lazyClients(
    named.map(({ token }) => token),
    `sandbox ${books}`,
    async (token) => openPennylane({ token, baseUrl: (await server()).baseUrl }),
  );
  const cabinet = lazyClients(
    firms,
    `sandbox ${books}`,
    async (token) => openFirm({ token, baseUrl: (await server()).firmBaseUrl }),
  );
  return {
    tokens: companies.tokens,
    firms: cabinet.tokens,
    close: async () => {
      await companies.close();
      await cabinet.close();
      const { api, close } = await served ?? {};
      await api?.close();
      await close?.();
    },
  };
}

/** The tokens of a demonstration. */
export interface DemoApi extends OpenApi {
  /** None when PENNY_DEMO_SOURCES leaves the Firm API out. */
  readonly firms: readonly FirmToken[];
}

interface Served {
  readonly api: SandboxApi;
  /** Closes the database under it. */
  close(): Promise<void>;
}

async function serve(config: Config, clock: Clock): Promise<Served> {
  const sandbox = await openSandboxDatabase(config, { maxConnections: API_CONNECTIONS });
  try {
    const tokens = await sandboxTokens(sandbox.db);
    const limit = DEMO_LIMIT;
    const api = await serveSandboxApi(sandbox.db, {
      clock,
      limitClock: systemClock,
      tokens,
      firms: [sandboxFirmToken()],
      limit,
    });
    return { api, close: () => sandbox.close() };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}
