import { type Clock, trustedCertificates } from "../base/mod.ts";
import type { ApiSettings } from "../config/mod.ts";
import {
  type Firm,
  FIRM_BASE_URL,
  openFirm,
  openPennylane,
  type Pennylane,
  PENNYLANE_BASE_URL,
  type PennylaneOptions,
  type RateAnswer,
  type RateLimiter,
} from "../connectors/pennylane/mod.ts";
import { lazyClients, type LazyToken } from "../session/api_tokens.ts";
import { TimeLimitError, within } from "./within.ts";

/** Pennylane answers that it cannot serve now: whoever looks for faults tells it, and does not wait. */
export class PennylaneBusyError extends Error {
  /** 429 or 5xx. */
  readonly status: number;

  constructor(status: number) {
    super(`Pennylane answers ${status}`);
    this.name = "PennylaneBusyError";
    this.status = status;
  }
}

/** What an answer told of the budget, and when it came. */
export interface HeardRate extends RateAnswer {
  /** By the machine's clock, in milliseconds. */
  readonly atMs: number;
}

/** A token that is being looked at. One call at a time. */
export interface Access<Client> {
  readonly token: LazyToken<Client>;
  /** Works with the client, each request within the time limit; after a limit it is of no more use. */
  call<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** What the last answer told; null: nothing yet, or nobody listens (demonstration). */
  heard(): HeardRate | null;
}

/** A company's token that is being looked at. */
export type ApiAccess = Access<Pennylane>;

/** A firm's token that is being looked at. */
export type FirmAccess = Access<Firm>;

/** An API, ready to be looked at. */
export interface OpenAccess<Client> {
  readonly accesses: readonly Access<Client>[];
  close(): Promise<void>;
}

/** Status of a budget that is used up. */
const TOO_MANY = 429;

/** Waiting for the budget of a token that others use too may take so many times as long as an answer. */
const BUDGET_PATIENCE = 3;

type RealSettings = Extract<ApiSettings, { readonly kind: "pennylane" }>;

/** Where budgets are kept, milliseconds for one request, and the machine's clock. */
interface AccessOptions {
  readonly limiter: RateLimiter;
  readonly limitMs: number;
  readonly clock: Clock;
}

/**
 * Clients for the companies' tokens of the settings, that neither wait nor try again.
 *
 * @param settings Tokens, address, proxy.
 * @param options `limiter`: where budgets are kept; `limitMs`: for one request; `clock`: the machine's.
 * @returns To be closed at the end.
 */
export function openAccess(settings: RealSettings, options: AccessOptions): OpenAccess<Pennylane> {
  const baseUrl = settings.baseUrl ?? PENNYLANE_BASE_URL;
  return openWatched(settings, options, { baseUrl, open: openPennylane });
}

/**
 * The same for the firms' tokens.
 *
 * @param settings Tokens, address, proxy.
 * @param options As for {@linkcode openAccess}.
 * @returns To be closed at the end.
 */
export function openFirmAccess(settings: RealSettings, options: AccessOptions): OpenAccess<Firm> {
  const baseUrl = settings.baseUrl ?? FIRM_BASE_URL;
  return openWatched(settings, options, { baseUrl, open: openFirm });
}

function openWatched<Client extends { close(): Promise<void> }>(
  settings: RealSettings,
  { limiter, limitMs, clock }: AccessOptions,
  { baseUrl, open }: {
    readonly baseUrl: string;
    readonly open: (options: PennylaneOptions) => Client;
  },
): OpenAccess<Client> {
  const certificates = trustedCertificates();
  const watches = new Map<string, Watch>();
  const { tokens, close } = lazyClients([...new Set(settings.tokens)], baseUrl, (token) => {
    const watch = watches.get(token)!;
    return Promise.resolve(open({
      ...{ token, baseUrl, certificates, timeoutMs: limitMs * 2 },
      ...{ signal: watch.signal, sleep: watch.sleep, limiter: watch.limiter(limiter) },
      ...(settings.proxy === null ? {} : { proxy: settings.proxy }),
    }));
  });
  const accesses = [...new Set(settings.tokens)].map((text, i): Access<Client> => {
    const watch = new Watch(limitMs, clock);
    watches.set(text, watch);
    const token = { ...tokens[i]!, position: settings.tokens.indexOf(text) + 1 };
    return {
      token,
      call: (work) => watch.call(async () => await work(await token.client())),
      heard: () => watch.heard,
    };
  });
  return { accesses, close };
}

/**
 * The tokens of a demonstration, whose clients are open already.
 *
 * @param tokens Of the sandbox API.
 * @param limitMs For one call.
 * @returns In their order.
 */
export function demoAccess<Client>(
  tokens: readonly LazyToken<Client>[],
  limitMs: number,
): Access<Client>[] {
  return tokens.map((token): Access<Client> => ({
    token,
    call: <T>(work: (client: Client) => Promise<T>): Promise<T> => {
      const done: Promise<T> = token.client().then<T>((client) => work(client));
      return within<T>(limitMs, done);
    },
    heard: () => null,
  }));
}

/** Listens to one client: its budget, its last status, and how long a request takes. */
class Watch {
  heard: HeardRate | null = null;
  readonly #limitMs: number;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #lastStatus: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasLeft = false;

  constructor(limitMs: number, clock: Clock) {
    this.#limitMs = limitMs;
    this.#clock = clock;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Instead of waiting before the next attempt: a broken connection is tried again at once, a refusal is told. */
  readonly sleep = (): Promise<void> =>
    this.#lastStatus === null
      ? Promise.resolve()
      : Promise.reject(new PennylaneBusyError(this.#lastStatus));

  async call<T>(work: () => Promise<T>): Promise<T> {
    this.#hasLeft = false;
    this.#arm(this.#limitMs * BUDGET_PATIENCE, new PennylaneBusyError(TOO_MANY));
    try {
      return await Promise.race([work(), rejection(this.signal)]);
    } finally {
      clearTimeout(this.#timer);
    }
  }

  limiter(inner: RateLimiter): RateLimiter {
    return {
      acquire: async (key, signal) => {
        const lease = await inner.acquire(key, signal);
        // Waiting for the budget is not the server's slowness; the attempts of one call share one limit.
        if (!this.#hasLeft) this.#arm(this.#limitMs, new TimeLimitError(this.#limitMs));
        this.#hasLeft = true;
        return {
          settle: (answer) => {
            this.#lastStatus = answer?.status ?? null;
            if (answer) this.heard = { ...answer, atMs: this.#clock.now().getTime() };
            return lease.settle(answer);
          },
          release: () => {
            this.#lastStatus = null;
            return lease.release();
          },
        };
      },
    };
  }

  #arm(limitMs: number, reason: Error): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#stop.abort(reason), limitMs);
  }
}

/** Rejects when the signal is given. */
function rejection(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  if (signal.aborted) reject(signal.reason);
  else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
}
