import assert from "node:assert/strict";
import { openIncidents, reportIncidents, reportRefusal, reportRun } from "../../lib/alerts/mod.ts";
import { emailSender } from "../../lib/alerts/email_sender.ts";
import { openSenders } from "../../lib/alerts/open_senders.ts";
import { reportScopes } from "../../lib/alerts/report_incidents.ts";
import type { AlertConfig, Incident, Sender } from "../../lib/alerts/types.ts";
import { fixedClock, ServiceError } from "../../lib/base/mod.ts";
import type { SmtpSettings } from "../../lib/config/mod.ts";
import { connect, type Database } from "../../lib/connectors/postgres/mod.ts";
import { openWarehouse } from "../../lib/warehouse/mod.ts";
import {
  type HookServer,
  serveHook,
  serveMail,
  serveSilence,
  SMTP_PASSWORD,
} from "./_alert_servers.ts";
import { CERTIFICATE } from "./_certificate.ts";
import { withDatabase } from "./_server.ts";

const BEGIN = Date.parse("2026-11-20T05:00:00Z");
const SECRET = "clé-très-secrète-1234";

/** A clock that stands so many minutes after the beginning. */
function at(minutes: number) {
  return fixedClock(new Date(BEGIN + minutes * 60_000));
}

/** What a test of alerts works with. */
interface Place {
  readonly db: Database;
  readonly config: AlertConfig;
  readonly hook: HookServer;
}

/** A warehouse, and settings whose alerts go to a webhook of this machine. */
function withAlerts(name: string, test: (place: Place) => Promise<void>): Promise<void> {
  return withDatabase(name, async ({ config }) => {
    await using hook = await serveHook();
    await using warehouse = await openWarehouse(config, { notify: () => {} });
    const alerts = {
      ...{ emails: [], smtp: null, staleHours: 26 },
      webhooks: [{ kind: "json", url: hook.url, proxy: null }] as const,
    };
    const home = `${config.root}/maison`;
    await Deno.mkdir(home);
    const secrets = [SECRET, hook.url];
    await test({ db: warehouse.db, config: { ...config, home, alerts, secrets }, hook });
  });
}

function incident(key: string, more: Partial<Incident> = {}): Incident {
  const text = { title: `Incident ${key}`, cause: `cause de ${key}`, lines: [], where: null };
  return { key, kind: "failure", ...text, ...more };
}

/** Such as `new a, recovered b`, one text for each message. */
function told(hook: HookServer): string[] {
  return hook.posts.map(({ body }) =>
    body.incidents.map((one: { state: string; key: string }) => `${one.state} ${one.key}`).join(
      ", ",
    )
  );
}

/** A run that ends, with one notebook and one company that are red or not. */
async function addRun(db: Database, runId: string, failing: boolean): Promise<void> {
  const status = failing ? "red" : "ok";
  await db.execute(
    "INSERT INTO penny.runs (run_id, command, mode, started_at, status, versions) VALUES ($1, 'run-all', 'réel', now(), $2, '{}')",
    [runId, failing ? 1 : 0],
  );
  await db.execute(
    "INSERT INTO penny.companies (company_id, name) VALUES (7, 'Évasion & Fils') ON CONFLICT DO NOTHING",
  );
  await db.execute(
    "INSERT INTO penny.run_notebooks (run_id, notebook, status, error) VALUES ($1, '02_customers', $2, $3), " +
      "($1, '03_suppliers', 'ok', NULL)",
    [runId, failing ? "failed" : "ok", failing ? `cellule 3 : Error: ${SECRET} refusée` : null],
  );
  await db.execute(
    "INSERT INTO penny.run_units (run_id, source, domain, company_id, status, reason) " +
      "VALUES ($1, 'api', 'suppliers', 7, $2, $3)",
    [runId, status, failing ? "2 lignes sans identifiant" : null],
  );
  await db.execute(
    "INSERT INTO penny.run_gates (run_id, source, domain, company_id, gate, status, detail) " +
      `VALUES ($1, 'api', 'suppliers', 7, 'not_null', $2, '{"detail": "id : 2 lignes", "rows": []}')`,
    [runId, status],
  );
}

