import assert from "node:assert/strict";
import { type Case, err, failed, out, value, wait } from "./_case.ts";

const UNFINISHED = /^Impossible d'attendre la fin de « (publish|b) »/;
/** What `whilePending` of base does, in a kernel that imports nothing. */
const LIBRARY = `const pending = globalThis[Symbol.for("penny.pending")];
  async function call(what, work) {
    const done = pending(what);
    try { return await work(); } finally { done(); }
  }`;

/** The kernel tells a rejection once its event loop turns: a cell that ends at once may be over, which makes it late. */
const SOON = wait(20);

/** Faults that the kernel swallows: the cell and the notebook count as failed, and the notebook goes on. */
export const LATE: readonly Case[] = [
  {
    name: "a rejection that nobody awaits fails its cell, and the next ones run",
    cells: [`Promise.reject(new RangeError("lost")); ${SOON} 1`, "2"],
    copy: [[value("1"), failed("RangeError", "lost", /^RangeError: lost\n +at /)], [value("2")]],
  },
  {
    name: "two rejections are both told",
    cells: [
      `Promise.reject(new Error("one")); (async () => { throw new Error("two"); })(); ${SOON} 1`,
    ],
    copy: [[value("1"), failed("Error", "one"), failed("Error", "two")]],
  },
  {
    name: "rejections that are no errors are told as they look",
    cells: [
      `Promise.reject({ a: 1 }); Promise.reject("text"); Promise.reject(undefined); ${SOON} 1`,
    ],
    copy: [[
      value("1"),
      failed("Error", "{ a: 1 }"),
      failed("Error", "text"),
      failed("Error", "undefined"),
    ]],
  },
  {
    name: "a rejection with an unreadable error is told all the same",
    cells: [
      `Promise.reject(Object.defineProperty(new Error(), "message", { get() { throw 1; } })); ${SOON} 1`,
    ],
    copy: [[value("1"), failed("Error", "erreur illisible")]],
  },
  {
    name: "a rejection that is handled is none",
    cells: [`Promise.reject(new Error("x")).catch(() => console.log("handled"))`.concat("; 1")],
    copy: [[out("handled\n"), value("1")]],
  },
  {
    name: "a throw in a timer that the cell waits for fails it",
    cells: [`setTimeout(() => { throw new Error("tick"); }, 5); ${wait(60)}`, "2"],
    copy: [[failed("Error", "tick")], [value("2")]],
  },
  {
    name: "a throw in a timer fails the cell that then runs",
    cells: [`void setTimeout(() => { throw new Error("tick"); }, 150)`, wait(500), "3"],
    copy: [[], [failed("Error", "tick")], [value("3")]],
  },
  {
    name: "a throw in a timer behind the last cell fails the notebook",
    cells: ["0", `void setTimeout(() => { throw new Error("too late"); }, 250)`],
    copy: [[value("0")], { shows: [failed("Error", "too late")], late: [0] }],
  },
  {
    name: "a rejection behind the last cell fails the notebook",
    cells: [
      `void (async () => { ${wait(250)} throw new Error("too late"); })(); console.log("ok")`,
    ],
    copy: [{ shows: [out("ok\n"), failed("Error", "too late")], late: [1] }],
  },
  {
    name: "a timer of one hour is not waited for",
    cells: [`void setTimeout(() => { throw new Error("never"); }, 3_600_000); 1`],
    copy: [[value("1")]],
    also: ({ durationMs }) => assert.ok(durationMs < 5_000, `${durationMs} ms`),
  },
  {
    name: "an interval that nobody stops prints until the end and harms nothing",
    cells: [`void setInterval(() => console.log("tick"), 100_000); 1`],
    copy: [[value("1")]],
  },
  {
    name: "a timer that throws for ever fails the notebook once, which ends",
    cells: [`void setInterval(() => { throw new Error("again"); }, 400); 1`],
    copy: [{ shows: [value("1"), failed("Error", "again")], late: [1] }],
  },
  {
    name: "work behind the last cell that would never end is stopped",
    cells: [`void setTimeout(() => { while (true); }, 200); 1`],
    copy: [[
      value("1"),
      failed("Budget dépassé", /^Impossible de terminer le carnet : un minuteur/),
    ]],
    options: { interruptGraceMs: 300 },
    stops: true,
  },
  {
    name: "a library call that nobody awaits is waited for at the end",
    cells: [
      LIBRARY,
      `void call("publish", async () => { ${wait(900)} console.log("published"); })`,
    ],
    copy: [[], { shows: [out("published\n")], late: [0] }],
  },
  {
    name: "a library call that nobody awaits and that fails, fails the notebook",
    cells: [
      LIBRARY,
      `void call("publish", async () => { ${
        wait(900)
      } console.error("red"); throw new Error("refused"); })`,
    ],
    copy: [[], { shows: [err("red\n"), failed("Error", "refused")], late: [0, 1] }],
  },
  {
    name: "a library call that does not end fails the notebook",
    cells: [LIBRARY, `void call("publish", () => new Promise(() => {}));`],
    copy: [[], { shows: [failed("Appel inachevé", UNFINISHED)], late: [0] }],
    options: { pendingMs: 200 },
  },
  {
    name: "a library call that is pending is not waited for once a cell has failed",
    cells: [LIBRARY, `void call("publish", () => new Promise(() => {}));`, "throw new Error('x')"],
    copy: [[], [], [failed("Error", "x")]],
    stops: true,
    also: ({ durationMs }) => assert.ok(durationMs < 5_000, `${durationMs} ms`),
  },
  {
    name: "a worker that throws fails the cell, unless its error is prevented",
    cells: [
      `const start = () => new Promise((done) => {
         const code = "data:application/javascript,throw new Error('in worker')";
         const worker = new Worker(code, { type: "module" });
         worker.onerror = (event) => { prevent(event); setTimeout(done, 50); };
       });
       let prevent = () => {};`,
      "await start()",
      `prevent = (event) => event.preventDefault(); await start()`,
    ],
    copy: [[], [failed("Error", "Uncaught (in promise) Error: in worker")], []],
  },
  {
    name: "a fault first and a throw later are both told, the throw stops",
    cells: [`Promise.reject(new Error("lost")); 1`, `throw new Error("stop")`, "3"],
    copy: [[value("1"), failed("Error", "lost")], [failed("Error", "stop")], null],
    also: ({ failures }) => assert.deepEqual(failures.map(({ fatal }) => fatal), [false, true]),
  },
  {
    name: "a cell that listens for rejections itself hides none",
    cells: [
      `addEventListener("unhandledrejection", (event) => { event.preventDefault(); });
       Promise.reject(new Error("hidden?")); 1`,
    ],
    copy: [[value("1"), failed("Error", "hidden?")]],
  },
];
