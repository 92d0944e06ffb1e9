import assert from "node:assert/strict";
import { DataError, sha256 } from "../base/mod.ts";
import { refuseChangedNotebook } from "./refuse_changed_notebook.ts";

Deno.test("refuseChangedNotebook() refuses a notebook saved or removed meanwhile", async () => {
  const notebook = await Deno.makeTempFile({ suffix: ".ipynb" });
  await Deno.writeTextFile(notebook, "{}");
  const notebookHash = sha256(new TextEncoder().encode("{}"));
  const run = { runId: "r", notebook, notebookHash, fingerprint: "f" };
  refuseChangedNotebook(run);
  await Deno.writeTextFile(notebook, "{ }");
  assert.throws(() => refuseChangedNotebook(run), DataError);
  await Deno.remove(notebook);
  assert.throws(() => refuseChangedNotebook(run), /enregistré pendant son exécution/);
});

Deno.test("refuseChangedNotebook() refuses nothing in Jupyter", () => {
  refuseChangedNotebook(null);
});
