import assert from "node:assert/strict";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import plugin from "./lint_plugin.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** What the plugin says of `source`, as `rule: message`. */
function lint(source: string, file = "lib/frames/sample.ts"): string[] {
  return Deno.lint.runPlugin(plugin, resolve(ROOT, file), source)
    .map((one) => `${one.id}: ${one.message}`);
}

Deno.test("plugin accepts a documented, short, allowed module", () => {
  assert.deepEqual(
    lint(`import { today } from "../base/mod.ts";\n/** One. */\nexport const one = today;\n`),
    [],
  );
});

Deno.test("plugin refuses a file over 400 lines", () => {
  assert.deepEqual(lint("// x\n".repeat(400) + "f();\n"), [
    "penny/file-size: file has 401 lines; at most 400",
  ]);
  assert.deepEqual(lint("// x\n".repeat(399) + "f();\n"), []);
});

Deno.test("plugin refuses functions over 60 lines of every form", () => {
  const body = `{\n${"f();\n".repeat(59)}}`;
  const message = "penny/function-size: function has 61 lines; at most 60";
  assert.deepEqual(lint(`function g() ${body}`), [message]);
  assert.deepEqual(lint(`const g = () => ${body};`), [message]);
  assert.deepEqual(lint(`class A { #m() ${body} }`), [message]);
  assert.deepEqual(lint(`function g() {\n${"f();\n".repeat(58)}}`), []);
});

Deno.test("plugin refuses a fourth argument of an exported function", () => {
  const source = (args: string) => `/** Sums. */\nexport function sum(${args}) {}\n`;
  assert.deepEqual(lint(source("a: 1, b: 1, c: 1")), []);
  assert.deepEqual(lint(source("a: 1, b: 1, c: 1, d: 1")), [
    "penny/parameters: exported function takes 4 arguments; at most two and options",
  ]);
});

Deno.test("plugin refuses exports by star", () => {
  assert.deepEqual(lint(`export * from "./a.ts";`), [
    "penny/export-star: export by name, not `export *`",
  ]);
});

Deno.test("plugin refuses undocumented exports of every form", () => {
  const missing = (source: string) => lint(source).map((line) => line.split(": ")[1]);
  assert.deepEqual(missing("export const a = 1, b = 2;"), ["exported a, b has no JSDoc"]);
  assert.deepEqual(missing("export interface A {}"), ["exported A has no JSDoc"]);
  assert.deepEqual(missing("export type T = 1;"), ["exported T has no JSDoc"]);
  assert.deepEqual(missing("/** Elsewhere. */\nf();\nexport class A {}"), [
    "exported A has no JSDoc",
  ]);
  assert.deepEqual(missing("// Not a doc comment\nexport class A {}"), ["exported A has no JSDoc"]);
});

Deno.test("plugin accepts one comment for all overloads", () => {
  const source = `/** Both. */
export function a(x: 1): 1;
export function a(x: 2): 2;
export function a(x: number) { return x; }`;
  assert.deepEqual(lint(source), []);
});

Deno.test("plugin refuses the environment outside lib/config", () => {
  const message = "penny/environment: only lib/config reads the environment";
  assert.deepEqual(lint(`f(Deno.env.get("A"));`), [message]);
  assert.deepEqual(lint(`f(process.env.A);`, "scripts/run.ts"), [message]);
  assert.deepEqual(lint(`import { env } from "node:process";`), [message]);
  assert.deepEqual(lint(`f(Deno.env.get("A"));`, "lib/config/load.ts"), []);
  assert.deepEqual(lint(`new Deno.Command("a", { env: {} });`), []);
});

Deno.test("plugin refuses imports that the table of rooms forbids", () => {
  assert.deepEqual(lint(`import { sync } from "../sync/mod.ts";`), [
    `penny/imports: lib/frames must not import lib/sync ("lib/sync/mod.ts")`,
  ]);
  assert.deepEqual(lint(`export { sync } from "../sync/mod.ts";`), [
    `penny/imports: lib/frames must not import lib/sync ("lib/sync/mod.ts")`,
  ]);
  assert.deepEqual(lint(`await import("../sync/mod.ts");`), [
    `penny/imports: lib/frames must not import lib/sync ("lib/sync/mod.ts")`,
  ]);
  assert.deepEqual(lint(`import pg from "pg";`), [
    `penny/imports: lib/frames must not import "pg"`,
  ]);
});

Deno.test("plugin refuses a foreign private file, also in tests", () => {
  const source = `import { a } from "../domains/_a.ts";`;
  const expected = [
    `penny/imports: imports "lib/domains/_a.ts", private to its folder; import its mod.ts`,
  ];
  assert.deepEqual(lint(source), expected);
  assert.deepEqual(lint(source, "lib/frames/sample_test.ts"), expected);
  assert.deepEqual(lint(`import { a } from "./_a.ts";`), []);
});
