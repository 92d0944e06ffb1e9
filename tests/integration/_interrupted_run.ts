/** A run in a process of its own, for a test that interrupts it: arguments are the clone and the notebooks. */
import * as path from "node:path";
import { createPlainView, loadNotebook, runNotebooks, watchInterrupt } from "../../lib/runs/mod.ts";
import { nothingToPrepare } from "./_tiny_clone.ts";

const [root = "", ...names] = Deno.args;
using watch = watchInterrupt();
const notebooks = await Promise.all(names.map((name) =>
  loadNotebook({
    name,
    path: path.join(root, "notebooks", `${name}.ipynb`),
    origin: "shipped",
    shippedIsNewer: false,
  })
));
const outputs = path.join(root, "outputs");
const { status } = await runNotebooks({ command: "run-all", notebooks, parameters: {}, jobs: 2 }, {
  place: { root, home: path.join(root, ".penny"), outputs, keepRuns: 30, secrets: [] },
  prepare: nothingToPrepare,
  openView: () => createPlainView({ intervalMs: 0 }),
  signal: watch.signal,
});
Deno.exit(status);
