import assert from "node:assert/strict";
import { findUnfitness } from "./_kernel_probes.ts";
import type { CellResult } from "./cell_result.ts";
import type { Output } from "./outputs.ts";

const OK: CellResult = {
  status: "ok",
  fatal: false,
  outputs: [],
  error: null,
  executionCount: 1,
  startedAt: new Date(0),
  finishedAt: new Date(0),
  lateOutputs: [],
  cut: null,
};
const lines = (count: number): Output => ({
  output_type: "stream",
  name: "stdout",
  text: Array.from({ length: count }, (_, i) => `${i}\n`).join(""),
});
const failed = (ename: string, evalue: string, fatal: boolean): CellResult => {
  const error = { output_type: "error", ename, evalue, traceback: [] } as const;
  return { ...OK, status: "error", fatal, error, outputs: [lines(1), lines(1), error] };
};
const answer: Output = {
  output_type: "execute_result",
  execution_count: 1,
  data: { "text/plain": "42" },
  metadata: {},
};
const FIT: readonly CellResult[] = [
  { ...OK, outputs: [answer] },
  failed("RangeError", "penny", true),
  failed("SyntaxError", "Expression expected (ligne 1, colonne 16)", true),
  { ...OK, outputs: [lines(3_000)] },
  failed("Error", "penny", false),
  failed("Deno.test", "1 test en échec sur 1 : penny", false),
];

function kernelOf(results: readonly CellResult[]) {
  const left = [...results];
  return { execute: () => Promise.resolve(left.shift()!) };
}

Deno.test("findUnfitness() finds nothing wrong with a fit kernel", async () => {
  assert.equal(await findUnfitness(kernelOf(FIT)), null);
});

Deno.test("findUnfitness() names each fault", async () => {
  const unfit: readonly CellResult[] = [
    OK,
    OK,
    failed("Error", "Execution failed", true),
    { ...OK, outputs: [lines(2_999)] },
    OK,
    OK,
  ];
  const faults = unfit.map((result, i) => findUnfitness(kernelOf(FIT.with(i, result))));
  assert.deepEqual(await Promise.all(faults), [
    "il ne calcule pas une cellule simple",
    "il compte une cellule en erreur comme réussie",
    "une erreur de syntaxe n'est pas nommée",
    "3000 lignes affichées ne restent pas dans leur cellule",
    "une promesse rejetée que personne n'attend passe inaperçue",
    "un test en échec passe inaperçu",
  ]);
});
