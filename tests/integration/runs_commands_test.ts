import assert from "node:assert/strict";
import { join } from "node:path";
import type { RunRecord } from "../../lib/runs/mod.ts";
import { type Clone, makeClone } from "./_clone.ts";

/** Two notebooks that need little. */
const PAIR = ["--only", "01_fiscal_years,03_suppliers"];
const PATIENCE_MS = 60_000;

let clone: Clone;

Deno.test.beforeAll(async () => {
  clone = await makeClone();
});

Deno.test.afterAll(async () => {
  await clone?.[Symbol.asyncDispose]();
});

const green = (record: RunRecord) =>
  record.notebooks.map(({ name, status, carriedFrom }) => [name, status, carriedFrom]);

Deno.test("run-all --failed executes what failed, takes over the rest and then has nothing to do", async () => {
  const carnet = join(clone.root, "carnets", "03_suppliers.ipynb");
  await Deno.mkdir(join(clone.root, "carnets"));
  await Deno.writeTextFile(carnet, '{"cells": [');
  const broken = await clone.command("run_all", [...PAIR, "-p", "societe=Belle Rive"]);
  assert.equal(broken.status, 1, broken.stdout + broken.stderr);
  const before = (await clone.record()).runId;
  await Deno.remove(carnet);
  const resumed = await clone.command("run_all", ["--failed"]);
  assert.equal(resumed.status, 0, resumed.stdout + resumed.stderr);
  assert.match(resumed.stdout, new RegExp(`Reprise de l'exécution ${before} : 03_suppliers\n`));
  assert.match(resumed.stdout, /Succès: 2\/2/);
  const record = await clone.record();
  assert.deepEqual(green(record), [
    ["01_fiscal_years", "ok", before],
    ["03_suppliers", "ok", null],
  ]);
  assert.deepEqual(record.parameters, { societe: "Belle Rive" }, "the same parameters");
  const latest = join(clone.root, "outputs", "latest");
  for (const file of ["01_fiscal_years.html", "03_suppliers.ipynb"]) {
    await Deno.stat(join(latest, file));
  }
  const again = await clone.command("run_all", ["--failed"]);
  assert.equal(again.status, 0);
  assert.match(again.stdout, /\[INFO\] Rien à reprendre : tous les carnets de l'exécution/);
});

Deno.test("run --failed executes the files that failed, two of one name told apart", async () => {
  const write = async (folder: string, source: string) => {
    const file = join(clone.root, "carnets", folder, "mien.ipynb");
    await Deno.mkdir(join(clone.root, "carnets", folder), { recursive: true });
    const cell = { cell_type: "code", id: "a", metadata: {}, source, execution_count: null };
    const cells = [{ ...cell, outputs: [] }];
    await Deno.writeTextFile(
      file,
      JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    );
    return file;
  };
  const files = [await write("un", "1"), await write("deux", "throw new Error('boum')")];
  const broken = await clone.command("run", files);
  assert.equal(broken.status, 1, broken.stdout + broken.stderr);
  const { runId } = await clone.record();
  await write("deux", "2");
  const resumed = await clone.command("run", ["--failed"]);
  assert.equal(resumed.status, 0, resumed.stdout + resumed.stderr);
  assert.deepEqual(green(await clone.record()), [["mien", "ok", runId], ["mien-2", "ok", null]]);
});

Deno.test("run-all --json writes nothing but events on standard output", async () => {
  const { status, stdout, stderr } = await clone.command("run_all", [
    ...["--only", "01_fiscal_years", "--json", "--budget", "cellule=5m"],
  ]);
  assert.equal(status, 0, stderr);
  const events = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const types = events.map(({ type }) => type);
  assert.deepEqual(
    types.filter((type) => type.startsWith("run_") || type.startsWith("notebook_")),
    [
      ...["run_started", "notebook_started", "notebook_ended", "run_ended"],
    ],
  );
  const ended = events.filter(({ type }) => type === "cell_ended");
  const { cellsTotal, counts } = events.find(({ type }) => type === "notebook_ended");
  assert.deepEqual(
    ended.map(({ cell }) => cell),
    Array.from({ length: cellsTotal }, (_, i) => i + 1),
  );
  assert.ok(counts.unchanged > 0);
  assert.match(stderr, /\[SYNC\] Succès: 1\/1/);
  assert.equal((await clone.record()).budgets.cell, 300_000);
});

Deno.test("run-all takes parameters from a file and refuses what no notebook declares", async () => {
  const file = join(clone.root, "mes paramètres.json");
  await Deno.writeTextFile(file, JSON.stringify({ societe: "Tilleuls" }));
  const only = ["--only", "01_fiscal_years", "--params", file];
  const { status, stdout, stderr } = await clone.command("run_all", only);
  assert.equal(status, 0, stdout + stderr);
  assert.deepEqual((await clone.record()).notebooks[0]?.parameters, { societe: "Tilleuls" });
  await Deno.writeTextFile(file, JSON.stringify({ client: "x", depuis: "2026-01-01" }));
  const refused = await clone.command("run_all", only);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /« client » : aucun carnet demandé ne le déclare/);
});

Deno.test({
  name: "run-all waits for another run, or refuses, and resumes one that was killed",
  ignore: Deno.build.os === "windows", // There the lock of a killed process is given back late.
  async fn() {
    const first = clone.spawn("run_all", PAIR);
    const reader = first.stdout.pipeThrough(new TextDecoderStream()).getReader();
    await untilSays(reader, /\[EXECUTE\]/);
    const refused = await clone.command("run_all", [...PAIR, "--no-wait"]);
    assert.equal(refused.status, 2);
    assert.match(
      refused.stderr,
      new RegExp(`une exécution est en cours \\(run-all, processus ${first.pid}, depuis le `),
    );
    const cleaned = await clone.command("clean", ["--tout", "--oui"]);
    assert.equal(cleaned.status, 2);
    assert.match(cleaned.stderr, /Impossible de lancer « clean » : une exécution est en cours/);
    const waiting = clone.command("run_all", ["--failed"]);
    first.kill("SIGKILL");
    await first.status;
    await reader.cancel();
    await first.stderr.cancel();
    const { status, stdout, stderr } = await waiting;
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /Reprise de l'exécution/);
    const record = await clone.record();
    assert.deepEqual(record.notebooks.map(({ name, status }) => [name, status]), [
      ["01_fiscal_years", "ok"],
      ["03_suppliers", "ok"],
    ]);
    await using warehouse = await clone.open("penny_demo");
    const killed = await warehouse.rows("SELECT status FROM penny.runs WHERE run_id = $1", [
      record.resumes,
    ]);
    assert.deepEqual(killed, [["130"]]);
  },
});

/** Reads until the command has said something. */
async function untilSays(
  reader: ReadableStreamDefaultReader<string>,
  pattern: RegExp,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let text = "";
  while (!pattern.test(text)) {
    assert.ok(performance.now() < deadline, text);
    const { value, done } = await reader.read();
    assert.equal(done, false, text);
    text += value;
  }
}
