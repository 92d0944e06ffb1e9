import assert from "node:assert/strict";
import { type Case, display, failed, out, shown, value } from "./_case.ts";

const CUT =
  /^\n\[INFO\] Sorties coupées ici : [\d\u202f\u00a0 ]+ caractères.* de cette cellule ne sont pas dans la copie/;
const rows = (count: number): string => ("x".repeat(99) + "\n").repeat(count);
const dotted = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${i + from}`.padEnd(99, ".") + "\n").join("");
const mark = { kind: "stream", name: "stderr", text: CUT } as const;

/** Much of everything: it ends soon, and memory stays within bounds. */
export const SIZES: readonly Case[] = [
  {
    name: "one print of 50 MB is cut in its middle",
    cells: [`console.log("a" + "x".repeat(50_000_000) + "z")`, "2"],
    copy: [
      {
        shows: [out("a" + "x".repeat(9_999_999)), mark, out("x".repeat(9_999_998) + "z\n")],
        cut: 30_000_003,
      },
      [value("2")],
    ],
    also: ({ durationMs }) => assert.ok(durationMs < 30_000, `${durationMs} ms`),
  },
  {
    name: "half a million lines, 50 MB together, are cut in their middle",
    cells: [`for (let i = 0; i < 500_000; i++) console.log(String(i).padEnd(99, "."))`, "2"],
    copy: [
      {
        shows: [out(dotted(0, 100_000)), mark, out(dotted(400_000, 500_000))],
        cut: 30_000_000,
      },
      [value("2")],
    ],
    also: ({ durationMs }) => assert.ok(durationMs < 60_000, `${durationMs} ms`),
  },
  {
    name: "an error behind too much output is kept",
    cells: [
      `for (let i = 0; i < 1000; i++) console.log("x".repeat(99)); throw new Error("end")`,
      "2",
    ],
    copy: [
      {
        shows: [out(rows(100)), mark, out(rows(100)), failed("Error", "end")],
        cut: 80_000,
      },
      null,
    ],
    options: { outputLimit: 20_000 },
  },
  {
    name: "displays beyond the limit are dropped whole, the last ones stay",
    cells: [
      `for (let i = 0; i < 100; i++) ${display(`{ "text/plain": String(i).padEnd(800, ".") }`)}`,
    ],
    copy: [{
      shows: [0, 1, 2, 3, 4].map((i) => shown(String(i).padEnd(800, "."))).concat(mark)
        .concat([95, 96, 97, 98, 99].map((i) => shown(String(i).padEnd(800, ".")))),
      cut: 90_000,
    }],
    options: { outputLimit: 10_000 },
  },
  {
    name: "a thousand cells",
    cells: Array.from({ length: 1_000 }, (_, i) => i === 0 ? "let n = 0" : "++n"),
    copy: Array.from({ length: 1_000 }, (_, i) => i === 0 ? [] : [value(String(i))]),
    also: ({ durationMs }) => assert.ok(durationMs < 20_000, `${durationMs} ms`),
  },
  {
    name: "a cell of 5 MB",
    cells: [`const big = "${"é".repeat(2_500_000)}"; big.length`, `// ${"x".repeat(5_000_000)}\n2`],
    copy: [[value("2500000")], [value("2")]],
  },
  {
    name: "a cell of 5 MB that cannot be parsed",
    cells: [`const s = "${"x".repeat(5_000_000)}";\nconst = 5`],
    copy: [[failed("SyntaxError", /\(ligne 2, colonne 7\)$/)]],
    stops: true,
  },
  {
    name: "a value with a million elements and one of a hundred levels",
    cells: [
      "Array.from({ length: 1_000_000 }, (_, i) => i)",
      "let deep = {}; for (let i = 0; i < 100; i++) deep = { deep }; deep",
    ],
    copy: [
      [value({ "text/plain": /999900 more items/ })],
      [value({ "text/plain": /deep: \[Object\]/ })],
    ],
  },
];
