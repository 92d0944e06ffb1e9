import assert from "node:assert/strict";
import type { Notebook } from "../jupyter/mod.ts";
import { RUN } from "./_fixture.ts";
import { type CopyMark, markCopy } from "./mark_copy.ts";

const notebook: Notebook = {
  cells: [
    { cell_type: "markdown", id: "t", metadata: {}, source: "# Titre" },
    { cell_type: "code", id: "c", metadata: {}, source: "1", execution_count: 1, outputs: [] },
  ],
  metadata: { penny: { budgets: { cell: "10m" }, status: "ok" } },
  nbformat: 4,
  nbformat_minor: 5,
};
const mark: CopyMark = {
  runId: RUN.runId,
  status: "ok",
  reason: null,
  fingerprint: "f",
  startedAt: RUN.startedAt,
  savedAt: RUN.startedAt,
  versions: RUN.versions,
  gitRevision: null,
  parameters: {},
  limits: RUN.budgets,
  cellsDone: 1,
  cellsTotal: 2,
  peakMemoryBytes: 5,
};
const record = { index: 1, number: 1, id: "c", startedAt: RUN.startedAt, durationMs: 7 };

Deno.test("markCopy() notes run and cells, keeps the notebook's own budgets and adds no cell when all is well", () => {
  const records = [{ ...record, status: "ok", error: null } as const];
  const copy = markCopy(notebook, { mark, records, failedCell: null });
  assert.deepEqual(copy.cells.map(({ id }) => id), ["t", "c"]);
  assert.deepEqual(copy.metadata.penny, { budgets: { cell: "10m" }, ...mark });
  assert.deepEqual(copy.cells[1]!.metadata.penny, { status: "ok", durationMs: 7 });
  assert.deepEqual(notebook.cells[1]!.metadata, {});
});

Deno.test("markCopy() links from the first cell to a heading before the failing one", () => {
  const records = [{ ...record, status: "failed", error: "Error: a_b" } as const];
  const failedCell = { index: 1, number: 1, error: "Error: a_b" };
  const failed = { ...mark, status: "failed", reason: "cellule 1 : Error: a_b" } as const;
  const copy = markCopy(notebook, { mark: failed, records, failedCell });
  assert.deepEqual(copy.cells.map(({ id }) => id), ["penny-etat", "t", "penny-echec", "c"]);
  assert.equal(
    copy.cells[0]!.source,
    "**[ERREUR] Ce carnet a échoué.** cellule 1 : Error: a\\_b [Voir la cellule 1](#Erreur-dans-la-cellule-1)",
  );
  assert.equal(copy.cells[2]!.source, "#### Erreur dans la cellule 1");
  assert.deepEqual(copy.cells[3]!.metadata.penny, {
    ...{ status: "failed", durationMs: 7, error: "Error: a_b" },
  });
});

Deno.test("markCopy() says in a copy that goes on how far it got", () => {
  const running = { ...mark, status: "running" } as const;
  const copy = markCopy(notebook, { mark: running, records: [], failedCell: null });
  assert.match(
    copy.cells[0]!.source,
    /en cours\.\*\* 1 cellule\(s\) sur 2 .*elle s'est arrêtée là/,
  );
});
