import { createHash } from "node:crypto";
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import { type Clock, systemClock, UsageError } from "../../base/mod.ts";
import type { SettingNames } from "./_failure.ts";
import { type Sleep, sleep as realSleep } from "./_sleep.ts";
import { createTransport, type Transport } from "./_transport.ts";
import { createRateLimiter, type RateLimiter } from "./rate_limiter.ts";

/** One limiter for all clients of this process that bring none: two clients of one token share its budget. */
const PROCESS_LIMITER = createRateLimiter();

/** How a client reaches Pennylane. */
export interface PennylaneOptions {
  /** Token: of a company, or of a firm. */
  readonly token: string;
  /** Base URL; https, or http on this machine. @default Pennylane's own */
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

/** What an API is called in messages, and where it is. */
export interface ApiPlace {
  readonly baseUrl: string;
  readonly names: SettingNames;
}

/** A transport and what ends it. */
export interface OpenTransport {
  readonly transport: Transport;
  /** Closes the connections; may be called twice. */
  close(): Promise<void>;
}

/**
 * Opens the way to one of Pennylane's APIs. Nothing is sent.
 *
 * @param options Token, and how to reach the API.
 * @param place Where it is unless the options say otherwise.
 * @returns The transport; close it.
 * @throws UsageError Token, base URL or proxy have no usable form.
 */
export function openTransport(options: PennylaneOptions, place: ApiPlace): OpenTransport {
  const token = readToken(options.token, place);
  const baseUrl = readBaseUrl(options.baseUrl ?? place.baseUrl, place);
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
    names: place.names,
    ...{ clock, sleep, random, signal },
  });
  const close = async () => {
    if (own !== null && !own.destroyed) await own.destroy();
  };
  return { transport, close };
}

function readToken(token: unknown, { names }: ApiPlace): string {
  const text = typeof token === "string" ? token.trim() : "";
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new UsageError(
    `Impossible d'ouvrir Pennylane : jeton ${
      text === "" ? "absent" : "avec des espaces ou des accents"
    } ; copiez-le depuis Pennylane (Paramètres > Connectivité > Développeurs) dans ${names.token}`,
  );
}

function readBaseUrl(text: string, place: ApiPlace): string {
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
    } » sans https, ou avec un mot de passe ou des paramètres ; donnez par exemple ${place.baseUrl} (${place.names.baseUrl})`,
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
