import assert from "node:assert/strict";
import * as path from "node:path";
import { EVENT_MIME, type PennyEvent } from "../../lib/base/mod.ts";
import { type ExecutedCopy, makeTinyClone } from "./_tiny_clone.ts";

const emit = (event: PennyEvent) =>
  `Deno.jupyter.broadcast("display_data", { data: { "${EVENT_MIME}": ${
    JSON.stringify(event)
  } }, metadata: {}, transient: {} });`;
const publication: PennyEvent = {
  type: "publication",
  table: "pennylane.customers",
  inserted: 3,
  updated: 2,
  deleted: 1,
  unchanged: 10,
  failures: [],
};

function streamText(copy: ExecutedCopy, id: string): string {
  const cell = copy.cells.find((one) => one.id === id);
  return cell.outputs.filter((output: { output_type: string }) => output.output_type === "stream")
    .map((output: { text: string[] }) => output.text.join("")).join("");
}

Deno.test("runNotebooks() keeps 3,000 lines of each of three cells in their cell", async () => {
  await using clone = await makeTinyClone();
  const print = (tag: string) =>
    `for (let i = 0; i < 3000; i++) console.log("${tag}" + i); "${tag}"`;
  const source = await clone.write("01_lignes", ["a", "b", "c"].map(print));
  assert.equal((await clone.run([source])).status, 0);
  const copy = await clone.copy("01_lignes");
  ["a", "b", "c"].forEach((tag, index) => {
    const expected = Array.from({ length: 3000 }, (_, i) => `${tag}${i}\n`).join("");
    assert.equal(streamText(copy, `c${index}`), expected);
  });
  assert.deepEqual(copy.cells.slice(1).map((cell) => cell.execution_count), [1, 2, 3]);
});

