import assert from "node:assert/strict";
import { migrate } from "../../lib/connectors/postgres/mod.ts";
import { databaseRunStore } from "../../lib/runs/mod.ts";
import { MIGRATIONS } from "../../lib/warehouse/mod.ts";
import { withDatabase } from "./_server.ts";
import { makeTinyClone, nothingToPrepare } from "./_tiny_clone.ts";

Deno.test("databaseRunStore() keeps runs and their notebooks in the warehouse", () =>
  withDatabase("run_store", async ({ db }) => {
    await migrate(db, { schema: "penny", migrations: MIGRATIONS });
    await using clone = await makeTinyClone();
    const sources = [
      await clone.write("01_casse", ["1", "throw new Error('boum')"]),
      await clone.write("02_bien", ["1"]),
    ];
    const prepare: typeof nothingToPrepare = async (...args) => {
      const nothing = await nothingToPrepare(...args);
      return {
        ...nothing,
        store: databaseRunStore(db, { keepRuns: 30 }),
        [Symbol.asyncDispose]: nothing[Symbol.asyncDispose],
      };
    };
    assert.equal((await clone.run(sources, { prepare })).status, 1);
    const run = await db.one<Record<string, unknown>>(
      "SELECT run_id, command, mode, status, versions, finished_at >= started_at AS ended FROM penny.runs",
    );
    const { runId, versions } = await clone.record();
    assert.deepEqual(run, {
      run_id: runId,
      command: "run-all",
      mode: "demo",
      status: 1,
      versions,
      ended: true,
    });
    const notebooks = await db.rows(
      "SELECT notebook, status, cells, failed_cell, error FROM penny.run_notebooks ORDER BY notebook",
    );
    assert.deepEqual(notebooks, [
      ["01_casse", "failed", "2", "2", "cellule 2 : Error: boum"],
      ["02_bien", "ok", "1", null, null],
    ]);
    const cells = await db.rows(
      "SELECT notebook, number, cell_id, status, error FROM penny.run_cells ORDER BY notebook, number",
    );
    assert.deepEqual(cells, [
      ["01_casse", "1", "c0", "ok", null],
      ["01_casse", "2", "c1", "failed", "Error: boum"],
      ["02_bien", "1", "c0", "ok", null],
    ]);
  }));

Deno.test("runNotebooks() goes on when the warehouse refuses the record", async () => {
  await using clone = await makeTinyClone();
  const refuse = () => Promise.reject(new Error("connexion perdue"));
  const prepare: typeof nothingToPrepare = async (...args) => {
    const nothing = await nothingToPrepare(...args);
    const store = { begin: refuse, notebook: refuse, end: refuse, killed: refuse };
    return { ...nothing, store, [Symbol.asyncDispose]: nothing[Symbol.asyncDispose] };
  };
  assert.equal((await clone.run([await clone.write("01_a", ["1"])], { prepare })).status, 0);
  assert.ok(
    clone.lines.includes(
      "[INFO] L'exécution n'a pas pu être notée dans la base : Error: connexion perdue",
    ),
  );
});
