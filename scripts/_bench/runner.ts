import { join } from "node:path";
import { ServiceError } from "../../lib/base/mod.ts";
import type { RunRecord } from "../../lib/runs/mod.ts";
import { withBenchHome } from "./bench_home.ts";
import { countLines, type LineCount, type PrintedNotebook } from "./line_count.ts";
import { EXPECTED_LINES, withRunnerClone, writeSmallNotebooks } from "./runner_clone.ts";

const COUNT = 12;

/** Where programs run. */
interface Place {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Times the runner beside `jupyter execute`, on notebooks that import the library and print some lines, and on the shipped
 * ones; counts the lines of both that are lost or in another cell. Without Jupyter it times the runner alone and says so.
 */
export async function benchRunner(): Promise<void> {
  await withBenchHome(async (home) => {
    await withRunnerClone(async (root, jupyterPath) => {
      const place = { root, env: { ...home, JUPYTER_PATH: jupyterPath } };
      const jupyter = await hasJupyter(place);
      if (!jupyter) console.log("[INFO] jupyter execute not found: the runner is timed alone");
      await penny("run_all", [], place); // makes the synthetic companies, and fills the caches
      await benchSmall(place, jupyter);
      await benchShipped(place, jupyter);
    });
  });
}

async function benchSmall(place: Place, jupyter: boolean): Promise<void> {
  const files = await writeSmallNotebooks(place.root, COUNT);
  console.log(`\n${COUNT} notebooks that import the library and print some lines`);
  const own = await timed(() => penny("run", files, place));
  const latest = join(place.root, "outputs", "latest");
  const copies = files.map((file) => join(latest, file.split("/").at(-1)!));
  print("Penny, the whole command", own, await linesOf(copies));
  const { seconds } = await notebookTime(place.root);
  print("Penny, its notebooks", seconds, null);
  if (!jupyter) return;
  const theirs = await timed(() => run("jupyter", ["execute", ...files], place));
  const executed = join(place.root, "executed");
  // the same client, told to keep what it executed: `jupyter execute` of this version may not
  const keep = ["nbconvert", "--to", "notebook", "--execute", "--output-dir", executed, ...files];
  await run("jupyter", keep, place);
  const theirCopies = files.map((file) => join(executed, file.split("/").at(-1)!));
  print("jupyter execute", theirs, await linesOf(theirCopies));
  console.log(
    `ratio ${ratio(theirs, own)} with the whole command, ${ratio(theirs, seconds)} without`,
  );
}

async function benchShipped(place: Place, jupyter: boolean): Promise<void> {
  console.log("\nthe shipped notebooks, on the synthetic companies, nothing changed");
  const own = await timed(() => penny("run_all", [], place));
  const { seconds, inCells, jobs } = await notebookTime(place.root);
  print("Penny, the whole command", own, null);
  print("Penny, its notebooks", seconds, null);
  console.log(`${format(inCells)}  inside the cells, ${jobs} kernels at once`);
  if (!jupyter) return;
  const files = [...Deno.readDirSync(join(place.root, "notebooks"))]
    .map(({ name }) => `notebooks/${name}`).filter((file) => file.endsWith(".ipynb")).sort();
  const theirs = await timed(() => run("jupyter", ["execute", ...files], place));
  print("jupyter execute", theirs, null);
  console.log(
    `ratio ${ratio(theirs, own)} with the whole command, ${ratio(theirs, seconds)} without`,
  );
}

/** Seconds that the last run spent on its notebooks, from the first to the last, and inside their cells. */
async function notebookTime(
  root: string,
): Promise<{ readonly seconds: number; readonly inCells: number; readonly jobs: number }> {
  const file = join(root, "outputs", "latest", "run.json");
  const { notebooks, jobs }: RunRecord = JSON.parse(await Deno.readTextFile(file));
  const starts = notebooks.map(({ startedAt }) => Date.parse(startedAt));
  const ends = notebooks.map(({ durationMs }, i) => starts[i]! + durationMs);
  const cells = notebooks.flatMap((notebook) => notebook.cells);
  return {
    seconds: (Math.max(...ends) - Math.min(...starts)) / 1000,
    inCells: cells.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000,
    jobs,
  };
}

async function linesOf(files: readonly string[]): Promise<LineCount> {
  const sum = { printed: 0, misplaced: 0, lost: 0 };
  for (const file of files) {
    const notebook: PrintedNotebook = JSON.parse(await Deno.readTextFile(file));
    const count = countLines(notebook, EXPECTED_LINES);
    sum.printed += count.printed;
    sum.misplaced += count.misplaced;
    sum.lost += count.lost;
  }
  return sum;
}

async function hasJupyter({ root }: Place): Promise<boolean> {
  try {
    const command = new Deno.Command("jupyter", { args: ["execute", "--version"], cwd: root });
    return (await command.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function penny(script: string, args: readonly string[], place: Place): Promise<void> {
  await run(
    Deno.execPath(),
    ["run", "-A", "--cached-only", `scripts/${script}.ts`, ...args],
    place,
  );
}

async function run(program: string, args: readonly string[], { root, env }: Place): Promise<void> {
  const command = new Deno.Command(program, { args: [...args], cwd: root, env: { ...env } });
  const { success, stdout, stderr } = await command.output();
  if (success) return;
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  throw new ServiceError(
    `Impossible de mesurer « ${program} ${
      args[0]
    } » : la commande a échoué ; lisez sa sortie :\n${text}`,
  );
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function print(title: string, seconds: number, lines: LineCount | null): void {
  const count = lines === null
    ? ""
    : `: ${lines.printed} lines printed, ${lines.misplaced} in another cell, ${lines.lost} lost`;
  console.log(`${format(seconds)}  ${title}${count}`);
}

function format(seconds: number): string {
  return `${seconds.toFixed(1).padStart(7)} s`;
}

function ratio(theirs: number, own: number): string {
  return (theirs / own).toFixed(1);
}
