import assert from "node:assert/strict";
import { type Case, display, err, failed, out, shown, value } from "./_case.ts";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 255];
const BASE64 = btoa(String.fromCharCode(...PNG));
const text = (words: string) => `{ "text/plain": ${words} }`;

/** Values, displays, and displays that change. */
export const DISPLAYS: readonly Case[] = [
  {
    name: "values of every kind",
    cells: ["42", `"a\\nb"`, "[1n, { b: NaN }]", "new Map([[1, 2]])", "Symbol('x')", "() => 1"],
    copy: [
      [value("42")],
      [value(`"a\\nb"`)],
      [value("[ 1n, { b: NaN } ]")],
      [value("Map(1) { 1 => 2 }")],
      [value("Symbol(x)")],
      [value("[Function (anonymous)]")],
    ],
  },
  {
    name: "the kernel shows no value that JSON does not know, alone",
    cells: ["1n", "NaN", "-Infinity", "-0"],
    copy: [[], [], [], []],
  },
  {
    name: "an awaited value, and a promise that is not awaited",
    cells: ["await Promise.resolve(7)", "Promise.resolve(7)"],
    copy: [[value("7")], [value("Promise { 7 }")]],
  },
  {
    name: "a value with a display of its own",
    cells: [
      `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>x</b>", "text/plain": "x" }) })`,
      `({ async [Symbol.for("Jupyter.display")]() { return { "text/plain": "later" }; } })`,
    ],
    copy: [[value({ "text/html": "<b>x</b>", "text/plain": "x" })], [value("later")]],
  },
  {
    name: "a display of its own that throws fails the cell",
    cells: [`({ [Symbol.for("Jupyter.display")]() { throw new TypeError("no form"); } })`, "2"],
    copy: [[failed("TypeError", "no form")], null],
  },
  {
    name: "markdown, HTML and SVG of the kernel",
    cells: ["Deno.jupyter.md`# T`", "Deno.jupyter.html`<i>h</i>`", "Deno.jupyter.svg`<svg/>`"],
    copy: [
      [value({ "text/markdown": "# T" })],
      [value({ "text/html": "<i>h</i>" })],
      [value({ "image/svg+xml": "<svg/>" })],
    ],
  },
  {
    name: "binary images travel as base64",
    cells: [`new Uint8Array(${JSON.stringify(PNG)})`, display(`{ "image/png": "${BASE64}" }`)],
    copy: [[value({ "image/png": BASE64 })], [shown({ "image/png": BASE64 })]],
  },
  {
    name: "JSON values, and several types in one bundle",
    cells: [display(`{ "application/json": { a: [1, null] }, "text/plain": "x" }`)],
    copy: [[shown({ "application/json": { a: [1, null] }, "text/plain": "x" })]],
  },
  {
    name: "a display that cannot be sent fails the cell",
    cells: [display(`{ "application/json": 1n }`), "2"],
    copy: [[failed("TypeError", "serde_v8 error: unsupported type")], null],
  },
  {
    name: "a display is updated in place, also by a later cell",
    cells: [
      display(text(`"0 %"`), `{ display_id: "bar" }`) + `console.log("behind")`,
      display(text(`"50 %"`), `{ display_id: "bar" }`, "update_display_data"),
      display(text(`"100 %"`), `{ display_id: "bar" }`, "update_display_data"),
    ],
    copy: [[shown("100 %"), out("behind\n")], [], []],
  },
  {
    name: "two displays of one id change together",
    cells: [
      display(text(`"a"`), `{ display_id: "x" }`) + display(text(`"b"`), `{ display_id: "x" }`),
      display(text(`"c"`), `{ display_id: "x" }`, "update_display_data"),
    ],
    copy: [[shown("c"), shown("c")], []],
  },
  {
    name: "an update without its display shows nothing",
    cells: [display(text(`"x"`), `{ display_id: "?" }`, "update_display_data"), "1"],
    copy: [[], [value("1")]],
  },
  {
    name: "clear_output forgets what the cell has shown",
    cells: [
      `console.log("gone"); ${display(text(`"gone"`))}
       Deno.jupyter.broadcast("clear_output", { wait: false }); console.log("kept")`,
    ],
    copy: [[out("kept\n")]],
  },
  {
    name: "clear_output that waits forgets with the next output",
    cells: [
      `console.log("kept"); Deno.jupyter.broadcast("clear_output", { wait: true });`,
      `for (const i of [1, 2, 3]) {
         Deno.jupyter.broadcast("clear_output", { wait: true }); console.log("step", i);
       }`,
    ],
    copy: [[out("kept\n")], [out("step 3\n")]],
  },
  {
    name: "clear_output hides no fault",
    cells: [
      `Promise.reject(new Error("lost")); await new Promise((done) => setTimeout(done, 50));
       Deno.jupyter.broadcast("clear_output", { wait: false }); console.error("clean")`,
      "2",
    ],
    copy: [[err("clean\n"), failed("Error", "lost")], [value("2")]],
  },
  {
    name: "displays that are not awaited come in the order of their calls",
    cells: [`for (const i of [1, 2]) { console.log(i); ${display(text("`show ${i}`"))} } "end"`],
    copy: [[out("1\n"), shown("show 1"), out("2\n"), shown("show 2"), value(`"end"`)]],
  },
  {
    name: "events go to the listener and not into the copy",
    cells: [
      display(`{ "x/event": { n: 1 } }`) +
      display(`{ "x/event": { n: 2 }, "text/plain": "seen" }`),
    ],
    copy: [[shown("seen")]],
  },
  {
    name: "messages that no notebook holds are passed over",
    cells: [
      `for (const type of ["comm_open", "comm_msg", "debug_event", "made_up"]) {
         Deno.jupyter.broadcast(type, { comm_id: "x", data: {} });
       } 1`,
    ],
    copy: [[value("1")]],
  },
  {
    name: "a display of 12 MB comes whole, with text around it",
    cells: [`console.log("a"); ${display(text(`"x".repeat(12_000_000)`))} console.log("b")`],
    copy: [[out("a\n"), shown("x".repeat(12_000_000)), out("b\n")]],
  },
  {
    name: "a thousand displays in a row",
    cells: [`for (let i = 0; i < 1000; i++) ${display(text("String(i)"))}`],
    copy: [Array.from({ length: 1_000 }, (_, i) => shown(String(i)))],
    also: ({ durationMs }) => assert.ok(durationMs < 20_000),
  },
];
