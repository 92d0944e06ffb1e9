import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { lintFindings, typeFindings } from "./deno_output.ts";
import type { LintReport } from "./deno_output.ts";
import type { Finding } from "./finding.ts";
import { joinCells } from "./join_cells.ts";
import type { JoinedModule } from "./join_cells.ts";
import { cellPlace, cellSource } from "./notebook_file.ts";
import type { NotebookFile } from "./notebook_file.ts";
import type { CellOutline } from "./outline_plugin.ts";
import { runDeno } from "./run_deno.ts";

/** A notebook and its path from the root. */
export interface NamedNotebook {
  readonly file: string;
  readonly notebook: NotebookFile;
}

const CELL_FILE = /^(\d+)_(\d+)\.ts$/;
/** `deno lint` drops what a slow reader has not taken when a pipe is full, at 64 KB: its answers stay far below. */
const FILES_A_RUN = 40;

async function writeCells(folder: string, notebooks: readonly NamedNotebook[]): Promise<void> {
  const plugin = new URL("./outline_plugin.ts", import.meta.url).href;
  const lint = { plugins: [plugin], rules: { tags: [], include: ["cells/outline"] } };
  await Deno.writeTextFile(resolve(folder, "deno.json"), JSON.stringify({ lint }));
  for (const [number, { notebook }] of notebooks.entries()) {
    for (const [index, cell] of (notebook.cells ?? []).entries()) {
      if (cell.cell_type !== "code") continue;
      await Deno.writeTextFile(resolve(folder, `${number}_${index}.ts`), `${cellSource(cell)}\n`);
    }
  }
}

/** What each cell imports and declares, by the name of its file; syntax errors as findings. */
async function outlineCells(folder: string, notebooks: readonly NamedNotebook[]) {
  const outlines = new Map<string, CellOutline>();
  const findings: Finding[] = [];
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => CELL_FILE.test(name)).sort();
  for (let from = 0; from < files.length; from += FILES_A_RUN) {
    const some = files.slice(from, from + FILES_A_RUN);
    const output = await runDeno(["lint", "--json", ...some], folder);
    if (!output.stdout.trimStart().startsWith("{")) {
      findings.push(...lintFindings(folder, output));
      continue;
    }
    const report = JSON.parse(output.stdout) as LintReport;
    for (const one of report.diagnostics) {
      outlines.set(basename(new URL(one.filename).pathname), JSON.parse(one.message));
    }
    findings.push(...report.errors.map((error) => syntaxFinding(error, notebooks)));
  }
  return { outlines, findings };
}

function syntaxFinding(
  error: LintReport["errors"][number],
  notebooks: readonly NamedNotebook[],
): Finding {
  const [, number, index] = CELL_FILE.exec(basename(error.file_path)) ?? [];
  const line = /:(\d+):\d+\s*$/.exec(error.message)?.[1] ?? "1";
  const place = cellPlace(notebooks[Number(number)]!.file, Number(index));
  return { place: `${place}, ligne ${line}`, message: error.message.split("\n")[0]! };
}

function importFaults(file: string, index: number, outline: CellOutline): Finding[] {
  return outline.imports.filter((one) => one.module !== "penny").map((one) => ({
    place: cellPlace(file, index),
    message: `imports "${one.module}"; notebooks import only "penny"`,
  }));
}

/** Notebooks joined into modules of a folder, ready for one `deno check` beside other files. */
export interface NotebookModules {
  /** Absolute paths of the modules. */
  readonly files: readonly string[];
  /** Faults found while joining: syntax, imports. */
  readonly findings: readonly Finding[];
  /**
   * Moves a type error from a joined module to its cell.
   *
   * @param root Absolute folder that the finding's place is relative to.
   * @param finding Any finding.
   * @returns The finding in its cell, or unchanged when it lies elsewhere.
   */
  locate(root: string, finding: Finding): Finding;
}

/**
 * Joins notebooks into modules, one a notebook.
 *
 * @param folder Absolute, empty folder to write into.
 * @param notebooks Parsed notebooks.
 * @returns The modules, and how to read errors in them.
 */
async function writeModules(
  folder: string,
  notebooks: readonly NamedNotebook[],
): Promise<NotebookModules> {
  const cellFolder = resolve(folder, "cells");
  await Deno.mkdir(cellFolder);
  await writeCells(cellFolder, notebooks);
  const { outlines, findings } = await outlineCells(cellFolder, notebooks);
  const modules = new Map<string, { file: string; joined: JoinedModule }>();
  for (const [number, { file, notebook }] of notebooks.entries()) {
    const cells = (notebook.cells ?? []).flatMap((cell, index) => {
      const outline = outlines.get(`${number}_${index}.ts`);
      return outline ? [{ index, source: cellSource(cell), outline }] : [];
    });
    findings.push(...cells.flatMap((cell) => importFaults(file, cell.index, cell.outline)));
    const path = resolve(folder, `notebook_${number}.ts`);
    const joined = joinCells(cells);
    await Deno.writeTextFile(path, joined.source);
    modules.set(path, { file, joined });
  }
  return {
    files: [...modules.keys()],
    findings,
    locate(root, finding) {
      const module = modules.get(resolve(root, finding.place));
      const origin = module?.joined.lines[(finding.line ?? 1) - 1];
      if (!module || !origin) return finding;
      const place = `${cellPlace(module.file, origin.index)}, ligne ${origin.line}`;
      return { place, message: finding.message };
    },
  };
}

/**
 * Type-checks notebooks and files in one `deno check`.
 *
 * @param root Absolute folder of deno.json.
 * @param notebooks Parsed notebooks.
 * @param files Further files and folders, from the root.
 * @returns Type errors, those of notebooks placed in their cells.
 */
export async function checkTypes(
  root: string,
  notebooks: readonly NamedNotebook[],
  files: readonly string[],
): Promise<Finding[]> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "penny-check-" }));
  try {
    const modules = await writeModules(folder, notebooks);
    const all = [...files, ...modules.files.map((file) => pathToFileURL(file).href)];
    if (all.length === 0) return [...modules.findings];
    const config = resolve(root, "deno.json");
    const output = await runDeno(["check", "--doc", "--config", config, ...all], root);
    const errors = typeFindings(root, output).map((one) => modules.locate(root, one));
    return [...modules.findings, ...errors];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
