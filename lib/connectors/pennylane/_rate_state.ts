/**
 * What is known of one token's budget. Kept as JSON, so that processes and machines can share it.
 *
 * The API counts requests in fixed windows of its own clock, which nobody here can read. An answer tells when its window
 * ends (`ratelimit-reset`): the request was counted between its sending and its answer, so each answer bounds the
 * difference between both clocks, and the bounds of all answers are intersected. A request under way may be counted in any
 * window that is possible from its sending on; once answered, in exactly one. A new request is let out only if no window
 * in which it could be counted can overflow.
 */
export interface RateState {
  /** Requests in a window; null before the first answer. */
  readonly limit: number | null;
  /** The answers carry no `ratelimit-*` header: only `retry-after` is obeyed. */
  readonly silent: boolean;
  /** End of some window, on the API's clock. */
  readonly anyEnd: number;
  /** The API's clock minus the local one lies between both. */
  readonly offset: readonly [low: number, high: number];
  /** When `offset` was last narrowed. */
  readonly seenAt: number;
  /**
   * Requests in each window, by its end on the API's clock: the highest count that an answer told. Those counted later are
   * still under way, or their answers would have told more.
   */
  readonly used: Readonly<Record<string, number>>;
  /** Requests under way: lease -> sent at. */
  readonly flights: Readonly<Record<string, number>>;
  /** Nothing leaves before, after a 429. */
  readonly blockedUntil: number;
}

/** What does not change; times in milliseconds. */
export interface RateRules {
  readonly windowMs: number;
  /** Largest number of requests in a window, or Infinity. */
  readonly cap: number;
  /** A request under way for longer has been lost with its process. */
  readonly leaseMs: number;
}

/** What an answer told of the budget. */
export interface RateAnswer {
  readonly status: number;
  /** `ratelimit-limit`. */
  readonly limit: number | null;
  /** `ratelimit-remaining`. */
  readonly remaining: number | null;
  /** `ratelimit-reset`, in milliseconds of the API's clock. */
  readonly resetMs: number | null;
  /** `retry-after`, in milliseconds. */
  readonly retryAfterMs: number | null;
}

/** Clocks of two machines part by no more than this share of the time. */
const DRIFT = 0.0002;

/** Before the first answer. */
export const UNKNOWN_BUDGET: RateState = Object.freeze({
  limit: null,
  silent: false,
  anyEnd: 0,
  offset: [0, 0] as const,
  seenAt: 0,
  used: {},
  flights: {},
  blockedUntil: 0,
});

function endOf(state: RateState, serverMs: number, windowMs: number): number {
  const windows = Math.floor((serverMs - state.anyEnd) / windowMs) + 1;
  return state.anyEnd + windows * windowMs;
}

/** The bounds of the offset now: they part with time. */
function offsetAt(state: RateState, now: number): readonly [number, number] {
  const drift = Math.max(0, now - state.seenAt) * DRIFT;
  return [state.offset[0] - drift, state.offset[1] + drift];
}

/** A short wait for an answer that is under way. */
function pollMs(rules: RateRules): number {
  return Math.max(1, rules.windowMs / 100);
}

/** Milliseconds to wait before asking again, or 0: a request may leave now. */
function waitMs(state: RateState, now: number, rules: RateRules): number {
  if (state.blockedUntil > now) return state.blockedUntil - now;
  if (state.silent) return 0;
  const flights = Object.values(state.flights);
  if (state.limit === null) {
    // One request explores; one that was lost does not keep the others waiting for longer than a window.
    return flights.some((sentAt) => now - sentAt < rules.windowMs) ? pollMs(rules) : 0;
  }
  const allowed = Math.min(state.limit, rules.cap);
  const [low, high] = offsetAt(state, now);
  const last = endOf(state, now + high, rules.windowMs);
  for (let end = endOf(state, now + low, rules.windowMs); end <= last; end += rules.windowMs) {
    const used = state.used[end] ?? 0;
    if (used >= allowed) return Math.max(1, Math.ceil(end - low - now));
    if (used + flights.length >= allowed) return pollMs(rules);
  }
  return 0;
}

/**
 * Asks for one request.
 *
 * @param state What is known.
 * @param request The local time in milliseconds, and the name under which the request is kept until it is answered.
 * @param rules Window, cap, life of a lease.
 * @returns The new state and 0, or the milliseconds after which to ask again.
 */
