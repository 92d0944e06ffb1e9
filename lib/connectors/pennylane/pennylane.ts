import { createHash } from "node:crypto";
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import { type Clock, systemClock, UsageError } from "../../base/mod.ts";
import { createExports } from "./_exports.ts";
import { createListing } from "./_listing.ts";
import { type LooseListOptions, readQuery } from "./_query.ts";
import { createResource } from "./_resource.ts";
import { parseRow } from "./_rows.ts";
import { type Sleep, sleep as realSleep } from "./_sleep.ts";
import { createTransport, type Transport } from "./_transport.ts";
import type { Exports } from "./exports.ts";
import { createRateLimiter, type RateLimiter } from "./rate_limiter.ts";
import { CHANGE_FEEDS, type ChangeFeed, type ChangeOf, RESOURCES } from "./resources.ts";
import { type Account, accountSchema } from "./schemas/accounting.ts";
import type { Listing, Resource, ResourceShape } from "./types.ts";

/** Where the company API is. */
export const PENNYLANE_BASE_URL = "https://app.pennylane.com/api/external/v2";

/** One limiter for all clients of this process that bring none: two clients of one token share its budget. */
const PROCESS_LIMITER = createRateLimiter();

/** How a client reaches Pennylane. */
export interface PennylaneOptions {
  /** Company token; it stands for one company. */
  readonly token: string;
  /** Base URL; https, or http on this machine. @default PENNYLANE_BASE_URL */
  readonly baseUrl?: string;
  /** Keeps all clients of a token below its limit. @default one for this process */
  readonly limiter?: RateLimiter;
  /** Milliseconds for one attempt, from sending to the last byte. @default 60000 */
  readonly timeoutMs?: number;
  /** Ends every wait and request. */
  readonly signal?: AbortSignal;
  /** Address of a proxy, with user and password when it asks for them. @default none */
  readonly proxy?: string;
  /** Certificates to trust, PEM, instead of the default ones. @default those of the runtime */
  readonly certificates?: readonly string[];
  /** undici dispatcher to use instead of an own one; it is not closed. */
  readonly dispatcher?: Dispatcher;
  /** A clock that moves. @default the machine's */
  readonly clock?: Clock;
  /** Waits between retries and polls. @default a timer */
  readonly sleep?: Sleep;
  /** 0 to 1, spreads retries. @default Math.random */
  readonly random?: () => number;
}

/** Options of a change feed. */
export interface ChangesOptions {
  /** Events from this instant on, RFC 3339 or `Date`; older than 28 days is refused by the API. @default the oldest kept */
  readonly since?: Date | string;
  /** Events in a page, at most 1000. @default 1000 */
  readonly limit?: number;
  /** Pages after which the reading is given up as endless. @default 100000 */
  readonly maxPages?: number;
}

/** A client of one company: its resources by name, and what follows. */
export type Pennylane =
  & { readonly [K in keyof typeof RESOURCES]: Resource<(typeof RESOURCES)[K]> }
  & AsyncDisposable
  & {
    /** Whom the token stands for: user, company, scopes. Needs no scope. */
    me(): Promise<Account>;
    /** Events of a change feed, oldest first: ids and what happened, never the state. Kept for 4 weeks. */
    changes<F extends ChangeFeed>(feed: F, options?: ChangesOptions): Listing<ChangeOf<F>>;
    /** Files that Pennylane makes: FEC, general ledger, analytical ledger. */
    readonly exports: Exports;
    /** Closes the connections; may be called twice. */
    close(): Promise<void>;
  };

/**
 * Opens a client of Pennylane's company API v2, read-only but for the making of export files. Nothing is sent before the
 * first call.
 *
 * @param options Token, and how to reach the API.
 * @returns The client; close it, or use `await using`.
 * @throws UsageError Token, base URL or proxy have no usable form.
 *
 * @example
 * ```ts ignore
 * await using client = openPennylane({ token });
 * const { company } = await client.me();
 * for await (const customer of client.customers.list({ limit: 100 })) {
 *   console.log(company.name, customer.name);
 * }
 * ```
 */
export function openPennylane(options: PennylaneOptions): Pennylane {
  const token = readToken(options.token);
  const baseUrl = readBaseUrl(options.baseUrl ?? PENNYLANE_BASE_URL);
  const own = options.dispatcher === undefined ? makeDispatcher(options) : null;
  const { clock = systemClock, sleep = realSleep, random = Math.random, signal } = options;
  const driven = options.clock !== undefined || options.sleep !== undefined;
  const transport = createTransport({
    baseUrl,
    token,
    key: createHash("sha256").update(`${baseUrl}\n${token}`).digest("hex"),
    dispatcher: own ?? options.dispatcher!,
    limiter: options.limiter ?? (driven ? createRateLimiter({ clock, sleep }) : PROCESS_LIMITER),
    timeoutMs: options.timeoutMs ?? 60_000,
    ...{ clock, sleep, random, signal },
  });
  const close = async () => {
    if (own !== null && !own.destroyed) await own.destroy();
  };
  return assemble(transport, close);
}