Deno.test("reportRun() makes one alert and one recovery of an hour in which six runs fail", () =>
  withAlerts("alert_hour", async ({ db, config, hook }) => {
    for (let run = 0; run < 6; run++) {
      await addRun(db, `r${run}`, true);
      await reportRun(db, { config, runId: `r${run}`, clock: at(run * 10) });
    }
    assert.deepEqual(told(hook), ["new notebook:02_customers, new unit:suppliers:api:7"]);
    for (let run = 6; run < 9; run++) {
      await addRun(db, `r${run}`, false);
      const { notes } = await reportRun(db, { config, runId: `r${run}`, clock: at(run * 10) });
      assert.equal(notes.length, run === 6 ? 1 : 0);
    }
    assert.equal(hook.posts.length, 2);
    const [first, second] = hook.posts.map(({ body }) => body);
    assert.match(first.subject, /^\[Penny\] 2 incidents, dont : Carnet en échec : 02_customers$/);
    assert.match(first.text, /Contrôle rouge : Fournisseurs, Évasion & Fils \(API Pennylane\)/);
    assert.match(first.text, /2 lignes sans identifiant\n {4}id : 2 lignes/);
    assert.match(first.text, /Rapport.: outputs\/r0\/02_customers\.html/);
    assert.doesNotMatch(JSON.stringify(hook.posts), new RegExp(SECRET));
    assert.match(second.subject, /2 incidents rétablis, dont : Carnet en échec : 02_customers/);
    assert.match(second.text, /Du 20\/11\/2026 06:00 au 20\/11\/2026 07:00 \(60.min\)/);
    assert.deepEqual(await openIncidents(db, config.home), []);
  }));

Deno.test("reportRun() judges only what the run looked at", () =>
  withAlerts("alert_judged", async ({ db, config, hook }) => {
    await addRun(db, "r1", true);
    await reportRun(db, { config, runId: "r1", clock: at(0) });
    await db.execute(
      "INSERT INTO penny.runs (run_id, command, mode, started_at, versions) VALUES ('r2', 'run', 'réel', now(), '{}')",
    );
    await db.execute(
      "INSERT INTO penny.run_notebooks (run_id, notebook, status) VALUES ('r2', '02_customers', 'ok')",
    );
    await reportRun(db, { config, runId: "r2", clock: at(10) });
    assert.equal(told(hook)[1], "recovered notebook:02_customers");
    const left = await openIncidents(db, config.home);
    assert.deepEqual(left.map(({ key }) => key), ["unit:suppliers:api:7"]);
  }));

Deno.test("reportRun() tells standing tie-outs, stale data, killed runs and refused tokens", () =>
  withAlerts("alert_kinds", async ({ db, config, hook }) => {
    await addRun(db, "r1", false);
    await db.execute(
      "INSERT INTO penny.tie_outs (run_id, kind, domain, company_id, subject, title, unit, left_label, left_amount, " +
        "right_label, right_amount, difference, explained, unexplained, unexplained_amount, unexplained_rows, alert) " +
        "VALUES ('r1', 'ledger', 'general_ledger', 7, '2026', 'Exercice 2026', 'euros', 'Grand livre', 240.00, " +
        `'Balance', 219.50, 20.5, '[]', '[{"label": "Montants", "amount": "20.5", "rows": 1}]', 20.5, 1, true)`,
    );
    await db.execute(
      "INSERT INTO penny.units (source, domain, company_id, read_at) VALUES ('api', 'suppliers', 7, $1)",
      [at(-27 * 60).now().toISOString()],
    );
    await db.execute(
      "INSERT INTO penny.sources_in_force (domain, company_id, source) VALUES ('suppliers', 7, 'api')",
    );
    const faults = ["Le jeton nº 2 est refusé", "Le jeton nº 3 est refusé"];
    const options = { config, runId: "r1", faults, killed: ["r0"] };
    await reportRun(db, { ...options, clock: at(0) });
    await reportRun(db, { ...options, clock: at(10) });
    assert.deepEqual(told(hook), [
      "new sources, new killed:r0, new tie_out:ledger:general_ledger:7:2026, new staleness:7",
    ]);
    const { text } = hook.posts[0]!.body;
    assert.match(text, /Écart inexpliqué : Exercice 2026, Évasion & Fils\n {2}Cause.: 20,5 € /);
    assert.match(
      text,
      /Données anciennes : Évasion[\s\S]*Fournisseurs : lue le 19\/11\/2026 03:00/,
    );
    await addRun(db, "r2", false);
    await db.execute("UPDATE penny.units SET read_at = $1", [at(20).now().toISOString()]);
    await db.execute("UPDATE penny.tie_outs SET run_id = 'r2', alert = false");
    await reportRun(db, { config, runId: "r2", faults: [], clock: at(20) });
    assert.equal(
      told(hook)[1],
      "recovered sources, recovered tie_out:ledger:general_ledger:7:2026, recovered staleness:7",
    );
  }));

