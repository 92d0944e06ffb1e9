import assert from "node:assert/strict";
import { emailSender } from "../../lib/alerts/email_sender.ts";
import type { Message } from "../../lib/alerts/types.ts";
import { webhookSender } from "../../lib/alerts/webhook_sender.ts";
import type { SmtpSettings, WebhookKind } from "../../lib/config/mod.ts";
import { serveHook, serveMail, serveProxy, serveSilence } from "./_alert_servers.ts";
import { CERTIFICATE } from "./_certificate.ts";

const LIMITS = { connectMs: 400, greetingMs: 400, silenceMs: 400, totalMs: 1_500 };
const EMAILS = ["a@cabinet.fr", "b@cabinet.fr"];
const MESSAGE: Message = {
  ...{ demo: false, machine: "m", sentAt: "2026-11-20T12:00:00.000Z" },
  subject: "[Penny] Lecture en échec : société « Évasion » <&>",
  text: "NOUVEAU\n- Évasion\n  Cause : *clé* <b> & `x`\n. point seul",
  news: [{
    state: "new",
    incident: {
      ...{ id: "1", scope: "runs", key: "unit:x", kind: "failure", title: "Évasion", event: false },
      ...{ cause: "clé", lines: ["une"], where: "outputs/r/index.html", deliveries: {} },
      ...{ openedAt: "2026-11-20T12:00:00.000Z", seenAt: "2026-11-20T12:00:00.000Z" },
      closedAt: null,
    },
  }],
};

/** Sends the message to everybody, and answers the reasons by address. */
async function mail(
  smtp: SmtpSettings,
  { emails = EMAILS, certificates = [CERTIFICATE] } = {},
): Promise<Record<string, string>> {
  const sender = emailSender(smtp, { emails, certificates, limits: LIMITS });
  return Object.fromEntries(await sender.send(MESSAGE, sender.channels));
}

for (const encryption of ["starttls", "tls"] as const) {
  Deno.test(`emailSender() sends one encrypted message to all by ${encryption}`, async () => {
    await using server = await serveMail(encryption);
    assert.deepEqual(await mail(server.smtp), {});
    assert.equal(server.mails.length, 1);
    const { to, from, subject, text, encrypted, user, raw } = server.mails[0]!;
    assert.deepEqual([to, from, encrypted, user], [EMAILS, "penny@cabinet.fr", true, "penny"]);
    assert.equal(subject, MESSAGE.subject);
    assert.equal(text.trimEnd(), MESSAGE.text);
    assert.match(raw, /^Auto-Submitted: auto-generated/m);
  });
}

Deno.test("emailSender() sends in the clear only where that is asked for", async () => {
  const options = { disabledCommands: ["STARTTLS"], authOptional: true };
  await using server = await serveMail("none", options);
  const clear = { ...server.smtp, login: null };
  assert.deepEqual(await mail({ ...clear, encryption: "starttls" }), {
    "email:a@cabinet.fr": "le serveur ne propose pas de chiffrement, voyez PENNY_SMTP_TLS",
    "email:b@cabinet.fr": "le serveur ne propose pas de chiffrement, voyez PENNY_SMTP_TLS",
  });
  assert.deepEqual(await mail(clear), {});
  assert.equal(server.mails.length, 1);
});

Deno.test("emailSender() refuses a certificate that nobody vouches for", async () => {
  await using server = await serveMail("tls");
  await using upgraded = await serveMail("starttls");
  for (const { smtp } of [server, upgraded]) {
    const reasons = await mail(smtp, { certificates: [] });
    assert.equal(reasons["email:a@cabinet.fr"], "le certificat du serveur n'est pas reconnu");
  }
  assert.deepEqual([...server.mails, ...upgraded.mails], []);
});

Deno.test("emailSender() tells a refused login without what the server said", async () => {
  await using server = await serveMail();
  const login = { user: "penny", password: "faux" };
  const reasons = await mail({ ...server.smtp, login });
  const reason = "le serveur refuse PENNY_SMTP_USER et PENNY_SMTP_PASSWORD (réponse 535)";
  assert.deepEqual(Object.values(reasons), [reason, reason]);
});

