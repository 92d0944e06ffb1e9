import assert from "node:assert/strict";
import { join } from "node:path";
import { serveHook } from "./_alert_servers.ts";
import { makeClone } from "./_clone.ts";

/** Port 1 answers on no machine. */
const UNREACHABLE = {
  PENNY_DEMO: "",
  REDSHIFT_USER: "u_12345",
  PENNYLANE_DATA_SHARING_KEY: "cle-tres-secrete",
  ...{ POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: "1", POSTGRES_PASSWORD: "mot-de-passe" },
};
const ONE = ["--only", "customers"];

Deno.test("run-all tells once that the base is away, tells when it is back, and ends as it would", async () => {
  await using hook = await serveHook();
  await using clone = await makeClone();
  const alerts = { PENNY_ALERT_WEBHOOKS: `slack:${hook.url}/services/T0/XyzXyzXyz` };
  const away = { ...UNREACHABLE, ...alerts };
  const first = await clone.command("run_all", ONE, away);
  assert.equal(first.status, 2, first.stderr);
  assert.match(first.stdout, /\[INFO\] Alerte envoyée : Slack \(127\.0\.0\.1\)/);
  assert.equal((await clone.command("run_all", ONE, away)).status, 2);
  assert.equal((await clone.command("run_all", ["--only", "rien"], away)).status, 2);
  assert.equal(hook.posts.length, 1);
  assert.match(hook.posts[0]!.body.text, /^\[Penny\] Exécution impossible : aucun carnet/);
  const bodies = JSON.stringify(hook.posts.map(({ body }) => body));
  assert.doesNotMatch(bodies, /mot-de-passe|cle-tres-secrete|XyzXyz/);
  const kept = await clone.command("alert", ["list"], away);
  assert.equal(kept.status, 2);
  assert.match(kept.stderr, /\[ERREUR\] Impossible .*127\.0\.0\.1.*\n.*gardés sur cette machine/);
  assert.match(kept.stdout, /Exécution impossible : aucun carnet/);

  hook.status = 500;
  const demo = await clone.command("run_all", ONE, alerts);
  assert.equal(demo.status, 0, demo.stderr);
  assert.match(
    demo.stdout,
    /\[INFO\] Alerte non envoyée, Slack \(127\.0\.0\.1\) : réponse HTTP 500/,
  );
  const list = await clone.command("alert", ["list"], alerts);
  assert.match(list.stdout, /aucun carnet n'a été exécuté \(rétabli\)/);
  assert.match(list.stdout, /non envoyé \(essais : 1\) : réponse HTTP 500/);
  const refused = await clone.command("alert", ["test"], alerts);
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /\[ERREUR\] Slack \(127\.0\.0\.1\) : réponse HTTP 500/);
  hook.status = 200;
  const test = await clone.command("alert", ["test"], alerts);
  assert.deepEqual([test.status, test.stdout.trim()], [0, "[OK] Slack (127.0.0.1) : envoyé"]);
  assert.equal(
    hook.posts.at(-1)!.body.text,
    "[Penny, données de démonstration] Essai des alertes",
  );

  const { runId } = await clone.record();
  const log = await clone.command("logs", ["--run", runId, "-n", "100"]);
  assert.match(log.stdout, /\[SYNC\] Exécution .* commencée/);
  assert.match(log.stdout, /\d\d:\d\d:\d\d \[SYNC\] Succès: 1\/1 \| Ignorés: 0 \| Erreurs: 0/);
  const faults = await clone.command("logs", ["--level", "error", "--json"]);
  const lines = faults.stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, 2);
  assert.match(lines[0].msg, /^\[ERREUR\] Impossible .*127\.0\.0\.1/);
  const files = Array.from(Deno.readDirSync(join(clone.root, "logs")), ({ name }) => name);
  assert.deepEqual(files, ["penny-000001.jsonl"]);
  const text = await Deno.readTextFile(join(clone.root, "logs", files[0]!));
  assert.doesNotMatch(text, /mot-de-passe|cle-tres-secrete|XyzXyz|dépôt de Léa/);
});

Deno.test("logs -f shows what another process writes until it is interrupted", async () => {
  await using clone = await makeClone();
  const child = clone.spawn("logs", ["-f"]);
  const folder = join(clone.root, "logs");
  await Deno.mkdir(folder);
  const line = { level: "info", time: "2026-11-20T12:00:00Z", msg: "[SYNC] vue" };
  await Deno.writeTextFile(join(folder, "penny-000001.jsonl"), `${JSON.stringify(line)}\n`);
  let seen = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    seen += part;
    if (seen.includes("[SYNC] vue")) child.kill("SIGINT");
  }
  await child.stderr.cancel();
  assert.equal((await child.status).code, 0);
});