Deno.test("runNotebooks() fails a notebook that throws and executes the others", async () => {
  await using clone = await makeTinyClone();
  const sources = [
    await clone.write("01_casse", ["1", "throw new Error('boum')", "3"]),
    await clone.write("02_va_bien", [emit(publication)]),
    await clone.write("00_sommaire", ["'fin'"]),
  ];
  const end = await clone.run(sources);
  assert.equal(end.status, 1);
  const { status, notebooks } = await clone.record();
  assert.equal(status, "failed");
  assert.deepEqual(notebooks.map(({ name, status, reason }) => [name, status, reason]), [
    ["01_casse", "failed", "cellule 2 : Error: boum"],
    ["02_va_bien", "ok", null],
    ["00_sommaire", "ok", null],
  ]);
  assert.deepEqual(notebooks[1]?.counts, { inserted: 3, updated: 2, deleted: 1, unchanged: 10 });
  const copy = await clone.copy("01_casse");
  assert.match(copy.cells[0].source.join(""), /\[ERREUR\] Ce carnet a échoué/);
  assert.equal(copy.metadata.penny.status, "failed");
  assert.equal(copy.cells.at(-1).execution_count, null);
  assert.ok(clone.lines.includes("[SYNC] Succès: 1/2 | Ignorés: 0 | Erreurs: 1"));
  assert.match(await Deno.readTextFile(end.indexPage), /01_casse\.html#cellule-3/);
});

Deno.test("runNotebooks() fails a notebook whose unit is red after all its cells ran", async () => {
  await using clone = await makeTinyClone();
  const red: PennyEvent = {
    type: "unit",
    domain: "customers",
    source: "data_sharing",
    companyId: "7",
    company: "Agence",
    status: "red",
    reason: "débit ≠ crédit",
    rows: 4,
  };
  const skipped: PennyEvent = { type: "skipped", reason: "aucune source" };
  const sources = [
    await clone.write("01_rouge", [emit(red), "'la suite'"]),
    await clone.write("02_ignore", [emit(skipped)]),
  ];
  assert.equal((await clone.run(sources)).status, 1);
  const { notebooks } = await clone.record();
  assert.deepEqual(notebooks.map(({ status, reason }) => [status, reason]), [
    ["failed", "contrôle bloquant rouge pour 1\u00a0société ; Agence : débit ≠ crédit"],
    ["skipped", "aucune source"],
  ]);
  assert.equal(notebooks[0]?.cellsDone, 2);
  assert.ok(clone.lines.includes("[SYNC] Succès: 0/2 | Ignorés: 1 | Erreurs: 1"));
});

Deno.test("runNotebooks() names a kernel that dies and a notebook that is damaged", async () => {
  await using clone = await makeTinyClone();
  const damaged = await clone.write("01_abime", []);
  await Deno.writeTextFile(damaged.path, "{ pas du JSON");
  const dies = await clone.write("02_meurt", [
    "console.log('avant')",
    "Deno.kill(Deno.pid, 'SIGKILL'); await new Promise(() => {})",
  ]);
  const fine = await clone.write("03_va_bien", ["1"]);
  assert.equal((await clone.run([damaged, dies, fine])).status, 1);
  const { notebooks } = await clone.record();
  assert.match(
    notebooks[0]?.reason ?? "",
    /^Impossible de lire le carnet « 01_abime\.ipynb » : le fichier n'est pas du JSON/,
  );
  assert.match(
    notebooks[1]?.reason ?? "",
    /^cellule 2 : Impossible de poursuivre le carnet : le noyau Deno s'est arrêté/,
  );
  assert.equal(notebooks[2]?.status, "ok");
  assert.equal(streamText(await clone.copy("02_meurt"), "c0"), "avant\n");
});

Deno.test("runNotebooks() gives each kernel its folder, run and fingerprint", async () => {
  await using clone = await makeTinyClone();
  await Deno.writeTextFile(
    path.join(clone.root, "notebooks", "voisin.ts"),
    "export const voisin = 'local';",
  );
  const read = `import { voisin } from "./voisin.ts";
console.log([voisin, ...["RUN_ID", "RUN_NOTEBOOK", "RUN_FINGERPRINT"].map((name) => Deno.env.get("PENNY_" + name))].join("|"))`;
  const source = await clone.write("01_env", [read]);
  assert.equal((await clone.run([source])).status, 0);
  const { runId, notebooks } = await clone.record();
  const printed = streamText(await clone.copy("01_env"), "c0");
  assert.equal(printed, `local|${runId}|./notebooks/01_env.ipynb|${notebooks[0]?.fingerprint}\n`);
  assert.match(notebooks[0]?.fingerprint ?? "", /^[0-9a-f]{64}$/);
});

Deno.test("runNotebooks() injects parameters where they are declared and refuses unknown ones", async () => {
  await using clone = await makeTinyClone();
  const with_ = await clone.write("01_avec", [
    `const societe: string = "auto";`,
    "console.log(societe)",
  ], ["parameters"]);
  const without = await clone.write("02_sans", ["1"]);
  assert.equal(
    (await clone.run([with_, without], { parameters: { societe: "Martin" } })).status,
    0,
  );
  assert.equal(streamText(await clone.copy("01_avec"), "c1"), "Martin\n");
  const { notebooks } = await clone.record();
  assert.deepEqual(notebooks.map((notebook) => notebook.parameters), [{ societe: "Martin" }, {}]);
  await assert.rejects(clone.run([with_, without], { parameters: { client: "x" } }), {
    name: "UsageError",
    message: /« client » : aucun carnet demandé ne le déclare ; paramètres connus : societe/,
  });
});

Deno.test("runNotebooks() writes no secret and no folder of the machine", async () => {
  await using clone = await makeTinyClone();
  const secret = "mot de passe & clé";
  const leak = `console.log(${JSON.stringify(secret)}, Deno.cwd());
Deno.jupyter.broadcast("display_data", { data: { "text/html": "<b>" + encodeURIComponent(${
    JSON.stringify(secret)
  }) + "</b>" }, metadata: {}, transient: {} });
throw new Error(${JSON.stringify(secret)})`;
  const source = await clone.write("01_fuite", [leak]);
  await clone.run([source], { secrets: [secret] });
  const written = [...clone.lines];
  for await (const entry of Deno.readDir(path.join(clone.outputs, "latest"))) {
    written.push(await Deno.readTextFile(path.join(clone.outputs, "latest", entry.name)));
  }
  const text = written.filter((line) => !line.startsWith("[INFO] À lire")).join("\n");
  for (
    const form of [
      secret,
      encodeURIComponent(secret),
      secret.replace("&", "&amp;"),
      clone.root,
      encodeURI(clone.root),
    ]
  ) {
    assert.equal(text.includes(form), false, form);
  }
  assert.match(text, /\*\*\* \.\/notebooks/);
});

Deno.test("runNotebooks() tells a notebook that changed on disk while it ran", async () => {
  await using clone = await makeTinyClone();
  const source = await clone.write("01_change", [
    `Deno.writeTextFileSync("01_change.ipynb", "autre")`,
  ]);
  assert.equal((await clone.run([source])).status, 0);
  assert.equal((await clone.record()).notebooks[0]?.changedOnDisk, true);
});

Deno.test("runNotebooks() leaves no run folder when the preparation fails", async () => {
  await using clone = await makeTinyClone();
  const source = await clone.write("01_a", ["1"]);
  const prepare = () => Promise.reject(new Error("pas de base"));
  await assert.rejects(clone.run([source], { prepare }), /pas de base/);
  assert.deepEqual([...Deno.readDirSync(clone.outputs)], []);
});

Deno.test("runNotebooks() leaves at once when interrupted during the preparation", async () => {
  await using clone = await makeTinyClone();
  const controller = new AbortController();
  const prepare = () => {
    queueMicrotask(() => controller.abort());
    return new Promise<never>(() => {});
  };
  const end = await clone.run([await clone.write("01_a", ["1"])], {
    prepare,
    signal: controller.signal,
  });
  assert.equal(end.status, 130);
  assert.match(clone.lines.join("\n"), /interrompue avant le premier carnet/);
  assert.deepEqual([...Deno.readDirSync(clone.outputs)], []);
});
