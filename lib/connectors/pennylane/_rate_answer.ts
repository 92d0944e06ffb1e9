import type { RateAnswer } from "./rate_limiter.ts";

/** Headers of an answer; names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** One header as text; of several with the same name the first. */
export function header(headers: AnswerHeaders, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function numberOf(text: string | null): number | null {
  if (text === null || !/^\d+(?:\.\d+)?$/.test(text.trim())) return null;
  return Number(text);
}

/** Milliseconds of `retry-after`: seconds or an HTTP date. */
function retryAfter(text: string | null, nowMs: number): number | null {
  const seconds = numberOf(text);
  if (seconds !== null) return seconds * 1_000;
  const at = text === null ? NaN : Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/**
 * What an answer tells of the budget.
 *
 * @param answer Status and headers.
 * @param nowMs Local time, for a `retry-after` that is a date.
 * @returns Numbers, each null when its header is absent or no number.
 */
export function readRateAnswer(
  answer: { readonly status: number; readonly headers: AnswerHeaders },
  nowMs: number,
): RateAnswer {
  const reset = numberOf(header(answer.headers, "ratelimit-reset"));
  return {
    status: answer.status,
    limit: numberOf(header(answer.headers, "ratelimit-limit")),
    remaining: numberOf(header(answer.headers, "ratelimit-remaining")),
    resetMs: reset === null ? null : Math.round(reset * 1_000),
    retryAfterMs: retryAfter(header(answer.headers, "retry-after"), nowMs),
  };
}
