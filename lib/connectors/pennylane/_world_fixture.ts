import assert from "node:assert/strict";
import type { RateAnswer } from "./rate_limiter.ts";

/** Requests that the server lets pass in a window. */
export const LIMIT = 25;
/** Length of its windows, in milliseconds. */
export const WINDOW = 5_000;

/** A clock that only moves when everybody waits, and a server that counts in windows of a clock of its own. */
export class World {
  nowMs = 1_700_000_001_234;
  /** Requests by window of the server. */
  readonly counted = new Map<number, number>();
  refused = 0;
  #due: { readonly at: number; readonly wake: () => void }[] = [];
  /** By how much the windows begin later than at multiples of their length: another machine of the server. */
  shiftMs = 0;
  readonly #offsetMs: number;
  readonly #limit: number;
  readonly #windowMs: number;
  #seed = 12_345;

  constructor(offsetMs: number, { limit = LIMIT, windowMs = WINDOW } = {}) {
    this.#offsetMs = offsetMs;
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  readonly clock = { now: () => new Date(this.nowMs) };

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.#due.push({ at: this.nowMs + ms, wake });
    });

  random(): number {
    this.#seed = (this.#seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return this.#seed / 2_147_483_648;
  }

  /** One request: it travels, is counted, travels back. */
  async request(latencyMs: number): Promise<RateAnswer> {
    await this.sleep(latencyMs * this.random());
    const server = this.nowMs + this.#offsetMs - this.shiftMs;
    const end = (Math.floor(server / this.#windowMs) + 1) * this.#windowMs + this.shiftMs;
    const count = (this.counted.get(end) ?? 0) + 1;
    this.counted.set(end, count);
    const status = count > this.#limit ? 429 : 200;
    if (status === 429) this.refused++;
    await this.sleep(latencyMs * this.random());
    const remaining = Math.max(0, this.#limit - count);
    return { status, limit: this.#limit, remaining, resetMs: end, retryAfterMs: null };
  }

  async runUntil(done: () => boolean): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < 200; turn++) await Promise.resolve();
      if (done()) return;
      this.#due.sort((a, b) => a.at - b.at);
      const next = this.#due.shift();
      assert.ok(next, "everybody waits and nothing is due");
      this.nowMs = Math.max(this.nowMs, next.at);
      next.wake();
    }
  }

  /** Requests in the windows between the first and the last, and how many there are. */
  full(): { readonly requests: number; readonly windows: number } {
    const ends = [...this.counted.keys()].sort((a, b) => a - b).slice(1, -1);
    const requests = ends.reduce((sum, end) => sum + this.counted.get(end)!, 0);
    return { requests, windows: (ends.at(-1)! - ends[0]!) / this.#windowMs + 1 };
  }
}
