import type { Dispatcher } from "undici";
import type { Clock } from "../../base/mod.ts";
import { exchange, type WireAnswer } from "./_exchange.ts";
import { failureOf, isHtml, opening, type SettingNames } from "./_failure.ts";
import { networkFailure } from "./_network_failure.ts";
import { readRateAnswer } from "./_rate_answer.ts";
import type { Sleep } from "./_sleep.ts";
import {
  ContractError,
  isPennylaneError,
  NetworkError,
  type PennylaneError,
  RateLimitError,
  type RequestName,
  ServerError,
  TimeoutError,
} from "./errors.ts";
import type { RateLimiter } from "./rate_limiter.ts";

/** Times a request is sent at most. */
const MAX_ATTEMPTS = 6;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** A longer `retry-after` is left to the caller. */
const MAX_RETRY_AFTER_MS = 300_000;

/** What every request needs. */
export interface TransportSettings {
  readonly baseUrl: string;
  readonly token: string;
  /** Hash under which the limiter knows the token. */
  readonly key: string;
  readonly dispatcher: Dispatcher;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** 0 to 1, spreads the retries of several processes. */
  readonly random: () => number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Names of the settings that messages send the user to. */
  readonly names: SettingNames;
}

/** One call: `path` is below the base URL. */
export interface Call extends RequestName {
  readonly query?: Readonly<Record<string, string>>;
  /** JSON of a POST. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Ends this call, its waits included. @default that of the settings */
  readonly signal?: AbortSignal;
}

/** Sends calls, each as often as is safe, and answers with parsed JSON. */
export interface Transport {
  readonly settings: TransportSettings;
  /** The JSON of a call. */
  call(call: Call): Promise<unknown>;
}

/** The transport of one client. */
export function createTransport(settings: TransportSettings): Transport {
  return { settings, call: (call) => callWithRetries(settings, call) };
}

/**
 * The same transport for what lies below a path.
 *
 * @param transport Of the whole API; its budget and connections are shared.
 * @param prefix E.g. `/companies/7`.
 */
export function below({ settings, call }: Transport, prefix: string): Transport {
  return { settings, call: (one) => call({ ...one, path: prefix + one.path }) };
}

async function callWithRetries(settings: TransportSettings, call: Call): Promise<unknown> {
  const request = { method: call.method, path: call.path };
  for (let attempt = 1;; attempt++) {
    try {
      return readJson(await sendOnce(settings, call), request, settings);
    } catch (error) {
      const wait = retryWait(error, attempt, settings);
      // A POST may have been carried out although no answer came: there is no key by which the API would know it again.
      if (wait === null || call.method === "POST") throw error;
      await settings.sleep(wait, call.signal ?? settings.signal);
    }
  }
}

/** Milliseconds before the next attempt, or null: give up. */
function retryWait(error: unknown, attempt: number, settings: TransportSettings): number | null {
  if (!isPennylaneError(error) || !error.retriable || attempt >= MAX_ATTEMPTS) return null;
  const backoff = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1)) *
    (0.5 + settings.random() / 2);
  if (error instanceof NetworkError || error instanceof TimeoutError) return backoff;
  const busy = error instanceof RateLimitError ||
    (error instanceof ServerError && (error.status === 500 || error.status === 503));
  if (!busy) return null;
  const asked = error.retryAfterMs ?? 0;
  return asked > MAX_RETRY_AFTER_MS ? null : Math.max(backoff, asked);
}

async function sendOnce(settings: TransportSettings, call: Call): Promise<WireAnswer> {
  const { token, clock, dispatcher, timeoutMs } = settings;
  const signal = call.signal ?? settings.signal;
  const request = { method: call.method, path: call.path };
  const lease = await settings.limiter.acquire(settings.key, signal);
  let answer: WireAnswer;
  try {
    const query = call.query === undefined ? "" : `?${new URLSearchParams(call.query)}`;
    answer = await exchange({
      method: call.method,
      url: `${settings.baseUrl}${call.path}${query}`,
      headers: headersOf(token, call),
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
    }, { dispatcher, timeoutMs, signal });
  } catch (error) {
    const { names } = settings;
    const failure = signal?.aborted
      ? null
      : networkFailure(error, { request, token, timeoutMs, names });
    if (failure instanceof NetworkError && !failure.sent) await lease.release();
    else await lease.settle(null);
    throw failure ?? error;
  }
  const nowMs = clock.now().getTime();
  await lease.settle(readRateAnswer(answer, nowMs));
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw failureOf(answer, { request, token, nowMs, names: settings.names });
}

function headersOf(token: string, call: Call): Record<string, string> {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "application/json",
    "user-agent": "penny",
  };
  return call.body === undefined ? headers : { ...headers, "content-type": "application/json" };
}

function readJson(
  answer: WireAnswer,
  request: RequestName,
  settings: TransportSettings,
): unknown {
  if (isHtml(answer)) {
    const nowMs = settings.clock.now().getTime();
    const { token, names } = settings;
    throw failureOf(answer, { request, token, nowMs, names });
  }
  try {
    return JSON.parse(answer.text);
  } catch {
    // The parser's own error quotes the text, that is data: it is not kept.
    throw malformed(answer, request);
  }
}

function malformed(answer: WireAnswer, request: RequestName): PennylaneError {
  return new ContractError(
    `${
      opening(request)
    } : la réponse n'est pas du JSON (${answer.text.length} caractères) ; réessayez, puis signalez-le à Pennylane`,
    { request, status: answer.status },
  );
}
