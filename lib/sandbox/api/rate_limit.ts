import type { Clock } from "../../base/mod.ts";

/** How many requests a token may make in how long. */
export interface RateLimit {
  readonly requests: number;
  readonly windowSeconds: number;
}

/** What the API announces: 25 requests in 5 seconds, for each token. */
export const REAL_LIMIT: RateLimit = { requests: 25, windowSeconds: 5 };

/** What one request was told. */
export interface Allowance {
  readonly allowed: boolean;
  readonly remaining: number;
  /** End of the window, in seconds of Unix time. */
  readonly reset: number;
  /** Whole seconds to wait, at least 1. */
  readonly retryAfter: number;
}

/** Counts requests by token in fixed windows, aligned on multiples of their length in Unix time. */
export class RateCounter {
  readonly limit: RateLimit;
  readonly #clock: Clock;
  readonly #used = new Map<string, number>();
  #window = Number.NEGATIVE_INFINITY;

  constructor(limit: RateLimit, clock: Clock) {
    this.limit = limit;
    this.#clock = clock;
  }

  /** Counts a request of a token. */
  take(token: string): Allowance {
    const { requests, windowSeconds } = this.limit;
    const now = this.#clock.now().getTime() / 1000;
    const window = Math.floor(now / windowSeconds);
    if (window !== this.#window) {
      this.#window = window;
      this.#used.clear();
    }
    const used = (this.#used.get(token) ?? 0) + 1;
    this.#used.set(token, used);
    const reset = (window + 1) * windowSeconds;
    return {
      allowed: used <= requests,
      remaining: Math.max(0, requests - used),
      reset,
      retryAfter: Math.max(1, Math.ceil(reset - now)),
    };
  }
}

/** The three headers that every answer bears. */
export function rateHeaders(allowance: Allowance, limit: RateLimit): Record<string, string> {
  return {
    "ratelimit-limit": String(limit.requests),
    "ratelimit-remaining": String(allowance.remaining),
    "ratelimit-reset": String(allowance.reset),
  };
}
