import assert from "node:assert/strict";
import { OPEN } from "./_fixture.ts";
import { composeMessage } from "./compose_message.ts";
import type { News } from "./types.ts";
import { webhookBody } from "./webhook_bodies.ts";

const PLACE = { demo: false, machine: "serveur", now: new Date("2026-11-20T12:55:00Z") };
const CLOSED = { ...OPEN, closedAt: "2026-11-20T12:55:00.000Z" };

Deno.test("composeMessage() tells cause, first lines, and where the report is", () => {
  const { subject, text } = composeMessage([{ state: "new", incident: OPEN }], PLACE);
  assert.equal(subject, "[Penny] Lecture en échec : Clients de Martin");
  assert.deepEqual(text.replaceAll("\u00a0", " ").split("\n").slice(0, 7), [
    "NOUVEAU",
    "- Lecture en échec : Clients de Martin",
    "  Cause : API muette",
    "    première ligne",
    "  Depuis le 20/11/2026 13:00",
    "  Rapport : outputs/r/index.html, dans le dossier de Penny",
    "",
  ]);
});

Deno.test("composeMessage() names in its subject what goes on and what is over", () => {
  const subject = (...states: News["state"][]) =>
    composeMessage(
      states.map((state) => ({ state, incident: state === "new" ? OPEN : CLOSED })),
      PLACE,
    ).subject.replace(OPEN.title, "T");
  assert.equal(subject("recovered"), "[Penny] Rétabli : T");
  assert.equal(subject("recovered", "past"), "[Penny] 2 incidents rétablis, dont : T");
  assert.equal(subject("new", "recovered"), "[Penny] T (et 1 rétabli)");
  assert.equal(
    subject("new", "new", "recovered", "recovered"),
    "[Penny] 2 incidents, dont : T (et 2 rétablis)",
  );
});

Deno.test("composeMessage() says how long a recovered incident lasted", () => {
  const { text } = composeMessage([{ state: "recovered", incident: CLOSED }], PLACE);
  assert.match(
    text,
    /^RÉTABLI\n[\s\S]*Du 20\/11\/2026 13:00 au 20\/11\/2026 13:55 \(55\u00a0min\)/,
  );
  assert.doesNotMatch(text, /première ligne|Rapport/);
});

Deno.test("webhookBody() stays within what Slack and Teams take", () => {
  const news = Array.from({ length: 80 }, (_, i): News => ({
    state: (["new", "reminder", "recovered", "past"] as const)[i % 4]!,
    incident: {
      ...OPEN,
      ...{ cause: `${i} ${"&é<".repeat(190)}`, title: `${i} ${"&".repeat(190)}` },
      lines: Array(20).fill("é".repeat(600)),
    },
  }));
  const message = composeMessage(news, PLACE);
  // deno-lint-ignore no-explicit-any
  const slack = webhookBody("slack", message) as any;
  assert.ok(slack.blocks.length <= 50);
  for (const { text } of slack.blocks.slice(1)) assert.ok(text.text.length <= 3_000);
  assert.ok(slack.blocks[0].text.text.length <= 150);
  const teams = new TextEncoder().encode(JSON.stringify(webhookBody("teams", message)));
  assert.ok(teams.length < 28_000, `${teams.length} bytes`);
});
