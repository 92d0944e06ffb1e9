import assert from "node:assert/strict";
import { OPEN } from "./_fixture.ts";
import { chooseNews, marksOf } from "./choose_news.ts";
import type { Delivery, KeptIncident } from "./types.ts";

const CHANNEL = "email:a@b.fr";
const NONE: Delivery = { toldAt: null, recoveryToldAt: null, attempts: 0, error: null };
const NOON = OPEN.openedAt;
const LATER = "2026-11-20T13:00:00.000Z";

/** What the channel hears at an instant. */
function state(more: Partial<KeptIncident>, delivery: Partial<Delivery> | null, now = LATER) {
  const deliveries: Record<string, Delivery> = delivery === null
    ? {}
    : { [CHANNEL]: { ...NONE, ...delivery } };
  const incident = { ...OPEN, ...more, deliveries };
  const [news] = chooseNews([incident], { channel: CHANNEL, now: new Date(now) });
  return news?.state ?? null;
}

Deno.test("chooseNews() tells what is open once, and again each later day while it is found", () => {
  assert.equal(state({}, null), "new");
  assert.equal(state({}, { attempts: 3, error: "x" }), "new");
  assert.equal(state({}, { toldAt: NOON }), null);
  const nextNoon = "2026-11-21T11:59:00.000Z";
  assert.equal(state({ seenAt: nextNoon }, { toldAt: NOON }, nextNoon), "reminder");
  assert.equal(state({ seenAt: NOON }, { toldAt: NOON }, nextNoon), null);
  // twenty hours later, but the same day in Paris
  const early = "2026-11-19T23:30:00.000Z";
  const late = "2026-11-20T21:00:00.000Z";
  assert.equal(state({ openedAt: early, seenAt: late }, { toldAt: early }, late), null);
});

Deno.test("chooseNews() tells a recovery once, and a past incident to whom it was to be told", () => {
  const over = { closedAt: LATER };
  assert.equal(state(over, { toldAt: NOON }), "recovered");
  assert.equal(state(over, { toldAt: NOON, recoveryToldAt: LATER }), null);
  assert.equal(state(over, { attempts: 2, error: "x" }), "past");
  assert.equal(state(over, null), null);
});

Deno.test("chooseNews() tells an event within its day, or later when it could not be told", () => {
  const event = { event: true, closedAt: NOON };
  assert.equal(state(event, null), "new");
  assert.equal(state(event, { toldAt: NOON }), null);
  assert.equal(state(event, null, "2026-11-22T12:00:00.000Z"), null);
  assert.equal(state(event, { attempts: 1, error: "x" }, "2026-11-22T12:00:00.000Z"), "new");
});

Deno.test("marksOf() keeps what was told, and counts what was not", () => {
  const now = new Date(LATER);
  const news = [{ state: "past", incident: { ...OPEN, closedAt: LATER } }] as const;
  const [told] = marksOf(news, { channel: CHANNEL, now, error: null });
  assert.deepEqual(told!.delivery, { ...NONE, toldAt: LATER, recoveryToldAt: LATER });
  const deliveries = { [CHANNEL]: { ...NONE, toldAt: NOON, attempts: 1, error: "x" } };
  const open = [{ state: "reminder", incident: { ...OPEN, deliveries } }] as const;
  const [failed] = marksOf(open, { channel: CHANNEL, now, error: "HTTP 500" });
  assert.deepEqual(failed!.delivery, { ...NONE, toldAt: NOON, attempts: 2, error: "HTTP 500" });
});