function assemble(transport: Transport, close: () => Promise<void>): Pennylane {
  const resources = Object.entries<ResourceShape>(RESOURCES).map(([name, shape]) => [
    name,
    createResource(transport, shape),
  ]);
  return Object.freeze({
    ...Object.fromEntries(resources),
    me: async () => {
      const request = { method: "GET", path: "/me" } as const;
      return parseRow(accountSchema, await transport.call(request), { request, name: "me" });
    },
    changes: (feed: ChangeFeed, options: ChangesOptions = {}) =>
      readChanges(transport, feed, options),
    exports: createExports(transport),
    close,
    [Symbol.asyncDispose]: close,
  }) as Pennylane;
}

function readChanges(
  transport: Transport,
  feed: ChangeFeed,
  options: ChangesOptions,
): Listing<unknown> {
  const known = CHANGE_FEEDS[feed];
  const path = `/changelogs/${feed}`;
  if (known === undefined) {
    throw new UsageError(
      `Impossible de lire les changements de « ${feed} » : flux inconnu ; choisissez parmi ${
        Object.keys(CHANGE_FEEDS).join(", ")
      }`,
    );
  }
  const shape = { ...known, path, filters: {}, sorts: [], maxLimit: 1000 };
  const { limit, since, maxPages } = options;
  // A cell of a notebook is not type checked: streams are refused, not left out in silence.
  const { streams } = options as LooseListOptions;
  return createListing(transport, {
    name: path.slice(1),
    path,
    row: known.row,
    query: readQuery(path.slice(1), shape, { limit, streams }),
    firstParams: since === undefined ? {} : { start_date: readInstant(since) },
    maxPages,
  });
}

function readInstant(since: Date | string): string {
  const time = new Date(since);
  if (!Number.isNaN(time.getTime())) {
    return typeof since === "string" && /T.*(?:Z|[+-]\d\d:\d\d)$/.test(since)
      ? since
      : time.toISOString();
  }
  throw new UsageError(
    `Impossible de lire les changements depuis « ${since} » : instant illisible ; donnez une date, ex. 2026-10-31T00:00:00Z`,
  );
}

function readToken(token: unknown): string {
  const text = typeof token === "string" ? token.trim() : "";
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new UsageError(
    `Impossible d'ouvrir Pennylane : jeton ${
      text === "" ? "absent" : "avec des espaces ou des accents"
    } ; copiez-le depuis Pennylane (Paramètres > Connectivité > Développeurs) dans PENNYLANE_API_TOKEN`,
  );
}

function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = url !== null && /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  if (url !== null && (url.protocol === "https:" || (url.protocol === "http:" && local))) {
    if (url.username === "" && url.password === "" && url.search === "" && url.hash === "") {
      return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
    }
  }
  throw new UsageError(
    `Impossible d'ouvrir Pennylane : adresse « ${
      url === null ? "illisible" : url.host
    } » sans https, ou avec un mot de passe ou des paramètres ; donnez par exemple ${PENNYLANE_BASE_URL} (PENNYLANE_API_BASE_URL)`,
  );
}

function makeDispatcher(options: PennylaneOptions): Dispatcher & { readonly destroyed: boolean } {
  const tls = options.certificates === undefined ? {} : { ca: [...options.certificates] };
  // An own limit holds for each attempt; these two would only shorten it.
  const limits = { headersTimeout: 0, bodyTimeout: 0 };
  if (options.proxy === undefined) return new Agent({ ...limits, connect: tls }) as OwnDispatcher;
  const proxy = URL.canParse(options.proxy) ? new URL(options.proxy) : null;
  if (proxy === null || !/^https?:$/.test(proxy.protocol)) {
    throw new UsageError(
      "Impossible d'ouvrir Pennylane : adresse du proxy illisible ; donnez http://machine:port ou http://utilisateur:motdepasse@machine:port",
    );
  }
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const token = proxy.username === ""
    ? undefined
    : `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(user)))}`;
  const agent = new ProxyAgent({
    ...{ ...limits, uri: proxy.origin, token, requestTls: tls },
    // A proxy must not see the token, not even on the way to this machine.
    proxyTunnel: true,
  });
  return agent as OwnDispatcher;
}

type OwnDispatcher = Dispatcher & { readonly destroyed: boolean };
