/**
 * One run in a process of its own, as `run-all` does it, for the soak to kill. Arguments: the clone, `all` or `failed`. Prints
 * `KERNELS` and the process ids of its kernels whenever they change.
 */
import * as path from "node:path";
import { liveKernelPids } from "../../lib/jupyter/mod.ts";
import {
  acquireRunLock,
  closeKilledRuns,
  createPlainView,
  listNotebooks,
  loadNotebook,
  notebooksToRetry,
  type PreparedNotebooks,
  readResumedRun,
  runNotebooks,
  watchInterrupt,
} from "../../lib/runs/mod.ts";

const TELL_MS = 5;
const [root = "", mode = "all"] = Deno.args;
const home = path.join(root, ".penny");
const outputs = path.join(root, "outputs");
const note = (line: string) => console.log(line);
const nothing = async () => {};

function prepare(): Promise<PreparedNotebooks> {
  const connection = { host: "localhost", port: 1, database: "d", schema: "s", user: "u" };
  return Promise.resolve({
    setting: { mode: "demo", connection },
    store: { begin: nothing, notebook: nothing, end: nothing, killed: nothing },
    secrets: [],
    [Symbol.asyncDispose]: nothing,
  });
}

function tellKernels(): void {
  let told = "";
  const timer = setInterval(() => {
    const pids = liveKernelPids().join(" ");
    if (pids !== told) console.log(`KERNELS ${pids}`);
    told = pids;
  }, TELL_MS);
  Deno.unrefTimer(timer);
}

using watch = watchInterrupt();
const { signal } = watch;
const lock = await acquireRunLock([outputs, home], {
  command: "run-all",
  wait: false,
  signal,
  note,
});
if (lock === null) Deno.exit(130);
const killed = await closeKilledRuns(outputs);
const resumes = mode === "failed" ? await readResumedRun(outputs, "run-all") : null;
const names = resumes === null ? null : new Set(notebooksToRetry(resumes).map(({ name }) => name));
const sources = (await listNotebooks({ root, carnets: path.join(root, "carnets") }))
  .filter(({ name }) => names?.has(name) ?? true);
if (sources.length === 0) Deno.exit(0);
tellKernels();
const notebooks = await Promise.all(sources.map(loadNotebook));
const { status } = await runNotebooks(
  { command: "run-all", notebooks, parameters: {}, jobs: 2, resumes, killed },
  {
    place: { root, home, outputs, keepRuns: 5, secrets: [] },
    prepare,
    openView: () => createPlainView({ intervalMs: 0 }),
    signal,
  },
);
await lock[Symbol.asyncDispose]();
Deno.exit(status);
