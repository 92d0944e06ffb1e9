import assert from "node:assert/strict";
import { type Case, failed, out, value, wait } from "./_case.ts";

const PASSED = "Budget dépassé";
const NEVER = "await new Promise(() => {})";
const interrupted = /\(la cellule a été interrompue\) ; .*« budget=30m »$/;
const killed = /\(la cellule n'a pas réagi à l'interruption, le noyau a été arrêté\) ; /;
const tagsOf = (...tags: readonly string[]) => tags;
const budgetIs =
  (name: string, limitMs: number, wasKilled: boolean): Case["also"] => (execution) => {
    assert.deepEqual(execution.budget, { name, limitMs, killed: wasKilled });
    assert.equal(execution.death, null);
  };

/** What takes too long is interrupted, then its kernel killed; the copy says which budget was passed. */
export const BUDGETS: readonly Case[] = [
  {
    name: "an endless loop passes the cell's budget and is interrupted",
    cells: ["1", `console.log("in"); while (true);`, "3"],
    copy: [[value("1")], [out("in\n"), failed(PASSED, interrupted)], null],
    options: { budgets: { cell: 300 } },
    also: budgetIs("cell", 300, false),
  },
  {
    name: "a rush of prints before an endless loop is kept",
    cells: ["for (let i = 0; i < 300; i++) console.log(i); while (true);"],
    copy: [[
      out(Array.from({ length: 300 }, (_, i) => `${i}\n`).join("")),
      failed(PASSED, interrupted),
    ]],
    options: { budgets: { cell: 400 } },
    stops: true,
  },
  {
    name: "an endless await passes the cell's budget and its kernel is killed",
    cells: [`console.log("in"); ${NEVER}`, "2"],
    copy: [{ shows: [out("in\n"), failed(PASSED, killed)], counted: false }, null],
    options: { budgets: { cell: 300 }, interruptGraceMs: 200 },
    also: budgetIs("cell", 300, true),
  },
  {
    name: "a loop behind an await is killed as well",
    cells: ["await null; while (true);", "2"],
    copy: [{ shows: [failed(PASSED, killed)], counted: false }, null],
    options: { budgets: { cell: 300 }, interruptGraceMs: 200 },
  },
  {
    name: "silence is passed, not by a cell that gives signs",
    cells: [`for (let i = 0; i < 6; i++) { ${wait(250)} console.log(i); } ${NEVER}`, "2"],
    copy: [{
      shows: [out("0\n1\n2\n3\n4\n5\n"), failed(PASSED, /aucun signe depuis 1 s/)],
      counted: false,
    }, null],
    options: { budgets: { silence: 1_000 }, interruptGraceMs: 100 },
    also: budgetIs("silence", 1_000, true),
  },
  {
    name: "the notebook's budget counts all cells together",
    cells: [wait(100), "while (true);", "3"],
    copy: [[], [
      failed(PASSED, /^Impossible de terminer le carnet : il dépasse son budget de 1 s/),
    ], null],
    options: { budgets: { notebook: 1_000 } },
    also: budgetIs("notebook", 1_000, false),
  },
  {
    name: "a tag gives a cell less time",
    cells: [tagsOf("while (true);", "budget=200ms"), "2"],
    copy: [[failed(PASSED, /budget de 200 ms par cellule/)], null],
    also: budgetIs("cell", 200, false),
  },
  {
    name: "a tag gives a cell more time, and all the silence it wants",
    cells: [tagsOf(`${wait(500)} 1`, "budget=none"), tagsOf(`${wait(500)} 2`, "x", "budget=10s")],
    copy: [[value("1")], [value("2")]],
    options: { budgets: { cell: 200, silence: 200 } },
  },
  {
    name: "the notebook's own budgets go first",
    cells: ["while (true);", "2"],
    copy: [[failed(PASSED, /budget de 250 ms par cellule/)], null],
    metadata: { penny: { budgets: { cell: "250ms", silence: "none" } } },
    options: { budgets: { cell: 60_000, silence: 50 } },
    also: budgetIs("cell", 250, false),
  },
];
