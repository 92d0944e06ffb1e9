import assert from "node:assert/strict";
import type { PennyEvent } from "../base/mod.ts";
import type { NotebookExecution } from "../jupyter/mod.ts";
import { canHeal } from "./can_heal.ts";

function execution(change: Partial<NotebookExecution>): NotebookExecution {
  return {
    ...{ status: "error", notebook: { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 } },
    ...{ failedCell: null, error: null, failures: [], stopped: true, budget: null, death: null },
    ...{ durationMs: 1, executedCells: 1, totalCells: 1 },
    ...change,
  };
}

function failed(ename: string): NotebookExecution {
  return execution({ error: { output_type: "error", ename, evalue: "", traceback: [] } });
}

function unit(change: Partial<PennyEvent>): PennyEvent {
  return {
    ...{ type: "unit", domain: "customers", source: "api", companyId: "7", company: "Martin" },
    ...{ status: "failed", rows: 0 },
    ...change,
  } as PennyEvent;
}

Deno.test("canHeal() tells a service that is away from a transform that fails", () => {
  assert.equal(canHeal({ execution: failed("UnreachableError") }, []), true);
  assert.equal(canHeal({ execution: failed("NetworkError") }, []), true);
  for (const ename of ["TypeError", "TransformError", "UsageError", "AuthenticationError"]) {
    assert.equal(canHeal({ execution: failed(ename) }, []), false, ename);
  }
});

Deno.test("canHeal() tries again what failed for a company alone, unless a cell fails anyway", () => {
  const away = [unit({ retriable: true }), unit({ status: "red" })];
  assert.equal(canHeal({ execution: execution({}) }, away), true);
  assert.equal(canHeal({ execution: execution({}) }, [unit({}), unit({ status: "red" })]), false);
  assert.equal(canHeal({ execution: failed("TypeError") }, away), false);
});

Deno.test("canHeal() does not spend a budget twice", () => {
  const budget = { name: "cell", ms: 1 } as unknown as NotebookExecution["budget"];
  assert.equal(canHeal({ execution: execution({ budget }) }, []), false);
});
