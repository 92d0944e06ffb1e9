import { sha256, trustedCertificates } from "../base/mod.ts";
import type { ApiSettings, ServerSettings } from "../config/mod.ts";
import {
  createSharedRateLimiter,
  FIRM_BASE_URL,
  openFirm,
  openPennylane,
  PENNYLANE_BASE_URL,
  type PennylaneOptions,
  type RateLimiter,
} from "../connectors/pennylane/mod.ts";
import { connect, type Database } from "../connectors/postgres/mod.ts";
import type { ApiToken, FirmToken } from "../sync/mod.ts";
import { sessionName } from "../warehouse/mod.ts";

/** An API as this process reads it: that of companies, or that of firms. */
export interface OpenApi<Token = ApiToken> {
  readonly tokens: readonly Token[];
  /** Closes the clients that were opened. */
  close(): Promise<void>;
}

/** Options of {@linkcode openApi}. */
export interface OpenApiOptions {
  /** The warehouse's server, which keeps the budgets that processes and machines share. */
  readonly server: ServerSettings;
  /** PENNYLANE_RATE_LIMIT; null: only what Pennylane announces. */
  readonly requestsPerSecond: number | null;
  /** PENNY_WORKER: its sessions bear its name. @default null */
  readonly worker?: string | null;
}

/** What a token opens. */
interface Closable {
  close(): Promise<void>;
}

/** A token whose client is opened at its first use. */
export interface LazyToken<Client> {
  /** Its place among those that are configured, from 1. */
  readonly position: number;
  /** SHA-256 of address and token, hexadecimal. */
  readonly hash: string;
  /** Opens the client at the first call, and gives the same one from then on. */
  client(): Promise<Client>;
}

/** Connections for the budgets; its own, so that a reading that holds one of the pool never waits for another there. */
const LIMITER_CONNECTIONS = 2;

/**
 * The tokens of Pennylane's company API. Nothing is opened before a token is first used.
 *
 * @param settings Tokens and address.
 * @param options Where budgets are kept, and the user's own cap.
 * @returns One token for each that is configured; close it at the end.
 * @throws {UsageError} The cap allows less than one request in a window.
 */
export function openApi(
  settings: Extract<ApiSettings, { readonly kind: "pennylane" }>,
  options: OpenApiOptions,
): OpenApi {
  const baseUrl = settings.baseUrl ?? PENNYLANE_BASE_URL;
  return openTokens(options, { settings, baseUrl, open: openPennylane });
}

/**
 * The tokens of firms for Pennylane's Firm API. Nothing is opened before a token is first used; all companies of a firm share
 * the budget of its token.
 *
 * @param settings Tokens and address.
 * @param options Where budgets are kept, and the user's own cap.
 * @returns One token for each that is configured; close it at the end.
 * @throws {UsageError} The cap allows less than one request in a window.
 */
export function openFirms(
  settings: Extract<ApiSettings, { readonly kind: "pennylane" }>,
  options: OpenApiOptions,
): OpenApi<FirmToken> {
  const baseUrl = settings.baseUrl ?? FIRM_BASE_URL;
  return openTokens(options, { settings, baseUrl, open: openFirm });
}

function openTokens<Client extends Closable>(
  { server, requestsPerSecond, worker = null }: OpenApiOptions,
  { settings, baseUrl, open }: {
    readonly settings: Extract<ApiSettings, { readonly kind: "pennylane" }>;
    readonly baseUrl: string;
    readonly open: (options: PennylaneOptions) => Client;
  },
): OpenApi<LazyToken<Client>> {
  let budgets: { readonly db: Database; readonly limiter: RateLimiter } | null = null;
  const limiter = () => {
    if (budgets === null) {
      const applicationName = sessionName(worker);
      const db = connect(server, { applicationName, maxConnections: LIMITER_CONNECTIONS });
      const cap = requestsPerSecond === null ? {} : { requestsPerSecond };
      budgets = { db, limiter: createSharedRateLimiter(db, cap) };
    }
    return budgets.limiter;
  };
  const proxy = settings.proxy === null ? {} : { proxy: settings.proxy };
  const clients = lazyClients(settings.tokens, baseUrl, (token) => {
    const certificates = trustedCertificates();
    const client = open({ ...proxy, token, baseUrl, certificates, limiter: limiter() });
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
export function lazyClients<Client extends Closable>(
  tokens: readonly string[],
  address: string,
  open: (token: string) => Promise<Client>,
): OpenApi<LazyToken<Client>> {
  const opened = new Map<string, Promise<Client>>();
  const client = (token: string) => {
    const known = opened.get(token) ?? open(token);
    opened.set(token, known);
    return known;
  };
  return {
    tokens: tokens.map((token, i): LazyToken<Client> => ({
      position: i + 1,
      hash: sha256(new TextEncoder().encode(`${address}\n${token}`)),
      client: () => client(token),
    })),
    close: async () => {
      for (const one of opened.values()) await one.then((it) => it.close(), () => undefined);
    },
  };
}