Deno.test("reportIncidents() repeats what goes on once a day, while it is still found", () =>
  withAlerts("alert_reminder", async ({ db, config, hook }) => {
    const report = (hours: number, incidents: readonly Incident[]) =>
      reportIncidents(db, { config, scope: "s", incidents, clock: at(hours * 60 - hours / 100) });
    const days: string[] = [];
    for (let hours = 0; hours <= 24 * 4; hours++) {
      const before = hook.posts.length;
      await report(hours, [incident("a")]);
      if (hook.posts.length > before) days.push(at(hours * 60).now().toISOString().slice(0, 10));
    }
    assert.deepEqual(told(hook), ["new a", ...Array(4).fill("reminder a")]);
    assert.equal(new Set(days).size, 5);
    assert.match(hook.posts[1]!.body.text, /TOUJOURS EN COURS \(rappel quotidien\)/);
    for (const hours of [24 * 5, 24 * 6, 24 * 7]) {
      await reportIncidents(db, { config, scope: "t", incidents: [], clock: at(hours * 60) });
    }
    assert.equal(hook.posts.length, 6);
  }));

Deno.test("reportIncidents() tells an event once, and closes nothing it may not judge", () =>
  withAlerts("alert_event", async ({ db, config, hook }) => {
    const missed = incident("missed:1", { kind: "missed_run", event: true });
    const report = { config, scope: "schedule", judged: () => false };
    await reportIncidents(db, { ...report, incidents: [missed, incident("a")], clock: at(0) });
    await reportIncidents(db, { ...report, incidents: [missed], clock: at(10) });
    await reportIncidents(db, { ...report, incidents: [], clock: at(20) });
    assert.deepEqual(told(hook), ["new a, new missed:1"]);
    assert.equal((await openIncidents(db, config.home)).length, 1);
  }));

Deno.test("reportIncidents() sends once what a webhook refused for an hour", () =>
  withAlerts("alert_500", async ({ db, config, hook }) => {
    hook.status = 500;
    const report = (minutes: number, incidents: readonly Incident[]) =>
      reportIncidents(db, { config, scope: "s", incidents, clock: at(minutes) });
    for (let run = 0; run < 6; run++) {
      const { failed, notes } = await report(run * 10, [incident("a")]);
      assert.equal(failed, 1);
      assert.match(notes[0]!, /^\[INFO\] Alerte non envoyée, webhook \(127\.0\.0\.1\) : .* 500 ;/);
    }
    const [kept] = await openIncidents(db, config.home);
    const [delivery] = Object.values(kept!.deliveries);
    assert.deepEqual(delivery, {
      ...{ toldAt: null, recoveryToldAt: null, attempts: 6, error: "réponse HTTP 500" },
    });
    hook.status = 200;
    hook.posts.length = 0;
    await report(60, [incident("a")]);
    await report(70, [incident("a")]);
    assert.deepEqual(told(hook), ["new a"]);
    hook.status = 503;
    await report(80, [incident("b")]);
    await report(90, []);
    hook.posts.length = 0;
    hook.status = 200;
    await report(100, []);
    await report(110, []);
    assert.deepEqual(told(hook), ["recovered a, past b"]);
    assert.match(hook.posts[0]!.body.text, /PASSÉ, ET RÉTABLI DEPUIS/);
  }));

