/** A check took longer than it may. */
export class TimeLimitError extends Error {
  /** The limit, in milliseconds. */
  readonly limitMs: number;

  constructor(limitMs: number) {
    super(`no answer within ${limitMs} ms`);
    this.name = "TimeLimitError";
    this.limitMs = limitMs;
  }
}

/**
 * The value of a promise, if it comes in time.
 *
 * @param limitMs Milliseconds.
 * @param work Goes on behind the scenes when it is late; what becomes of it is no longer heard.
 * @returns Its value.
 * @throws {TimeLimitError} It did not come in time.
 *
 * @example
 * ```ts
 * import { within } from "./within.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await within(1_000, Promise.resolve(7)), 7);
 * ```
 */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new TimeLimitError(limitMs)), limitMs);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What came of a piece of work. */
export type Outcome<T> =
  | { readonly value: T; readonly error: null }
  | { readonly value: null; readonly error: unknown };

/**
 * Like {@linkcode within}, the error as a value.
 *
 * @param limitMs Milliseconds.
 * @param work What is tried.
 * @returns Its value, or what it threw.
 */
export async function attempt<T>(limitMs: number, work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await within(limitMs, work()), error: null };
  } catch (error) {
    return { value: null, error: error ?? new Error("unknown") };
  }
}
