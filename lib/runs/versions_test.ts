import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { peakMemory } from "./peak_memory.ts";
import { readVersions } from "./versions.ts";

Deno.test("readVersions() reads Penny's own and those of the packages it names", async () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const { penny, deno, packages } = await readVersions(root);
  assert.match(penny ?? "", /^\d+\.\d+\.\d+$/);
  assert.equal(deno, Deno.version.deno);
  assert.match(packages["@observablehq/plot"] ?? "", /^\d+\.\d+\.\d+$/);
  assert.deepEqual(Object.keys(packages).filter((name) => name.startsWith("@types/")), []);
});

Deno.test("peakMemory() tells the peak of a process that runs, where the system does", () => {
  const peak = peakMemory(Deno.pid);
  if (Deno.build.os === "linux") assert.ok(peak! >= Deno.memoryUsage().rss / 2);
  else assert.equal(peak, null);
  assert.equal(peakMemory(2 ** 22 + 1), null, "no such process");
});