Deno.test("reportIncidents() retries only the channel that failed", () =>
  withAlerts("alert_channels", async ({ db, config, hook }) => {
    await using mail = await serveMail();
    await using second = await serveHook();
    second.status = 500;
    const emails = ["a@cabinet.fr", "b@cabinet.fr"];
    const webhooks = [
      ...config.alerts!.webhooks,
      { kind: "slack", url: second.url, proxy: null } as const,
    ];
    const senders: Sender[] = [
      ...openSenders({ ...config.alerts!, webhooks }),
      emailSender(mail.smtp, { emails, certificates: [CERTIFICATE] }),
    ];
    const scope = [{ scope: "s", incidents: [incident("a"), incident("b")] }];
    const first = await reportScopes(db, scope, { config, senders, clock: at(0) });
    assert.deepEqual([first.sent, first.failed], [3, 1]);
    second.status = 200;
    const next = await reportScopes(db, scope, { config, senders, clock: at(10) });
    assert.deepEqual([next.sent, next.failed], [1, 0]);
    assert.deepEqual([mail.mails.length, hook.posts.length, second.posts.length], [1, 1, 2]);
    assert.deepEqual(mail.mails[0]!.to, emails);
    assert.equal(mail.mails[0]!.subject, "[Penny] 2 incidents, dont : Incident a");
    assert.doesNotMatch(mail.mails[0]!.raw, new RegExp(SMTP_PASSWORD));
  }));

Deno.test("reportIncidents() sends later what a mail server that hangs or refuses did not take", () =>
  withAlerts("alert_smtp", async ({ db, config }) => {
    await using mail = await serveMail();
    await using silence = await serveSilence();
    const limits = { connectMs: 300, greetingMs: 300, silenceMs: 300, totalMs: 900 };
    const emails = ["a@cabinet.fr"];
    const report = (smtp: SmtpSettings, minutes: number) =>
      reportScopes(db, [{ scope: "s", incidents: [incident("a")] }], {
        ...{ config, clock: at(minutes) },
        senders: [emailSender(smtp, { emails, limits, certificates: [CERTIFICATE] })],
      });
    const wrong = { ...mail.smtp, login: { user: "penny", password: "un autre" } };
    const outcomes = [
      await report({ ...mail.smtp, port: silence.port }, 0),
      await report(wrong, 10),
      await report(mail.smtp, 20),
      await report(mail.smtp, 30),
    ];
    assert.deepEqual(outcomes.map(({ sent, failed }) => [sent, failed]), [
      ...[[0, 1], [0, 1], [1, 0], [0, 0]],
    ]);
    assert.match(outcomes[0]!.notes[0]!, /courriel a@cabinet\.fr : le serveur ne répond pas/);
    assert.match(outcomes[1]!.notes[0]!, /refuse PENNY_SMTP_USER et PENNY_SMTP_PASSWORD/);
    assert.equal(mail.mails.length, 1);
    const kept = await db.many("SELECT error, attempts FROM penny.alert_deliveries");
    assert.deepEqual(kept, [{ error: null, attempts: 0 }]);
  }));

Deno.test("reportRefusal() is over for every machine as soon as a run gets further", () =>
  withAlerts("alert_refusal", async ({ db, config, hook }) => {
    const other = { ...config, home: `${config.home}/autre` };
    await Deno.mkdir(other.home);
    const error = new ServiceError(`Impossible de joindre « Data Sharing » : ${SECRET}`);
    await reportRefusal({ config, error, db, clock: at(0) });
    await reportRefusal({ config: other, error, db, clock: at(5) });
    await addRun(db, "r1", false);
    await reportRun(db, { config: other, runId: "r1", clock: at(10) });
    assert.deepEqual(told(hook), ["new refusal", "recovered refusal"]);
    assert.doesNotMatch(JSON.stringify(hook.posts), new RegExp(SECRET));
  }));

