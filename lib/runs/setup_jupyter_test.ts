import assert from "node:assert/strict";
import * as path from "node:path";
import { registerKernel } from "./kernelspec.ts";
import { browserCommand } from "./open_in_browser.ts";
import { openJupyter } from "./open_jupyter.ts";
import { stableDeno } from "./stable_deno.ts";

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("stableDeno() copies the binary once per version", () =>
  withFolder(async (home) => {
    const execPath = path.join(home, "source");
    await Deno.writeTextFile(execPath, "binary");
    const options = { execPath, version: "2.9.6", os: "linux" };
    const copy = await stableDeno(home, options);
    assert.equal(copy, path.join(home, "deno", "2.9.6", "deno"));
    const { mtime } = await Deno.stat(copy);
    assert.equal(await stableDeno(home, options), copy);
    assert.deepEqual((await Deno.stat(copy)).mtime, mtime);
    assert.match(
      await stableDeno(home, { ...options, version: "2.9.7", os: "windows" }),
      /2\.9\.7.deno\.exe$/,
    );
  }));

Deno.test("registerKernel() writes a kernel that is interrupted by message", () =>
  withFolder(async (data) => {
    const folder = await registerKernel(data, "/home/a/deno");
    const spec = JSON.parse(await Deno.readTextFile(path.join(folder, "kernel.json")));
    assert.deepEqual(spec, {
      argv: ["/home/a/deno", "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno (Penny)",
      language: "typescript",
      interrupt_mode: "message",
    });
  }));

Deno.test("openJupyter() falls back to Notebook and answers null without either", async () => {
  const run = (_: string, args: readonly string[]) =>
    Promise.resolve(args[0] === "notebook" ? 7 : 0);
  const works = (wanted: string | null) => (_: string, args: readonly string[]) =>
    Promise.resolve(args[0] === wanted);
  assert.equal(await openJupyter({ folder: "/penny", works: works("notebook"), run }), 7);
  assert.equal(await openJupyter({ folder: "/penny", works: works(null), run }), null);
});

Deno.test("browserCommand() knows each system", () => {
  const url = "file:///a&b.html";
  assert.deepEqual(browserCommand(url, "linux"), ["xdg-open", [url]]);
  assert.deepEqual(browserCommand(url, "darwin"), ["open", [url]]);
  assert.deepEqual(browserCommand(url, "windows"), ["cmd", [
    "/c",
    "start",
    "",
    "file:///a^&b.html",
  ]]);
});
