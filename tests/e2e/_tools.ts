import { accessSync, constants } from "node:fs";
import { delimiter, resolve } from "node:path";

/** Programs that the browser tests drive; null where this machine has none. */
export interface BrowserTools {
  readonly jupyter: string | null;
  readonly chromium: string | null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Absent or not allowed to run: either way this is not the program.
    return false;
  }
}

/** The first of `names` that lies in a folder of `path` (separated as in PATH), absolute, or null. */
export function findProgram(names: readonly string[], path: string): string | null {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const files = names.flatMap((name) => folders.map((folder) => resolve(folder, name)));
  return files.find(isExecutable) ?? null;
}

/** Jupyter Notebook and Chromium on this machine. */
export function findTools(): BrowserTools {
  const path = Deno.env.get("PATH") ?? "";
  return {
    jupyter: findProgram(["jupyter-notebook"], path),
    chromium: findProgram(["chromium", "chromium-browser", "google-chrome"], path),
  };
}

/**
 * Whether to skip the browser tests: where a program is absent, loudly; never in CI, where its absence is a failure.
 */
export function skipBrowserTests(tools: BrowserTools = findTools()): boolean {
  const missing = Object.entries(tools).filter(([, file]) => file === null).map(([name]) => name);
  if (missing.length === 0 || Deno.env.get("CI") === "true") return false;
  console.error(`[INFO] BROWSER TESTS SKIPPED: ${missing.join(" and ")} not found on PATH`);
  return true;
}

/** The Python that Jupyter runs on, which has nbformat: the first line of Jupyter's script names it. */
export async function jupyterPython(jupyter: string): Promise<string> {
  const [first = ""] = (await Deno.readTextFile(jupyter)).split("\n", 1);
  return /^#!(\S*python\S*)/.exec(first)?.[1] ?? "python3";
}