Deno.test("emailSender() tells refused addresses apart", async () => {
  await using server = await serveMail();
  const some = await mail(server.smtp, { emails: ["a@cabinet.fr", "refus@cabinet.fr"] });
  assert.deepEqual(some, { "email:refus@cabinet.fr": "adresse refusée" });
  const written = await mail(server.smtp, { emails: ["a@cabinet.fr", "refus@Équipe.FR"] });
  assert.deepEqual(written, { "email:refus@Équipe.FR": "adresse refusée" });
  const none = await mail(server.smtp, { emails: ["refus@cabinet.fr"] });
  assert.match(none["email:refus@cabinet.fr"]!, /refuse l'expéditeur ou les adresses/);
});

Deno.test("emailSender() does not wait for a server that hangs", async () => {
  await using mute = await serveSilence();
  await using greets = await serveSilence("220 bonjour ESMTP\r\n");
  await using drips = await serveSilence("220-bonjour\r\n".repeat(3));
  for (const { port } of [mute, greets, drips]) {
    const began = performance.now();
    const smtp = { host: "127.0.0.1", port, encryption: "starttls", login: null } as const;
    const reasons = await mail({ ...smtp, from: "penny@cabinet.fr" });
    assert.match(reasons["email:a@cabinet.fr"]!, /ne répond pas/);
    assert.ok(performance.now() - began < 3_000);
  }
});

Deno.test("emailSender() says what is wrong with an address where nothing listens", async () => {
  const silence = await serveSilence();
  await silence[Symbol.asyncDispose]();
  const smtp = { host: "127.0.0.1", port: silence.port, encryption: "tls", login: null } as const;
  const reasons = await mail({ ...smtp, from: "penny@cabinet.fr" });
  assert.match(reasons["email:a@cabinet.fr"]!, /rien n'écoute à cette adresse/);
});

async function post(kind: WebhookKind, url: string): Promise<string | null> {
  const sender = webhookSender({ kind, url, proxy: null }, { limitMs: 500 });
  const [reason = null] = (await sender.send(MESSAGE, sender.channels)).values();
  return reason;
}

Deno.test("webhookSender() speaks to Slack, Teams and programs", async () => {
  await using hook = await serveHook();
  for (const kind of ["slack", "teams", "json"] as const) {
    assert.equal(await post(kind, hook.url), null);
  }
  const [slack, teams, json] = hook.posts.map(({ body }) => body);
  assert.equal(slack.text, "[Penny] Lecture en échec : société « Évasion » &lt;&amp;&gt;");
  assert.deepEqual(slack.blocks.map(({ type }: { type: string }) => type), ["header", "section"]);
  assert.match(slack.blocks[1].text.text, /^```NOUVEAU[\s\S]*&lt;b&gt; &amp; `x`[\s\S]*```$/);
  const card = teams.attachments[0];
  assert.equal(card.contentType, "application/vnd.microsoft.card.adaptive");
  assert.equal(card.content.type, "AdaptiveCard");
  assert.match(card.content.body[1].text, /^NOUVEAU\n\n\\- Évasion\n\n {2}Cause : \\\*clé\\\*/);
  assert.equal(json.version, 1);
  assert.equal(json.incidents[0].report, "outputs/r/index.html");
  assert.match(hook.posts[0]!.type, /^application\/json/);
});

Deno.test("webhookSender() tells faults without the address", async () => {
  await using hook = await serveHook();
  const reasons: (string | null)[] = [];
  for (const status of [500, 302, null]) {
    hook.status = status;
    reasons.push(await post("json", hook.url));
  }
  assert.deepEqual(reasons, ["réponse HTTP 500", "réponse HTTP 302", "aucune réponse en 0.5 s"]);
  assert.equal(hook.posts.length, 3);
  await hook[Symbol.asyncDispose]();
  assert.equal(await post("json", hook.url), "l'envoi a échoué sur le réseau (ECONNREFUSED)");
});

Deno.test("webhookSender() goes through a proxy with a password, encrypted to the end", async () => {
  await using hook = await serveHook("https");
  await using proxy = await serveProxy();
  const webhook = { kind: "json", url: hook.url } as const;
  const user = `paul:${encodeURIComponent("é:p@ss")}`;
  const send = async (login: string, certificates: readonly string[]) => {
    const address = `http://${login}@127.0.0.1:${proxy.port}`;
    const sender = webhookSender({ ...webhook, proxy: address }, { limitMs: 2_000, certificates });
    return [...(await sender.send(MESSAGE, sender.channels)).values()];
  };
  assert.deepEqual(await send(user, [CERTIFICATE]), []);
  assert.deepEqual(proxy.tunnels, [`127.0.0.1:${hook.port}`]);
  assert.equal(hook.posts.length, 1);
  assert.deepEqual(await send(user, []), ["le certificat du serveur n'est pas reconnu"]);
  assert.match((await send("paul:faux", [CERTIFICATE]))[0]!, /a échoué sur le réseau|HTTP 407/);
  assert.equal(hook.posts.length, 1);
});
