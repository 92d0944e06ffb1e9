import { type Case, display, err, out, shown, value, wait } from "./_case.ts";

const lines = (count: number, text: (i: number) => string = String): string =>
  Array.from({ length: count }, (_, i) => `${text(i)}\n`).join("");

/** What cells print. */
export const STREAMS: readonly Case[] = [
  {
    name: "prints stay in their cell, in order",
    cells: [`console.log("a"); console.log("b", 1, { c: [2] })`, `console.log("d")`],
    copy: [[out("a\nb 1 { c: [ 2 ] }\n")], [out("d\n")]],
  },
  {
    name: "both streams keep their turns",
    cells: [`console.log(1); console.error(2); console.warn(3); console.info(4); console.log(5)`],
    copy: [[out("1\n"), err("2\n3\n"), out("4\n5\n")]],
  },
  {
    name: "nothing is shown for empty and blank cells, which do not run",
    cells: ["", "  \n", "console.log()", "undefined", "null"],
    copy: [null, null, [out("\n")], [], []],
    stops: false,
  },
  {
    name: "ANSI colours are kept as they are",
    cells: [`console.log("\\x1b[31mrouge\\x1b[0m\\x1b[2K\\x1b[1A")`],
    copy: [[out("\x1b[31mrouge\x1b[0m\x1b[2K\x1b[1A\n")]],
  },
  {
    name: "carriage returns of a progress bar are kept",
    cells: [
      `for (const p of [0, 50, 100]) Deno.stdout.writeSync(new TextEncoder().encode(p + "%\\r"));
      undefined`,
    ],
    copy: [[out("0%\r50%\r100%\r")]],
  },
  {
    name: "every script, control characters and lone surrogates",
    cells: [`console.log("été 日本 مرحبا 👩‍👩‍👧 e\\u0301 \\u0000\\u0007\\u2028|\\ud800|")`],
    copy: [[out("été 日本 مرحبا 👩‍👩‍👧 e\u0301 \u0000\u0007\u2028|\ufffd|\n")]],
  },
  {
    name: "text written without a line break, around a print",
    cells: [
      `const w = (t) => Deno.stdout.writeSync(new TextEncoder().encode(t));
      w("a"); console.log("b"); w("c"); await Deno.stderr.write(new TextEncoder().encode("d"))`,
      "1",
    ],
    copy: [[out("ab\nc"), err("d"), value("1")], [value("1")]],
  },
  {
    name: "a character cut in two writes comes whole",
    cells: [
      `Deno.stdout.writeSync(new Uint8Array([0xc3])); Deno.stdout.writeSync(new Uint8Array([0xa9]))`,
    ],
    copy: [[out("é"), value("1")]],
  },
  {
    name: "Node's streams over the kernel's are outputs",
    cells: [`process.stdout.write("out\\n"); process.stderr.write("err\\n"); undefined`],
    copy: [[out("out\n"), err("err\n")]],
  },
  {
    name: "a web stream over the standard output is an output",
    cells: [
      `await new Blob(["flux"]).stream().pipeTo(Deno.stdout.writable, { preventClose: true })`,
    ],
    copy: [[out("flux")]],
  },
  {
    name: "all ways of the console",
    cells: [
      `console.group("g"); console.log("in"); console.groupEnd(); console.dir({ a: 1 });
      console.count(); console.assert(false, "no"); console.log("%cred %d", "color: red", 4)`,
      `console.table([{ a: 1 }])`,
    ],
    copy: [
      [out("g\n  in\n{ a: 1 }\ndefault: 1\n"), err("Assertion failed: no\n"), out("red 4\n")],
      [out("┌───────┬───┐\n│ (idx) │ a │\n├───────┼───┤\n│     0 │ 1 │\n└───────┴───┘\n")],
    ],
  },
  {
    name: "20,000 lines come whole and in order",
    cells: ["for (let i = 0; i < 20000; i++) console.log(i)", `console.log("next")`],
    copy: [[out(lines(20_000))], [out("next\n")]],
  },
  {
    name: "3,000 lines in each of three cells stay apart",
    cells: [1, 2, 3].map((n) => `for (let i = 0; i < 3000; i++) console.log("${n}/" + i)`),
    copy: [1, 2, 3].map((n) => [out(lines(3_000, (i) => `${n}/${i}`))]),
  },
  {
    name: "2,000 lines between pauses come whole",
    cells: ["for (let i = 0; i < 2000; i++) { console.log(i); await null; }"],
    copy: [[out(lines(2_000))]],
  },
  {
    name: "500 changes from one stream to the other keep their turns",
    cells: [`for (let i = 0; i < 250; i++) { console.log(i); console.error(i); }`],
    copy: [Array.from({ length: 250 }, (_, i) => [out(`${i}\n`), err(`${i}\n`)]).flat()],
  },
  {
    name: "displays keep their place in a rush of prints",
    cells: [
      `for (let i = 0; i < 600; i++) { console.log(i); if (i === 499) ${
        display(`{ "text/plain": "here" }`)
      } }`,
    ],
    copy: [[
      out(lines(500)),
      shown("here"),
      out(lines(100, (i) => String(i + 500))),
    ]],
  },
  {
    name: "text that comes after its cell goes to the cell then running",
    cells: [
      `setTimeout(() => console.log("late"), 150); undefined`,
      wait(500) + `console.log("own")`,
    ],
    copy: [[], [out("late\nown\n")]],
  },
  {
    name: "text that comes after the last cell is added to it, marked",
    cells: [`setTimeout(() => console.log("late"), 250); console.log("own")`],
    copy: [{ shows: [out("own\n"), out("late\n")], late: [1] }],
  },
  {
    name: "what a child process prints is kept where it is piped",
    cells: [
      `const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", "console.log('child')"] }).output();
      console.log(new TextDecoder().decode(stdout).trim())`,
    ],
    copy: [[out("child\n")]],
  },
  {
    name: "a cell that replaces the console harms itself alone",
    cells: [
      `console.log = () => {}; globalThis.setTimeout = null; 1`,
      `console.info("still")`,
      "2",
    ],
    copy: [[value("1")], [out("still\n")], [value("2")]],
  },
];
