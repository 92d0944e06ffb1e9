import { type Case, failed, out, value } from "./_case.ts";

/** `Deno.test` in a cell: the kernel answers "ok" whatever the tests do. */
export const TESTS: readonly Case[] = [
  {
    name: "tests that pass change nothing",
    cells: [`Deno.test("a", () => { console.log("in a"); }); 1`, "2"],
    copy: [[out("in a\n"), value("1")], [value("2")]],
  },
  {
    name: "a failed test fails its cell, names itself, and the notebook goes on",
    cells: [
      `Deno.test("a", () => {}); Deno.test("b c", () => { throw new Error("bad"); });`,
      `Deno.test("d", () => {});`,
      "3",
    ],
    copy: [
      [failed("Deno.test", "1 test en échec sur 2 : b c", /b c \.\.\. FAILED[^]*Error: bad/)],
      [],
      [value("3")],
    ],
  },
  {
    name: "a failed step fails its test",
    cells: [`Deno.test("s", async (t) => {
      await t.step("fine", () => {}); await t.step("one", () => { throw new Error("in step"); });
    });`],
    copy: [[failed("Deno.test", "1 test en échec sur 1 : s ... one", /in step/)]],
  },
  // What follows stands in cells of hostile notebooks; nothing of this suite is skipped or singled out.
  {
    name: "ignored tests do not run",
    cells: [`Deno.test.ignore("i", () => { throw 1; });
      Deno.test({ name: "j", ignore: true, fn() { throw 2; } }); 1`],
    copy: [[value("1")]],
  },
  {
    name: "only() leaves the others out",
    cells: [`Deno.test.only("o", () => {}); Deno.test("p", () => { throw 3; }); 1`],
    copy: [[value("1")]],
  },
  {
    name: "a test that fails after a pause, and one that would end the process",
    cells: [
      `Deno.test("slow", async () => { await new Promise((done) => setTimeout(done, 30)); throw new Error("x"); });
       Deno.test("exit", () => { Deno.exit(3); });`,
      "2",
    ],
    copy: [[failed("Deno.test", "2 tests en échec sur 2 : slow, exit")], [value("2")]],
  },
  {
    name: "a failed test in the last cell fails the notebook",
    cells: ["1", `Deno.test(function named() { throw new Error("last"); });`],
    copy: [[value("1")], [failed("Deno.test", "1 test en échec sur 1 : named")]],
  },
  {
    name: "a test that cannot be registered fails the cell itself",
    cells: [`Deno.test("", () => {});`, "2"],
    copy: [[failed("TypeError", "The test name can't be empty")], null],
  },
  {
    name: "a throw beside a failed test is told first and stops",
    cells: [`Deno.test("t", () => { throw new Error("x"); }); throw new Error("cell");`, "2"],
    copy: [[failed("Error", "cell"), failed("Deno.test", "1 test en échec sur 1 : t")], null],
  },
  {
    name: "a test that a timer registers is told by the cell then running",
    cells: [
      `void setTimeout(() => Deno.test("later", () => { throw new Error("x"); }), 150);`,
      "await new Promise((done) => setTimeout(done, 500)); 2",
      "3",
    ],
    copy: [
      [],
      [value("2"), failed("Deno.test", "1 test en échec sur 1 : later")],
      [value("3")],
    ],
  },
];
