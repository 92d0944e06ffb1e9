import { type Case, out, value } from "./_case.ts";

/** Cells that ask: nobody answers, and nothing waits. */
export const INPUT: readonly Case[] = [
  {
    name: "prompt() gives null, confirm() no, alert() nothing",
    cells: [`prompt("?")`, `confirm("?")`, `alert("!")`, "1"],
    copy: [[], [value("false")], [], [value("1")]],
  },
  {
    name: "the standard input is at its end",
    cells: [
      "[await Deno.stdin.read(new Uint8Array(9)), Deno.stdin.readSync(new Uint8Array(9))]",
      `let n = 0; for await (const part of Deno.stdin.readable) n += part.length; n`,
    ],
    copy: [[value("[ null, null ]")], [value("0")]],
  },
  {
    name: "Node's standard input is at its end",
    cells: [
      `import { createInterface } from "node:readline/promises";
       for await (const line of createInterface({ input: process.stdin })) console.log(line);
       console.log("end")`,
    ],
    copy: [[out("end\n")]],
  },
  {
    name: "a child that inherits the standard input reads nothing",
    cells: [
      `const { code } = await new Deno.Command(Deno.execPath(), {
         args: ["eval", "Deno.exit(Deno.stdin.readSync(new Uint8Array(9)) === null ? 7 : 8)"],
         stdin: "inherit",
       }).output(); code`,
    ],
    copy: [[value("7")]],
  },
];
