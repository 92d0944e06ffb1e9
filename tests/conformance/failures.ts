import { type Case, failed, out, value } from "./_case.ts";

/** Cells that fail: the notebook stops there, and the copy says why. */
export const FAILURES: readonly Case[] = [
  {
    name: "a throw stops the notebook behind what was printed",
    cells: [`console.log("before"); throw new TypeError("bad"); console.log("never")`, "2"],
    copy: [[out("before\n"), failed("TypeError", "bad", /^TypeError: bad\n +at /)], null],
  },
  ...([
    [`throw "text"`, "Error", "text"],
    ["throw null", "Error", "null"],
    ["throw { a: 1 }", "Error", "[object Object]"],
    [`throw new AggregateError([new Error("x")], "both")`, "AggregateError", "both"],
    [`throw new Error("two\\nlines \\x1b[31mred")`, "Error", "two\nlines \x1b[31mred"],
    [`throw Object.assign(new Error("own"), { name: "Mine" })`, "Mine", "own"],
    [`await Promise.reject(new RangeError("awaited"))`, "RangeError", "awaited"],
    [`const f = () => f() + 1; f()`, "RangeError", "Maximum call stack size exceeded"],
    [`missing`, "ReferenceError", "missing is not defined"],
    [`null.x`, "TypeError", "Cannot read properties of null (reading 'x')"],
    [`JSON.parse("{")`, "SyntaxError", /JSON at position 1/],
    [`structuredClone(() => 1)`, "DataCloneError", /could not be cloned/],
  ] as const).map(([code, ename, evalue]): Case => ({
    name: `${code.slice(0, 40)} stops the notebook`,
    cells: ["1", code, "2"],
    copy: [[value("1")], [failed(ename, evalue)], null],
  })),
  {
    name: "an error in a rush of prints comes behind all of them",
    cells: ["for (let i = 0; i < 5000; i++) console.log(i); throw new Error('x')"],
    copy: [[
      out(Array.from({ length: 5_000 }, (_, i) => `${i}\n`).join("")),
      failed("Error", "x"),
    ]],
    stops: true,
  },
  {
    name: "const, let, class and function may be declared again",
    cells: [
      "const a = 1; class B {}",
      "const a = 2; let c = 3; class B { x = a }",
      "let c = a; new B().x + c",
    ],
    copy: [[], [], [value("4")]],
  },
  {
    name: "types are not checked, TypeScript runs",
    cells: [
      `const n: number = "text" as never; enum E { A = 4 } interface I { a: string }
       namespace N { export const v = 1 } abstract class C<T> { constructor(readonly t: T) {} }`,
      "[n, E.A, N.v]",
    ],
    copy: [[], [value(`[ "text", 4, 1 ]`)]],
  },
  ...([
    [`import { x } from "./missing.ts"`, /^Module not found "file:.*missing\.ts"\.$/],
    [`await import("./missing.ts")`, /^Module not found/],
    [`import x from "not-in-the-map"`, /"not-in-the-map" not a dependency|not in import map/],
    [`import "node:nope"`, "No such built-in module: node:nope"],
    [`import "https://127.0.0.1:1/x.ts"`, /^Import 'https:\/\/127\.0\.0\.1:1\/x\.ts' failed/],
  ] as const).map(([code, evalue]): Case => ({
    name: `${code} says what is missing`,
    cells: [code, "2"],
    copy: [[failed("TypeError", evalue)], null],
  })),
  {
    name: "a module that throws while it is imported fails the cell",
    cells: [`await import("data:application/javascript,throw new Error('inside')")`, "2"],
    copy: [[failed("Error", "inside")], null],
  },
  {
    name: "imports of Node and exports of a cell work",
    cells: [`import { basename } from "node:path"; export const e = basename("/a/b");`, "e"],
    copy: [[], [value(`"b"`)]],
  },
];
