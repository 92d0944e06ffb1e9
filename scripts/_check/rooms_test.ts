import assert from "node:assert/strict";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { importFault, packageFault, roomOf, ROOMS } from "./rooms.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

Deno.test("ROOMS names the rooms of docs/architecture.md", async () => {
  const page = await Deno.readTextFile(resolve(ROOT, "docs/architecture.md"));
  const rooms = [...page.matchAll(/^\|\s*`((?:lib|scripts)[^`]*)`/gm)].map((match) => match[1]!);
  const missing = rooms.filter((room) => !(room in ROOMS));
  assert.ok(rooms.length > 10, "the table of rooms is no longer found in docs/architecture.md");
  assert.deepEqual(missing, []);
});

Deno.test("roomOf() prefers the longest room", () => {
  assert.equal(roomOf("lib/connectors/data_sharing/cursor.ts"), "lib/connectors/data_sharing");
  assert.equal(roomOf("scripts/_check/rooms.ts"), "scripts");
  assert.equal(roomOf("lib/connectors/other/a.ts"), null);
});

Deno.test("importFault() lets lib/mod.ts and scripts import every room", () => {
  assert.equal(importFault("lib/mod.ts", "lib/session/mod.ts"), null);
  assert.equal(importFault("scripts/run.ts", "lib/runs/mod.ts"), null);
});

Deno.test("importFault() keeps the library away from scripts", () => {
  assert.match(
    importFault("lib/base/a.ts", "scripts/check.ts")!,
    /lib\/base must not import scripts/,
  );
});

Deno.test("importFault() names a room that the table does not know", () => {
  assert.match(importFault("lib/unknown/a.ts", "lib/base/mod.ts")!, /belongs to no room/);
});

Deno.test("packageFault() keeps the driver in the connectors", () => {
  assert.equal(packageFault("lib/connectors/postgres/pool.ts", "pg"), null);
  assert.match(packageFault("lib/sync/merge.ts", "pg")!, /lib\/sync must not import "pg"/);
  assert.match(packageFault("lib/sync/merge.ts", "penny")!, /which is for notebooks/);
});
