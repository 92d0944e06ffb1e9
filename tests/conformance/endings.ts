import assert from "node:assert/strict";
import { type Case, failed, out, value, wait } from "./_case.ts";

const isLinux = Deno.build.os === "linux";
const DIED = "KernelDiedError";
const kept = `console.log("kept"); ${wait(250)}`;
const hasDied: Case["also"] = ({ death }) => assert.ok(death);

/** A kernel that ends while a cell runs: seen at once, with its reason, and the outputs until then. */
export const ENDINGS: readonly Case[] = ([
  ["Deno.exit() in a cell", "Deno.exit()", /\(code 0\) ; une cellule y a mis fin \(Deno\.exit\)/],
  ["Deno.exit(3) in a cell", "Deno.exit(3)", /\(code 3\) ; une cellule y a mis fin \(Deno\.exit\)/],
  ["Node's process.exit()", "process.exit(4)", /\(code 4\) ;/],
  ["process.abort()", "process.abort()", isLinux ? /\(signal SIGABRT\)/ : /s'est arrêté/],
  [
    "a kill from outside",
    `Deno.kill(Deno.pid, "SIGKILL"); ${wait(5_000)}`,
    isLinux ? /\(signal SIGKILL\) ; un autre programme ou le système/ : /s'est arrêté/,
  ],
] as const).map(([name, code, evalue]): Case => ({
  name,
  cells: ["1", kept + code, "3"],
  copy: [[value("1")], { shows: [out("kept\n"), failed(DIED, evalue)], counted: false }, null],
  also: hasDied,
}));

/** Endings that need flags, native code or a system. */
export const HARD_ENDINGS: readonly Case[] = [
  {
    name: "a full heap is told in V8's own words",
    cells: [
      "1",
      kept + "const all = []; while (true) all.push(new Array(100_000).fill(all.length))",
      "3",
    ],
    copy: [
      [value("1")],
      {
        shows: [out("kept\n"), failed(DIED, /mémoire saturée/, /out of memory/)],
        counted: false,
      },
      null,
    ],
    env: { DENO_V8_FLAGS: "--max-old-space-size=100" },
    also: hasDied,
  },
  {
    name: "native code that reads where nothing is",
    cells: [
      `const { symbols } = Deno.dlopen("libc.so.6", { strlen: { parameters: ["pointer"], result: "usize" } });
       ${kept} symbols.strlen(Deno.UnsafePointer.create(8n))`,
      "2",
    ],
    copy: [
      {
        shows: [out("kept\n"), failed(DIED, /\(signal SIGSEGV\) ; du code natif/)],
        counted: false,
      },
      null,
    ],
    ignore: !isLinux,
    also: hasDied,
  },
  {
    name: "a cell of half a million comments, which the kernel's own parser does not survive",
    cells: ["// no code\n".repeat(500_000) + "const = 5", "2"],
    copy: [
      {
        shows: [failed(DIED, /trop long ou trop imbriqué/, /overflowed its stack/)],
        counted: false,
      },
      null,
    ],
    ignore: !isLinux,
    also: hasDied,
  },
  {
    name: "a cell that closes the kernel's global scope",
    cells: ["1", kept + `close(); ${wait(5_000)}`, "3"],
    copy: [
      [value("1")],
      { shows: [out("kept\n"), failed(DIED, /\(code 0\)/)], counted: false },
      null,
    ],
    also: hasDied,
  },
  {
    name: "a kernel that ends behind the last cell fails the notebook",
    cells: ["void setTimeout(() => Deno.exit(5), 250); 1"],
    copy: [[value("1"), failed(DIED, /\(code 5\)/)]],
    stops: true,
    also: hasDied,
  },
];
