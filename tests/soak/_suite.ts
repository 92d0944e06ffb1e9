import assert from "node:assert/strict";
import * as path from "node:path";
import { parseNotebook } from "../../lib/jupyter/mod.ts";
import type { RunRecord } from "../../lib/runs/mod.ts";

/** Enough for two kernels to work side by side, and for a third to be started ahead. */
const NOTEBOOKS = ["00_sommaire", "01_un", "02_deux", "03_trois", "04_quatre"];
const CELLS = [
  "console.log('début'); await new Promise((resolve) => setTimeout(resolve, 40));",
  "for (let i = 0; i < 300; i++) console.log('ligne ' + i);",
  "let sum = 0; for (let i = 0; i < 3e7; i++) sum += i; sum",
  "await new Promise((resolve) => setTimeout(resolve, 60)); 'fin'",
];
const STATES = new Set(["running", "ok", "failed", "interrupted", "skipped"]);

/**
 * Writes a clone whose notebooks take about a second.
 *
 * @param root An empty folder.
 */
export async function writeSuite(root: string): Promise<void> {
  await Deno.mkdir(path.join(root, "notebooks"));
  await Deno.mkdir(path.join(root, "outputs"));
  await Deno.writeTextFile(path.join(root, "deno.json"), "{}");
  for (const name of NOTEBOOKS) {
    const cells = CELLS.map((source, index) => ({
      ...{ cell_type: "code", id: `c${index}`, metadata: {}, source },
      ...{ execution_count: null, outputs: [] },
    }));
    const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await Deno.writeTextFile(
      path.join(root, "notebooks", `${name}.ipynb`),
      JSON.stringify(notebook),
    );
  }
}

/**
 * Holds every copy on disk to be a whole notebook that says how far it got.
 *
 * @param root The clone.
 * @returns How many copies there were.
 */
export async function checkCopies(root: string): Promise<number> {
  let copies = 0;
  const outputs = path.join(root, "outputs");
  for await (const folder of Deno.readDir(outputs)) {
    if (!folder.isDirectory) continue;
    for await (const { name } of Deno.readDir(path.join(outputs, folder.name))) {
      if (!name.endsWith(".ipynb")) continue;
      checkCopy(await Deno.readTextFile(path.join(outputs, folder.name, name)), name);
      copies++;
    }
  }
  return copies;
}

function checkCopy(text: string, name: string): void {
  const { cells, metadata } = parseNotebook(text, name);
  const { status, cellsDone, cellsTotal } = metadata.penny as Record<string, unknown>;
  assert.ok(STATES.has(String(status)), `${name}: ${status}`);
  assert.equal(cellsTotal, CELLS.length, name);
  const executed = cells.filter((cell) => cell.metadata.execution !== undefined).length;
  const told = Number(cellsDone);
  assert.ok(told === executed || told === executed - 1, `${name}: ${told} of ${executed} executed`);
  if (status === "running") assert.match(cells[0]!.source, /elle s'est arrêtée là/);
}

/**
 * Holds the last run to have completed all notebooks, whichever run executed them.
 *
 * @param root The clone.
 */
export async function checkCompleted(root: string): Promise<void> {
  const latest = path.join(root, "outputs", "latest");
  const record: RunRecord = JSON.parse(await Deno.readTextFile(path.join(latest, "run.json")));
  assert.equal(record.status, "ok");
  assert.deepEqual(record.notebooks.map(({ name, status }) => [name, status]), [
    ...NOTEBOOKS.map((name) => [name, "ok"]),
  ]);
  const files = NOTEBOOKS.flatMap((name) => [`${name}.html`, `${name}.ipynb`]);
  assert.deepEqual([...Deno.readDirSync(latest)].map(({ name }) => name).sort(), [
    ...[...files, "index.html", "run.json"].sort(),
  ]);
}
