import assert from "node:assert/strict";
import { closeKilledRuns, readResumedRun } from "../../lib/runs/mod.ts";
import { makeTinyClone, type TinyClone } from "./_tiny_clone.ts";

const KILOBYTES = 400;
const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;
const EMPTY = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };

/** A file that is no notebook for Deno, and what the run says of it. */
const FILES: readonly (readonly [string, string, RegExp])[] = [
  ["damaged JSON", '{"cells": [', /le fichier n'est pas du JSON/],
  ["an empty file", "", /le fichier n'est pas du JSON/],
  ["nbformat 3", '{"nbformat": 3, "worksheets": []}', /ancien format \(nbformat 3\)/],
  [
    "a notebook for Python",
    JSON.stringify({ ...EMPTY, metadata: { kernelspec: { language: "python", name: "python3" } } }),
    /il est écrit pour « python »/,
  ],
  ["JSON that is no notebook", '{"nbformat": 4, "cells": 3}', /pas un carnet Jupyter valide/],
];

for (const [title, text, reason] of FILES) {
  Deno.test(`runNotebooks() names ${title} and executes the others`, async () => {
    await using clone = await makeTinyClone();
    const bad = await clone.write("01_abime", []);
    await Deno.writeTextFile(bad.path, text);
    assert.equal((await clone.run([bad, await clone.write("02_bien", ["1"])])).status, 1);
    const [first, second] = (await clone.record()).notebooks;
    assert.match(first?.reason ?? "", reason);
    assert.deepEqual([first?.status, first?.hasCopy, second?.status], ["failed", false, "ok"]);
    assert.equal(await Deno.readTextFile(bad.path), text, "the file is left alone");
  });
}

Deno.test("runNotebooks() executes a cell of 5 MB", async () => {
  await using clone = await makeTinyClone();
  const source = `const texte = ${JSON.stringify("é".repeat(5_000_000))};\ntexte.length`;
  assert.equal((await clone.run([await clone.write("01_gros", [source])])).status, 0);
  const { cells } = await clone.copy("01_gros");
  assert.equal(cells.at(-1).source.join(""), source);
});

Deno.test("runNotebooks() refuses parameters that do not exist or do not fit before anything starts", async () => {
  await using clone = await makeTinyClone();
  const declared = `const nombre: number = 1;\nconst mode: "a" | "b" = "a";`;
  const source = await clone.write("01_a", [declared], ["parameters"]);
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ nombr: "2" }, /« nombr » : aucun carnet demandé ne le déclare ; .* mode, nombre/],
    [{ nombre: "deux" }, /« nombre » : « deux » ne convient pas ; donnez un nombre/],
    [{ mode: "c" }, /« mode » : « c » ne convient pas ; donnez « a », ou « b »/],
  ];
  for (const [parameters, message] of cases) {
    await assert.rejects(clone.run([source], { parameters }), { name: "UsageError", message });
  }
  await assert.rejects(Deno.stat(clone.outputs), Deno.errors.NotFound);
});

Deno.test("runNotebooks() says that outputs cannot be written", async () => {
  await using clone = await makeTinyClone();
  const source = await clone.write("01_a", ["1"]);
  await Deno.writeTextFile(clone.outputs, "un fichier");
  await assert.rejects(clone.run([source]), {
    name: "ServiceError",
    message: /^Impossible d'écrire dans le dossier « .*outputs » : /,
  });
});

Deno.test({
  name: "runNotebooks() says that outputs is on a read-only disk",
  ignore: !isRoot || !await canMount(), // Only root may mount a disk that is small or read-only.
  async fn() {
    await using clone = await makeTinyClone();
    const source = await clone.write("01_a", ["1"]);
    await using _disk = await smallDisk(clone, "ro");
    await assert.rejects(clone.run([source]), {
      name: "ServiceError",
      message:
        /^Impossible d'écrire dans le dossier « .*outputs » : le disque est en lecture seule ; /,
    });
  },
});

Deno.test({
  name: "runNotebooks() ends on a full disk, keeps the last run and is resumed once there is room",
  ignore: !isRoot || !await canMount(), // Only root may mount a disk that is small or read-only.
  async fn() {
    await using clone = await makeTinyClone();
    await using _disk = await smallDisk(clone);
    const small = await clone.write("01_petit", ["1"]);
    assert.equal((await clone.run([small])).status, 0);
    const { runId } = await clone.record();
    const big = await clone.write("02_gros", [`console.log("x".repeat(${KILOBYTES} * 1024))`, "2"]);
    await assert.rejects(clone.run([small, big], { jobs: 1 }), {
      name: "ServiceError",
      message: /^Impossible d'écrire .* : le disque est plein ; libérez de la place/,
    });
    assert.equal((await clone.record()).runId, runId, "latest is the last run that ended");
    assert.equal((await clone.copy("01_petit")).metadata.penny.status, "ok");
    const killed = await closeKilledRuns(clone.outputs);
    const { carried } = await readResumedRun(clone.outputs, "run-all");
    assert.deepEqual([killed.length, [...carried.keys()]], [1, ["01_petit"]]);
  },
});

async function mount(folder: string, mode = "rw"): Promise<boolean> {
  const args = ["-t", "tmpfs", "-o", `size=${KILOBYTES}k,${mode}`, "tmpfs", folder];
  return (await new Deno.Command("mount", { args, stderr: "null" }).output()).success;
}

async function unmount(folder: string): Promise<void> {
  await new Deno.Command("umount", { args: [folder] }).output();
}

/** A container may forbid it even to root. */
async function canMount(): Promise<boolean> {
  const folder = await Deno.makeTempDir();
  try {
    const done = await mount(folder).catch(() => false);
    if (done) await unmount(folder);
    return done;
  } finally {
    await Deno.remove(folder);
  }
}

/** Puts the outputs of a clone on a disk of some hundred kilobytes. */
async function smallDisk({ outputs }: TinyClone, mode?: "ro"): Promise<AsyncDisposable> {
  await Deno.mkdir(outputs);
  assert.ok(await mount(outputs, mode));
  return { [Symbol.asyncDispose]: () => unmount(outputs) };
}