Deno.test("reportIncidents() writes no secret and marks a demonstration", () =>
  withAlerts("alert_secret", async ({ db, config, hook }) => {
    const leaky = incident("a", {
      title: `Titre ${SECRET}`,
      cause: `voir ${hook.url} et postgres://u:motdepasse@h/b\r\nBcc: x@y.fr`,
      lines: ["une", `deux ${SECRET.slice(0, 10)}`, SECRET.slice(10), "connu plus tard"],
      where: `${config.home}/x ${config.root}/y`,
    });
    await reportIncidents(db, {
      config: { ...config, demo: true },
      ...{ scope: "s", incidents: [leaky], secrets: ["connu plus tard"], clock: at(0) },
    });
    const { body } = hook.posts[0]!;
    const kept = JSON.stringify([body, await db.many("SELECT * FROM penny.alerts")]);
    assert.doesNotMatch(kept, /secrète|motdepasse|1234|connu plus tard|\/hook|penny clone/);
    assert.match(body.subject, /^\[Penny, données de démonstration\] Titre \*\*\*$/);
    assert.match(body.text, /^DÉMONSTRATION : données de démonstration/);
    assert.equal(body.incidents[0].report, "PENNY_HOME/x ./y");
  }));

Deno.test("reportIncidents() tells thousands of incidents in one message of a page", () =>
  withAlerts("alert_many", async ({ db, config, hook }) => {
    const same = Array.from(
      { length: 2_400 },
      (_, i) => incident(`u${i}`, { cause: "API muette" }),
    );
    const other = Array.from({ length: 60 }, (_, i) => incident(`v${i}`));
    await reportIncidents(db, { config, scope: "s", incidents: [...same, ...other], clock: at(0) });
    const { text } = hook.posts[0]!.body;
    assert.match(text, /Incident u0 \(et 2.399.autres pour la même raison\)/);
    assert.match(text, /- et 41.autres\n/);
    assert.ok(text.length < 4_000, `${text.length} characters`);
  }));

Deno.test("reportIncidents() lets one of several processes send", () =>
  withAlerts("alert_turns", async ({ db, config, hook }) => {
    const report = { config, scope: "s", incidents: [incident("a")], clock: at(0) };
    await Promise.all([1, 2, 3].map(() => reportIncidents(db, report)));
    assert.deepEqual(told(hook), ["new a"]);
  }));

Deno.test("reportIncidents() keeps its state in PENNY_HOME while the warehouse is away", () =>
  withAlerts("alert_file", async ({ db, config, hook }) => {
    const settings = { host: "127.0.0.1", port: 1, user: "u", password: "p", database: "d" };
    await using away = connect(settings, { connectTimeoutMs: 500 });
    const report = (minutes: number) => ({
      ...{ config, scope: "s", incidents: [incident("a")], clock: at(minutes) },
    });
    await reportIncidents(null, report(0));
    await reportIncidents(away, report(10));
    assert.deepEqual(told(hook), ["new a"]);
    const [kept] = await openIncidents(null, config.home);
    assert.equal(kept!.key, "a");
    await reportIncidents(db, report(20));
    assert.equal(hook.posts.length, 1);
    assert.deepEqual(await openIncidents(null, config.home), []);
    await reportIncidents(db, { ...report(30), incidents: [] });
    assert.deepEqual(told(hook), ["new a", "recovered a"]);
    assert.match(hook.posts[1]!.body.text, /\(30.min\)/);
  }));

Deno.test("reportIncidents() never fails, whatever is away or damaged", () =>
  withAlerts("alert_damaged", async ({ config, hook }) => {
    await Deno.writeTextFile(`${config.home}/alerts.json`, "{ damaged");
    const report = { config, scope: "s", incidents: [incident("a")], clock: at(0) };
    assert.equal((await reportIncidents(null, report)).sent, 1);
    await Deno.remove(config.home, { recursive: true });
    assert.equal((await reportIncidents(null, { ...report, clock: at(10) })).sent, 1);
    await hook[Symbol.asyncDispose]();
    assert.equal((await reportIncidents(null, { ...report, clock: at(20) })).failed, 1);
  }));
