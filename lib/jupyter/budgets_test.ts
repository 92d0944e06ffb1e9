import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { type BudgetName, budgetText, cellBudget, notebookBudgets } from "./budgets.ts";
import type { Cell, Notebook } from "./notebook.ts";

function notebookOf(penny: unknown): Notebook {
  return { cells: [], metadata: { penny }, nbformat: 4, nbformat_minor: 5 };
}

function cellOf(...tags: readonly string[]): Cell {
  return { cell_type: "markdown", id: "c", metadata: { tags }, source: "" };
}

Deno.test("notebookBudgets() reads durations and the absence of a limit", () => {
  const budgets = { start: "20s", cell: "1h30m", notebook: "aucun", silence: "none" };
  assert.deepEqual(notebookBudgets(notebookOf({ budgets })), {
    start: 20_000,
    cell: 5_400_000,
    notebook: null,
    silence: null,
  });
});

Deno.test("notebookBudgets() is empty where a notebook says nothing", () => {
  for (const penny of [undefined, null, 7, {}, { budgets: [] }]) {
    assert.deepEqual(notebookBudgets(notebookOf(penny)), {});
  }
});

Deno.test("notebookBudgets() names the budget that cannot be read", () => {
  assert.throws(
    () => notebookBudgets(notebookOf({ budgets: { cell: "fast" } })),
    (error) =>
      error instanceof UsageError &&
      /« fast » \(metadata\.penny\.budgets\.cell\)/.test(error.message),
  );
  assert.throws(() => notebookBudgets(notebookOf({ budgets: { cell: 30 } })), UsageError);
  assert.throws(
    () => notebookBudgets(notebookOf({ budgets: { cells: "1m" } })),
    /« cells » du carnet : ce budget n'existe pas ; les budgets sont start, cell, notebook, silence/,
  );
});

Deno.test("cellBudget() reads the last tag of its kind", () => {
  const tags = [[], ["x"], ["budget=30s"], ["Budget = 2m", "budget=none"], ["budgets=1s"]];
  assert.deepEqual(tags.map((one) => cellBudget(cellOf(...one))), [
    undefined,
    undefined,
    30_000,
    null,
    undefined,
  ]);
  assert.throws(() => cellBudget(cellOf("budget=soon")), UsageError);
});

Deno.test("budgetText() names the budget, what was done and the remedy", () => {
  for (const name of ["start", "cell", "notebook", "silence", "end"] as (BudgetName | "end")[]) {
    for (const killed of [false, true]) {
      const text = budgetText({ name, limitMs: 90_000, killed });
      assert.match(text, /^Impossible .* : .* ; .*[^.]$/);
      if (name !== "end") assert.match(text, /1 min 30 s/);
      if (name === "cell") assert.equal(/arrêté/.test(text), killed);
    }
  }
});
