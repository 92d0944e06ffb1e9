import assert from "node:assert/strict";
import * as path from "node:path";
import { EVENT_MIME, type UnitEvent } from "../../lib/base/mod.ts";
import { DEFAULT_BUDGETS } from "../../lib/runs/budgets.ts";
import { createJsonView } from "../../lib/runs/json_view.ts";
import { createPlainView } from "../../lib/runs/mod.ts";
import { makeTinyClone } from "./_tiny_clone.ts";

const RED: UnitEvent = {
  type: "unit",
  domain: "customers",
  source: "data_sharing",
  companyId: "7",
  company: "Agence",
  status: "red",
  reason: "débit ≠ crédit",
  rows: 4,
};
const emitRed = `Deno.jupyter.broadcast("display_data", { data: { "${EVENT_MIME}": ${
  JSON.stringify(RED)
} }, metadata: {}, transient: {} });`;

Deno.test("runNotebooks() marks the cell during which a blocking check was red and goes on", async () => {
  await using clone = await makeTinyClone();
  const source = await clone.write("01_rouge", ["'avant'", emitRed, "'après'"]);
  const end = await clone.run([source]);
  assert.equal(end.status, 1);
  const [notebook] = (await clone.record()).notebooks;
  assert.deepEqual(notebook?.cells.map(({ number, status, error }) => [number, status, error]), [
    [1, "ok", null],
    [2, "red", "Agence : débit ≠ crédit"],
    [3, "ok", null],
  ]);
  assert.deepEqual([notebook?.failedCell?.number, notebook?.cellsDone], [2, 3]);
  const { cells } = await clone.copy("01_rouge");
  assert.match(cells[0].source.join(""), /\[Voir la cellule 2\]\(#Erreur-dans-la-cellule-2\)/);
  const red = cells.findIndex((cell) => cell.id === "c1");
  assert.equal(cells[red].metadata.penny.status, "red");
  assert.equal(cells[red - 1].source.join(""), "#### Erreur dans la cellule 2");
  assert.match(await Deno.readTextFile(end.indexPage), /01_rouge\.html#cellule-3/);
});

Deno.test("runNotebooks() fails a notebook for a fault that no cell waited for and executes the rest", async () => {
  await using clone = await makeTinyClone();
  const source = await clone.write("01_perdu", [
    "void Promise.reject(new Error('perdue')); await new Promise((r) => setTimeout(r, 20));",
    "console.log('la suite')",
  ]);
  assert.equal((await clone.run([source])).status, 1);
  const [notebook] = (await clone.record()).notebooks;
  assert.deepEqual(notebook?.cells.map(({ status }) => status), ["failed", "ok"]);
  assert.equal(notebook?.reason, "cellule 1 : Error: perdue");
  assert.equal(notebook?.cellsDone, 2);
});

Deno.test("runNotebooks() notes in each copy what it was made with", async () => {
  await using clone = await makeTinyClone();
  await Deno.writeTextFile(
    path.join(clone.root, "deno.json"),
    JSON.stringify({ version: "9.9.9", imports: { pg: "npm:pg@8.1.0", a: "./a.ts" } }),
  );
  await Deno.mkdir(path.join(clone.root, ".git"));
  await Deno.writeTextFile(path.join(clone.root, ".git", "HEAD"), `${"a1".repeat(20)}\n`);
  assert.equal((await clone.run([await clone.write("01_a", ["1"])])).status, 0);
  const { penny } = (await clone.copy("01_a")).metadata;
  const record = await clone.record();
  assert.deepEqual(penny.versions, {
    ...{ penny: "9.9.9", deno: Deno.version.deno, packages: { pg: "8.1.0" } },
  });
  assert.equal(penny.gitRevision, "a1".repeat(20));
  assert.deepEqual([penny.runId, penny.limits], [record.runId, DEFAULT_BUDGETS]);
  assert.deepEqual([penny.cellsDone, penny.cellsTotal], [1, 1]);
  if (Deno.build.os === "linux") assert.ok(penny.peakMemoryBytes > 20_000_000);
  assert.deepEqual(record.planned.map(({ name, file }) => [name, file]), [
    ["01_a", "notebooks/01_a.ipynb"],
  ]);
});

Deno.test("runNotebooks() writes a copy before the first cell has ended", async () => {
  await using clone = await makeTinyClone();
  const source = await clone.write("01_lent", [
    `const folder = [...Deno.readDirSync("../outputs")].find(({ name }) => name !== "latest").name;
console.log(Deno.readTextFileSync("../outputs/" + folder + "/01_lent.ipynb").includes("en cours"));`,
  ]);
  assert.equal((await clone.run([source])).status, 0);
  const { cells } = await clone.copy("01_lent");
  assert.deepEqual(cells.at(-1).outputs[0].text, ["true\n"]);
});

Deno.test("runNotebooks() writes no secret parameter, whatever its length", async () => {
  await using clone = await makeTinyClone();
  const source = await clone.write(
    "01_cle",
    [
      `const apiToken: string = "aucun"; // jeton\nconst cle: string = "";`,
    ].flatMap((cell) => [cell, "console.log(apiToken.toUpperCase().length, apiToken)"]),
    [
      "parameters",
    ],
  );
  const parameters = { apiToken: "jeton-tres-secret", cle: "zq" };
  assert.equal((await clone.run([source], { parameters })).status, 0);
  const { notebooks, parameters: recorded } = await clone.record();
  assert.deepEqual(notebooks[0]?.parameters, { apiToken: "***", cle: "***" });
  assert.deepEqual(recorded, notebooks[0]?.parameters);
  for await (const { name } of Deno.readDir(path.join(clone.outputs, "latest"))) {
    const text = await Deno.readTextFile(path.join(clone.outputs, "latest", name));
    assert.doesNotMatch(text, /jeton-tres-secret|"zq"/, name);
  }
  const { cells } = await clone.copy("01_cle");
  assert.match(JSON.stringify(cells), /17 \*\*\*/);
});

Deno.test("runNotebooks() follows no line of a secret of several lines", async () => {
  await using clone = await makeTinyClone();
  const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\n-----END KEY-----\n";
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const source = await clone.write("01_cle", [`console.log(${JSON.stringify(key)})`]);
  await clone.run([source], {
    openView: () => createPlainView({ write, follow: true }),
    secrets: [key],
  });
  assert.ok(lines.includes("01_cle | ***"), lines.join("\n"));
  assert.doesNotMatch(lines.join("\n"), /MIIE/);
});

Deno.test("runNotebooks() ends a cell that passes its budget and says so", async () => {
  await using clone = await makeTinyClone();
  const source = await clone.write("01_boucle", ["while (true) {}", "'jamais'"]);
  const budgets = { ...DEFAULT_BUDGETS, cell: 300 };
  assert.equal((await clone.run([source], { budgets })).status, 1);
  const [notebook] = (await clone.record()).notebooks;
  assert.match(notebook?.reason ?? "", /^cellule 1 : .*budget de 300 ms/);
  assert.equal(notebook?.cells.length, 1);
});

Deno.test("runNotebooks() tells each step to a program, and lines of cells when it follows", async () => {
  await using clone = await makeTinyClone();
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const source = await clone.write("01_a", ["console.log('un\\nsecret-très-long')", "2"]);
  await clone.run([source], {
    openView: () => createJsonView({ write, follow: true }),
    secrets: ["secret-très-long"],
  });
  const events = lines.map((line) => JSON.parse(line));
  assert.deepEqual(events.map(({ type, text, cell }) => [type, text ?? cell]), [
    ["run_started", undefined],
    ["notebook_started", undefined],
    ["cell_started", 1],
    ["output", "un"],
    ["output", "***"],
    ["cell_ended", 1],
    ["cell_started", 2],
    ["cell_ended", 2],
    ["notebook_ended", undefined],
    ["run_ended", undefined],
  ]);
  const shown: string[] = [];
  const follow = (line: string) => void shown.push(line);
  await clone.run([source], { openView: () => createPlainView({ write: follow, follow: true }) });
  assert.ok(shown.includes("01_a | un"), shown.join("\n"));
});
