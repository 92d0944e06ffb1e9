import { sha256 } from "../base/mod.ts";
import type { ApiSettings, ServerSettings } from "../config/mod.ts";
import {
  createSharedRateLimiter,
  openPennylane,
  type Pennylane,
  PENNYLANE_BASE_URL,
  type RateLimiter,
} from "../connectors/pennylane/mod.ts";
import { connect, type Database, trustedCertificates } from "../connectors/postgres/mod.ts";
import type { ApiToken } from "../sync/mod.ts";

/** The API as this process reads it. */
export interface OpenApi {
  readonly tokens: readonly ApiToken[];
  /** Closes the clients that were opened. */
  close(): Promise<void>;
}

/** Options of {@linkcode openApi}. */
export interface OpenApiOptions {
  /** The warehouse's server, which keeps the budgets that processes and machines share. */
  readonly server: ServerSettings;
  /** PENNYLANE_RATE_LIMIT; null: only what Pennylane announces. */
  readonly requestsPerSecond: number | null;
}

/** Connections for the budgets; its own, so that a reading that holds one of the pool never waits for another there. */
const LIMITER_CONNECTIONS = 2;

/**
 * The tokens of Pennylane's own API. Nothing is opened before a token is first used.
 *
 * @param settings Tokens and address.
 * @param options Where budgets are kept, and the user's own cap.
 * @returns One token for each that is configured; close it at the end.
 * @throws {UsageError} The cap allows less than one request in a window.
 */
export function openApi(
  settings: Extract<ApiSettings, { readonly kind: "pennylane" }>,
  { server, requestsPerSecond }: OpenApiOptions,
): OpenApi {
  const baseUrl = settings.baseUrl ?? PENNYLANE_BASE_URL;
  let budgets: { readonly db: Database; readonly limiter: RateLimiter } | null = null;
  const limiter = () => {
    if (budgets === null) {
      const db = connect(server, { maxConnections: LIMITER_CONNECTIONS });
      const cap = requestsPerSecond === null ? {} : { requestsPerSecond };
      budgets = { db, limiter: createSharedRateLimiter(db, cap) };
    }
    return budgets.limiter;
  };
  const proxy = settings.proxy === null ? {} : { proxy: settings.proxy };
  const clients = lazyClients(settings.tokens, baseUrl, (token) => {
    const certificates = trustedCertificates();
    const client = openPennylane({ ...proxy, token, baseUrl, certificates, limiter: limiter() });
    return Promise.resolve(client);
  });
  return {
    tokens: clients.tokens,
    close: async () => {
      await clients.close();
      await budgets?.db.close();
    },
  };
}

/**
 * Tokens whose clients are opened on first use.
 *
 * @param tokens Their texts, in the order in which messages count them.
 * @param address Address of the API, or whatever tells it from others.
 * @param open Opens the client of a token; called at most once for each.
 * @returns The tokens; close them at the end.
 */
export function lazyClients(
  tokens: readonly string[],
  address: string,
  open: (token: string) => Promise<Pennylane>,
): OpenApi {
  const opened = new Map<string, Promise<Pennylane>>();
  const client = (token: string) => {
    const known = opened.get(token) ?? open(token);
    opened.set(token, known);
    return known;
  };
  return {
    tokens: tokens.map((token, i): ApiToken => ({
      position: i + 1,
      hash: sha256(new TextEncoder().encode(`${address}\n${token}`)),
      client: () => client(token),
    })),
    close: async () => {
      for (const one of opened.values()) await one.then((it) => it.close(), () => undefined);
    },
  };
}
