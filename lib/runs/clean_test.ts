import assert from "node:assert/strict";
import * as path from "node:path";
import { UsageError } from "../base/mod.ts";
import { clean } from "./clean.ts";
import { isInside } from "./is_inside.ts";

async function withClone(body: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    for (
      const folder of [
        "notebooks",
        "outputs/latest",
        "outputs/2026-10-31T14-05-09",
        "home/postgres",
        "carnets",
      ]
    ) {
      await Deno.mkdir(path.join(root, folder), { recursive: true });
    }
    await Deno.writeTextFile(path.join(root, "deno.json"), "{}");
    await body(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const exists = (file: string) => Deno.stat(file).then(() => true, () => false);

Deno.test("clean() removes run folders and keeps latest, notebooks and the base", () =>
  withClone(async (root) => {
    const removed = await clean({ root, outputs: path.join(root, "outputs"), everything: null });
    assert.deepEqual(removed, ["outputs/2026-10-31T14-05-09"]);
    for (const kept of ["outputs/latest", "carnets", "home/postgres"]) {
      assert.ok(await exists(path.join(root, kept)), kept);
    }
  }));

Deno.test("clean() stops the server, removes the base and keeps foreign files of PENNY_HOME", () =>
  withClone(async (root) => {
    const home = path.join(root, "home");
    const embedded = path.join(home, "postgres");
    for (const name of ["photo.jpg", "a.password"]) {
      await Deno.writeTextFile(path.join(home, name), "");
    }
    const stopped: string[] = [];
    await clean({
      root,
      outputs: path.join(root, "outputs"),
      everything: { home, embedded },
      stopServer: (folder) => Promise.resolve(stopped.push(folder)),
    });
    assert.deepEqual(stopped, [embedded]);
    assert.equal(await exists(embedded), false);
    assert.equal(await exists(path.join(home, "a.password")), false);
    assert.ok(await exists(path.join(home, "photo.jpg")));
  }));

Deno.test("clean() refuses outside a clone", () =>
  withClone(async (root) => {
    await Deno.remove(path.join(root, "deno.json"));
    await assert.rejects(
      clean({ root, outputs: path.join(root, "outputs"), everything: null }),
      UsageError,
    );
  }));

Deno.test("isInside() tells a folder from its neighbour of a similar name", () => {
  assert.ok(isInside("/a/b", "/a/b"));
  assert.ok(isInside("/a/b/..c", "/a/b"));
  assert.equal(isInside("/a/bc", "/a/b"), false);
  assert.equal(isInside("/a", "/a/b"), false);
});
