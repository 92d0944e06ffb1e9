import { fixedClock, today } from "../base/mod.ts";
import type { DeliveryMark, KeptIncident, News, NewsState } from "./types.ts";

const DAY_MS = 86_400_000;
/** A run at six each morning reminds each morning, although it ends a little earlier or later than the day before. */
const REMINDER_MS = 20 * 3_600_000;

/**
 * What a channel has to be told: what is new to it, what goes on, once a day, what has recovered since it was told,
 * and what came and went while it could not be reached. A channel that was set up later hears nothing of the past.
 *
 * @param incidents As they are kept.
 * @param options The channel, and now.
 * @returns In the order of the incidents.
 *
 * @example
 * ```ts
 * import { chooseNews } from "./choose_news.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(chooseNews([], { channel: "email:a@b.fr", now: new Date() }), []);
 * ```
 */
export function chooseNews(
  incidents: readonly KeptIncident[],
  { channel, now }: { readonly channel: string; readonly now: Date },
): News[] {
  return incidents.flatMap((incident): News[] => {
    const state = stateFor(incident, channel, now);
    return state === null ? [] : [{ state, incident }];
  });
}

function stateFor(
  { openedAt, seenAt, closedAt, event, deliveries }: KeptIncident,
  channel: string,
  now: Date,
): NewsState | null {
  const { toldAt = null, recoveryToldAt = null, attempts = 0 } = deliveries[channel] ?? {};
  const age = (instant: string) => now.getTime() - Date.parse(instant);
  if (event) return toldAt === null && (attempts > 0 || age(openedAt) < DAY_MS) ? "new" : null;
  if (closedAt === null) {
    if (toldAt === null) return "new";
    // what nobody has looked at since is not repeated
    return seenAt > toldAt && age(toldAt) >= REMINDER_MS && isLaterDay(now, toldAt)
      ? "reminder"
      : null;
  }
  if (recoveryToldAt !== null) return null;
  if (toldAt !== null) return "recovered";
  return attempts > 0 ? "past" : null;
}

function isLaterDay(now: Date, before: string): boolean {
  return today(fixedClock(now)) > today(fixedClock(new Date(before)));
}

/**
 * Whether news are about what has ended.
 *
 * @param state Of the news.
 * @returns False for what goes on.
 */
export function isOver(state: NewsState): boolean {
  return state === "recovered" || state === "past";
}

/**
 * What to keep of a message that was sent, or could not be.
 *
 * @param news What the message told.
 * @param options The channel, now, and the French reason for which it did not arrive.
 * @returns One mark for each incident.
 */
export function marksOf(
  news: readonly News[],
  { channel, now, error }: {
    readonly channel: string;
    readonly now: Date;
    readonly error: string | null;
  },
): DeliveryMark[] {
  const at = now.toISOString();
  return news.map(({ state, incident: { id, deliveries } }) => {
    const { toldAt = null, recoveryToldAt = null, attempts = 0 } = deliveries[channel] ?? {};
    const delivery = error === null
      ? {
        toldAt: state === "recovered" ? toldAt : at,
        recoveryToldAt: isOver(state) ? at : null,
        attempts: 0,
        error: null,
      }
      : { toldAt, recoveryToldAt, attempts: attempts + 1, error };
    return { id, channel, delivery };
  });
}
