import assert from "node:assert/strict";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { parseNotebook } from "../../lib/jupyter/mod.ts";
import type { RunRecord } from "../../lib/runs/mod.ts";
import { isProcessAlive } from "../../lib/runs/process_alive.ts";
import { makeTinyClone } from "./_tiny_clone.ts";

const script = fileURLToPath(new URL("./_interrupted_run.ts", import.meta.url));
/** Tells its process id through a file, since the copy is only written once the cell ends; then never ends. */
const endless = (name: string) =>
  `const child = new Deno.Command(Deno.execPath(), { args: ["eval", "setInterval(() => {}, 1000)"] }).spawn();
Deno.writeTextFileSync("${name}.pids", [Deno.pid, child.pid].join(" ") + "\\n"); await child.status;`;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `runNotebooks() ends kernels and marks copies on ${signal}`,
    ignore: Deno.build.os === "windows", // There a signal sent to a process ends it at once.
    async fn() {
      await using clone = await makeTinyClone();
      const names = ["01_un", "02_deux", "03_trois"];
      for (const name of names) await clone.write(name, ["'avant'", endless(name)]);
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", script, clone.root, ...names],
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const pids = (await Promise.all(["01_un", "02_deux"].map((name) =>
        waitForPids(clone.root, name)
      ))).flat();
      child.kill(signal);
      const { code, stdout } = await child.output();
      assert.equal(code, 130);
      assert.match(new TextDecoder().decode(stdout), /Exécution interrompue/);
      assert.deepEqual(await survivors(pids), [], "kernels and their children are gone");
      await checkRecord(clone.outputs);
    },
  });
}

async function checkRecord(outputs: string): Promise<void> {
  const entries = [...Deno.readDirSync(outputs)].map((entry) => entry.name);
  assert.equal(entries.length, 1, "latest is left alone");
  const folder = path.join(outputs, entries[0]!);
  const record: RunRecord = JSON.parse(await Deno.readTextFile(path.join(folder, "run.json")));
  assert.equal(record.status, "interrupted");
  assert.deepEqual(record.notebooks.map(({ status, cellsDone }) => [status, cellsDone]), [
    ["interrupted", 1],
    ["interrupted", 1],
    ["interrupted", 0],
  ]);
  const copy = parseNotebook(await Deno.readTextFile(path.join(folder, "01_un.ipynb")), "01_un");
  assert.match(copy.cells[0]!.source, /Ce carnet a été interrompu/);
  assert.equal((copy.metadata.penny as { status: string }).status, "interrupted");
}

/** Waits for the file that the endless cell writes once it runs. */
async function waitForPids(root: string, name: string): Promise<number[]> {
  const file = path.join(root, "notebooks", `${name}.pids`);
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const text = await Deno.readTextFile(file).catch(() => "");
    if (text.endsWith("\n")) return text.trim().split(" ").map(Number);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${name} did not start`);
}

/** Processes that still run; the system may need an instant to end one that was killed. */
async function survivors(pids: readonly number[]): Promise<number[]> {
  const deadline = performance.now() + 5_000;
  while (pids.some(isRunning) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return pids.filter(isRunning);
}

/** One that has ended but was not yet taken note of by its parent does not run. */
function isRunning(pid: number): boolean {
  if (Deno.build.os !== "linux") return isProcessAlive(pid);
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false; // it is gone
  }
}
