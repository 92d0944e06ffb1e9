import { Buffer } from "node:buffer";
import { type Dispatcher, request as undiciRequest } from "undici";
import type { AnswerHeaders } from "./_rate_answer.ts";

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON of a POST. */
  readonly body?: string;
}

/** A whole answer. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
}

/** How a request is sent. */
export interface ExchangeOptions {
  readonly dispatcher: Dispatcher;
  /** Milliseconds from the call to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** No whole answer within `timeoutMs`. */
export class ExchangeTimeout extends Error {}

/**
 * Sends a request and reads the whole answer.
 *
 * @param request Method, URL, headers, body.
 * @param options Dispatcher, time limit, signal.
 * @returns The answer, whatever its status.
 * @throws ExchangeTimeout Not in time; else what undici throws, or the signal's reason.
 */
export async function exchange(
  request: WireRequest,
  options: ExchangeOptions,
): Promise<WireAnswer> {
  const { timeoutMs, signal } = options;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new ExchangeTimeout()), timeoutMs);
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    signal?.throwIfAborted();
    const { statusCode, headers, body } = await undiciRequest(request.url, {
      dispatcher: options.dispatcher,
      method: request.method,
      headers: request.headers,
      body: request.body ?? null,
      signal: stop.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return { status: statusCode, headers, text: await readText(body) };
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
