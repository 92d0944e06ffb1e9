/**
 * What is known of one token's budget. Kept as JSON, so that processes and machines can share it.
 *
 * The API counts requests in fixed windows of its own clock, which nobody here can read. An answer tells when its window
 * ends (`ratelimit-reset`): the request was counted between its sending and its answer, so each answer bounds the
 * difference between both clocks, and the bounds of all answers are intersected. A request under way may be counted in any
 * window that is possible from its sending on; once answered, in exactly one. A new request is let out only if no window
 * in which it could be counted can overflow. How long a window is no answer tells: two ends that are no whole windows apart
 * show that it is shorter than the rules say.
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
  /** Milliseconds of a window, where the answers have shown that it is shorter than the rules say. */
  readonly window?: number | undefined;
  /** When the first answer of the window that ends at `anyEnd` came. */
  readonly begunAt?: number | undefined;
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

/** At the pace that Pennylane documents, 25 requests in 5 s or 5 in 1 s, a window has so many milliseconds a request. */
const PACE_MS = 200;
/** `ratelimit-reset` counts whole seconds. */
const SHORTEST_MS = 1_000;

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

/** The shortest window that is believed of a limit; null: that of the rules. */
function shortestWindow(limit: number, { windowMs, cap }: RateRules): number | null {
  const ms = limit * PACE_MS;
  return ms >= SHORTEST_MS && ms < windowMs && cap > limit ? ms : null;
}

/** Two ends of windows that are no whole windows apart show a shorter one; a 429 shows that this was wrong. */
function windowAfter(
  state: RateState,
  answer: { readonly limit: number; readonly resetMs: number; readonly refused: boolean },
  rules: RateRules,
): number | undefined {
  const shortest = shortestWindow(answer.limit, rules);
  if (shortest === null || answer.refused || state.limit !== answer.limit) return undefined;
  let [window, apart] = [state.window ?? rules.windowMs, Math.abs(answer.resetMs - state.anyEnd)];
  while (apart > 0) [window, apart] = [apart, window % apart];
  return window >= shortest && window < rules.windowMs ? window : state.window;
}

/** One request is kept back until it can tell, by its answer, whether a shorter window has ended. */
function keepsOne({ limit, window, begunAt = 0 }: RateState, now: number, rules: RateRules) {
  const shortest = window === undefined ? shortestWindow(limit!, rules) : null;
  return shortest !== null && now - begunAt < shortest;
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
  const windowMs = state.window ?? rules.windowMs;
  const allowed = Math.min(state.limit, Math.floor(rules.cap * windowMs / rules.windowMs));
  const kept = keepsOne(state, now, rules) ? 1 : 0;
  const [low, high] = offsetAt(state, now);
  const last = endOf(state, now + high, windowMs);
  for (let end = endOf(state, now + low, windowMs); end <= last; end += windowMs) {
    const used = state.used[end] ?? 0;
    if (used >= allowed) return Math.max(1, Math.ceil(end - low - now));
    if (used + flights.length >= allowed - kept) return pollMs(rules);
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
  const windowMs = state.window ?? rules.windowMs;
  const [low, high] = offsetAt(state, times.now);
  let current = state;
  const last = endOf(state, times.now + high, windowMs);
  const first = Math.max(
    endOf(state, times.sentAt + low, windowMs),
    last - 4 * windowMs,
  );
  for (let end = first; end <= last; end += windowMs) {
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
  const window = windowAfter(landed, { limit, resetMs, refused }, rules);
  const windowMs = window ?? rules.windowMs;
  const offset = narrow(landed, { now, sentAt }, { resetMs, windowMs });
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
    window,
    begunAt: landed.anyEnd === resetMs ? landed.begunAt : now,
  };
}
