import assert from "node:assert/strict";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TEST_COMMAND } from "./ci.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

function read(file: string): Promise<string> {
  return Deno.readTextFile(resolve(ROOT, file));
}

Deno.test("TEST_COMMAND is the one that README.md tells people to type", async () => {
  assert.ok((await read("README.md")).includes(`\n${TEST_COMMAND}\n`));
});

Deno.test("TEST_COMMAND names the Deno version that every starter names", async () => {
  const version = /deno@[\d.]+/.exec(TEST_COMMAND)![0];
  const starters = ["README.md", "docs/guide.fr.md", "demarrer.cmd", ".ci/run"];
  for (const file of [...starters, ".github/workflows/ci.yml"]) {
    const versions = [...(await read(file)).matchAll(/deno@[\d.]+\d/g)].map((match) => match[0]);
    const others = versions.filter((one) => one !== version);
    assert.deepEqual(others, [], `${file} names another version`);
  }
});

Deno.test("demarrer.cmd has the line ends that Windows needs", async () => {
  const lines = (await read("demarrer.cmd")).split("\n").slice(0, -1);
  assert.ok(lines.every((line) => line.endsWith("\r")));
});