export function reserve(
  state: RateState,
  request: { readonly now: number; readonly lease: string },
  rules: RateRules,
): { readonly state: RateState; readonly waitMs: number } {
  // A clock that was set back by more than a window: what is known speaks of another time.
  if (request.now < state.seenAt - rules.windowMs) state = UNKNOWN_BUDGET;
  const alive = Object.entries(state.flights).filter(([, sentAt]) =>
    request.now - sentAt < rules.leaseMs
  );
  const current = { ...state, flights: Object.fromEntries(alive) };
  const wait = waitMs(current, request.now, rules);
  if (wait > 0) return { state: current, waitMs: wait };
  const flights = { ...current.flights, [request.lease]: request.now };
  return { state: { ...current, flights }, waitMs: 0 };
}

/** Raises the count of a window; forgets windows long past. */
function count(state: RateState, end: number, requests: number): Record<string, number> {
  const used: Record<string, number> = { ...state.used };
  used[end] = Math.max(used[end] ?? 0, requests);
  const kept = Object.keys(used).map(Number).sort((a, b) => b - a).slice(0, 8);
  return Object.fromEntries(kept.map((one) => [one, used[one]!]));
}

/** No answer came: it may be counted in any window that was possible meanwhile. */
function settleLost(
  state: RateState,
  times: { readonly now: number; readonly sentAt: number },
  rules: RateRules,
): RateState {
  if (state.limit === null) return state;
  const [low, high] = offsetAt(state, times.now);
  let current = state;
  const last = endOf(state, times.now + high, rules.windowMs);
  const first = Math.max(
    endOf(state, times.sentAt + low, rules.windowMs),
    last - 4 * rules.windowMs,
  );
  for (let end = first; end <= last; end += rules.windowMs) {
    current = { ...current, used: count(current, end, (current.used[end] ?? 0) + 1) };
  }
  return current;
}

function narrow(
  state: RateState,
  times: { readonly now: number; readonly sentAt: number },
  end: { readonly resetMs: number; readonly windowMs: number },
): readonly [number, number] {
  const fresh = [end.resetMs - end.windowMs - times.now, end.resetMs - times.sentAt] as const;
  if (state.limit === null) return fresh;
  const [low, high] = offsetAt(state, times.now);
  const both = [Math.max(low, fresh[0]), Math.min(high, fresh[1])] as const;
  // A clock was set, or the API moved to another machine: start anew.
  return both[0] <= both[1] ? both : fresh;
}

/**
 * Takes back a request that never reached the API.
 *
 * @param state What is known.
 * @param lease The name it was reserved under.
 * @returns The new state.
 */
export function release(state: RateState, lease: string): RateState {
  const { [lease]: _, ...flights } = state.flights;
  return { ...state, flights };
}

/**
 * Takes the answer of a request, or its failure.
 *
 * @param state What is known.
 * @param request The local time in milliseconds, the lease, and what the answer told (null: none came).
 * @param rules Window, cap, life of a lease.
 * @returns The new state.
 */
export function settle(
  state: RateState,
  request: { readonly now: number; readonly lease: string; readonly answer: RateAnswer | null },
  rules: RateRules,
): RateState {
  const { now, lease, answer } = request;
  const sentAt = state.flights[lease] ?? now - rules.leaseMs;
  const landed = release(state, lease);
  if (answer === null) return settleLost(landed, { now, sentAt }, rules);
  const refused = answer.status === 429;
  const blockedUntil = refused && answer.retryAfterMs !== null
    ? Math.max(state.blockedUntil, now + answer.retryAfterMs)
    : state.blockedUntil;
  const { limit, remaining, resetMs } = answer;
  if (limit === null || remaining === null || resetMs === null) {
    return { ...landed, silent: state.limit === null, blockedUntil };
  }
  const offset = narrow(landed, { now, sentAt }, { resetMs, windowMs: rules.windowMs });
  const used = count(landed, resetMs, refused ? limit : limit - remaining);
  return {
    ...landed,
    limit,
    silent: false,
    anyEnd: resetMs,
    offset,
    seenAt: now,
    used,
    blockedUntil,
  };
}
