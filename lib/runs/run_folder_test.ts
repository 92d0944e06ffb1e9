import assert from "node:assert/strict";
import * as path from "node:path";
import { createRunFolder, listRunFolders, pruneRunFolders, replaceLatest } from "./run_folder.ts";

const start = new Date(2026, 9, 31, 14, 5, 9);

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("createRunFolder() names the folder by start time and keeps two apart", () =>
  withFolder(async (outputs) => {
    const first = await createRunFolder(outputs, start);
    const second = await createRunFolder(outputs, start);
    assert.equal(first.runId, "2026-10-31T14-05-09");
    assert.equal(second.runId, "2026-10-31T14-05-09-2");
    if (Deno.build.os !== "windows") assert.equal((await Deno.stat(outputs)).mode! & 0o777, 0o700);
  }));

Deno.test("createRunFolder() keeps the order of the runs when the clock was set back", () =>
  withFolder(async (outputs) => {
    const hourBefore = new Date(start.getTime() - 3_600_000);
    const later = new Date(start.getTime() + 1000);
    const made = [];
    for (const at of [start, hourBefore, hourBefore, later]) {
      made.push((await createRunFolder(outputs, at)).runId);
    }
    const day = "2026-10-31T14-05";
    assert.deepEqual(made, [`${day}-09`, `${day}-09-2`, `${day}-09-3`, `${day}-10`]);
    assert.deepEqual((await listRunFolders(outputs)).map(({ runId }) => runId), made);
  }));

Deno.test("createRunFolder() gives different names to runs that start at once", () =>
  withFolder(async (outputs) => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => createRunFolder(outputs, start)),
    );
    assert.equal(new Set(made.map(({ runId }) => runId)).size, 8);
  }));

Deno.test("createRunFolder() says in French that a file stands in the way", () =>
  withFolder(async (folder) => {
    const outputs = path.join(folder, "outputs");
    await Deno.writeTextFile(outputs, "");
    await assert.rejects(createRunFolder(outputs, start), {
      name: "ServiceError",
      message: /^Impossible d'écrire dans le dossier « .*outputs » : /,
    });
  }));

Deno.test("listRunFolders() sorts by time and suffix and ignores other folders", () =>
  withFolder(async (outputs) => {
    const names = [
      "2026-10-31T14-05-09-10",
      "2026-10-31T14-05-09",
      "2026-10-31T14-05-09-2",
      "2025-01-01T00-00-00",
    ];
    for (const name of [...names, "latest", "mes notes"]) {
      await Deno.mkdir(path.join(outputs, name));
    }
    assert.deepEqual((await listRunFolders(outputs)).map((folder) => folder.runId), [
      "2025-01-01T00-00-00",
      "2026-10-31T14-05-09",
      "2026-10-31T14-05-09-2",
      "2026-10-31T14-05-09-10",
    ]);
  }));

Deno.test("listRunFolders() answers none when the folder is missing", () =>
  withFolder(async (folder) => {
    assert.deepEqual(await listRunFolders(path.join(folder, "none")), []);
  }));

Deno.test("pruneRunFolders() keeps the newest and a run that is still going", () =>
  withFolder(async (outputs) => {
    const names = ["2026-10-31T10-00-00", "2026-10-31T11-00-00", "2026-10-31T12-00-00"];
    for (const name of names) await Deno.mkdir(path.join(outputs, name));
    const record = JSON.stringify({ status: "running", pid: Deno.pid });
    await Deno.writeTextFile(path.join(outputs, names[0]!, "run.json"), record);
    assert.deepEqual(await pruneRunFolders(outputs, 1), ["2026-10-31T11-00-00"]);
    assert.equal((await listRunFolders(outputs)).length, 2);
  }));

Deno.test("replaceLatest() replaces what describes the run last", () =>
  withFolder(async (outputs) => {
    const run = await createRunFolder(outputs, start);
    const latest = path.join(outputs, "latest");
    // a folder in the place of the last copy stands for a disk that refuses
    await Deno.mkdir(path.join(latest, "12_z.html"), { recursive: true });
    await Deno.writeTextFile(path.join(latest, "run.json"), "old");
    for (const name of ["run.json", "index.html", "01_a.html", "12_z.html"]) {
      await Deno.writeTextFile(path.join(run.path, name), "new");
    }
    await assert.rejects(replaceLatest(outputs, run), { name: "ServiceError" });
    assert.equal(await Deno.readTextFile(path.join(latest, "run.json")), "old");
  }));

Deno.test("replaceLatest() makes latest the same as the run", () =>
  withFolder(async (outputs) => {
    const run = await createRunFolder(outputs, start);
    const latest = path.join(outputs, "latest");
    await Deno.mkdir(latest);
    await Deno.writeTextFile(path.join(latest, "old.html"), "old");
    await Deno.writeTextFile(path.join(latest, "index.html"), "old");
    await Deno.writeTextFile(path.join(run.path, "index.html"), "new");
    assert.deepEqual(await replaceLatest(outputs, run), []);
    assert.deepEqual([...Deno.readDirSync(latest)].map((entry) => entry.name), ["index.html"]);
    assert.equal(await Deno.readTextFile(path.join(latest, "index.html")), "new");
  }));
