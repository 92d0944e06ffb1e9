import { type Clock, systemClock, UsageError } from "../../base/mod.ts";
import {
  type RateAnswer,
  type RateRules,
  type RateState,
  release,
  reserve,
  settle,
  UNKNOWN_BUDGET,
} from "./_rate_state.ts";
import { type Sleep, sleep as realSleep } from "./_sleep.ts";

export type { RateAnswer } from "./_rate_state.ts";

/** One request that a limiter let out; one of the two must be called once, whatever became of it. */
export interface RateLease {
  /** Tells what the answer said of the budget, or null when no answer came. */
  settle(answer: RateAnswer | null): Promise<void>;
  /** Gives the request back: it never reached the API. */
  release(): Promise<void>;
}

/** Lets requests out so that the API never has to refuse one. */
export interface RateLimiter {
  /**
   * Waits until a request may leave.
   *
   * @param key Whose budget: a hash of the token, never the token.
   * @param signal Ends the wait; the promise is then rejected with its reason.
   */
  acquire(key: string, signal?: AbortSignal): Promise<RateLease>;
}

/** Options of every limiter. */
export interface RateLimiterOptions {
  /** Own cap beside the announced limit, in requests per second, counted over whole windows. @default none */
  readonly requestsPerSecond?: number;
  /** Length of the API's windows, in milliseconds. @default 5000 */
  readonly windowMs?: number;
  /** Milliseconds after which a request without an answer is taken as lost. @default 120000 */
  readonly leaseMs?: number;
  /** Waits; for tests. @default a timer */
  readonly sleep?: Sleep;
}

/** Where the state of each key is kept, and the clock that goes with it. */
export interface RateStore {
  /** Reads, changes and writes the state of a key; nobody else does meanwhile. `nowMs` is read under that lock. */
  update<T>(
    key: string,
    change: (state: RateState, nowMs: number) => { readonly state: RateState; readonly result: T },
  ): Promise<T>;
}

function readRules(options: RateLimiterOptions): RateRules {
  const { windowMs = 5_000, leaseMs = 120_000, requestsPerSecond } = options;
  const cap = requestsPerSecond === undefined
    ? Infinity
    : Math.floor(requestsPerSecond * windowMs / 1_000 + 1e-9);
  if (cap >= 1) return { windowMs, leaseMs, cap };
  throw new UsageError(
    `Impossible de limiter le débit à « ${requestsPerSecond} » requêtes par seconde : moins d'une requête par fenêtre de ${
      windowMs / 1_000
    } s ; indiquez au moins ${1_000 / windowMs} (PENNYLANE_RATE_LIMIT)`,
  );
}

/**
 * A limiter over any store; the others are made of it.
 *
 * @param store Where the state is kept; limiters over one store share their budgets.
 * @param options Cap, window, waiting.
 * @returns The limiter; each key has a budget of its own.
 * @throws UsageError The cap allows less than one request in a window.
 */
export function createStoredRateLimiter(
  store: RateStore,
  options: RateLimiterOptions = {},
): RateLimiter {
  const rules = readRules(options);
  const sleep = options.sleep ?? realSleep;
  return {
    async acquire(key, signal) {
      const lease = crypto.randomUUID();
      for (;;) {
        signal?.throwIfAborted();
        const wait = await store.update(key, (state, now) => {
          const answer = reserve(state, { now, lease }, rules);
          return { state: answer.state, result: answer.waitMs };
        });
        if (wait === 0) break;
        await sleep(wait, signal);
      }
      return {
        settle: (answer) =>
          store.update(key, (state, now) => ({
            state: settle(state, { now, lease, answer }, rules),
            result: undefined,
          })),
        release: () =>
          store.update(key, (state) => ({ state: release(state, lease), result: undefined })),
      };
    },
  };
}

/**
 * A store in the memory of this process.
 *
 * @param clock Any clock that moves. @default the machine's
 */
export function createMemoryRateStore(clock: Clock = systemClock): RateStore {
  const states = new Map<string, RateState>();
  return {
    update(key, change) {
      const { state, result } = change(states.get(key) ?? UNKNOWN_BUDGET, clock.now().getTime());
      states.set(key, state);
      return Promise.resolve(result);
    },
  };
}

/**
 * A limiter in the memory of this process: it learns limit and windows from the `ratelimit-*` headers. The first request of
 * each key goes alone, to learn them.
 *
 * @param options Cap, window, clock.
 * @returns The limiter; each key has a budget of its own.
 * @throws UsageError The cap allows less than one request in a window.
 *
 * @example
 * ```ts
 * import { createRateLimiter } from "./rate_limiter.ts";
 * const limiter = createRateLimiter({ requestsPerSecond: 2 });
 * const lease = await limiter.acquire("hash of the token");
 * await lease.settle(null);
 * ```
 */
export function createRateLimiter(
  options: RateLimiterOptions & { readonly clock?: Clock } = {},
): RateLimiter {
  return createStoredRateLimiter(createMemoryRateStore(options.clock), options);
}
