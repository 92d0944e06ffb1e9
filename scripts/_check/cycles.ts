import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { fromRoot } from "./deno_output.ts";
import type { Finding } from "./finding.ts";
import { runDeno } from "./run_deno.ts";

/** Files and the files that each imports, for types alone too: who changes one of a cycle has to know them all. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The parts of `deno info --json` that the gate reads. */
interface InfoReport {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
      /** Where its types are, when it is imported for types alone. */
      readonly type?: { readonly specifier?: string };
      readonly isDynamic?: boolean;
    }[];
  }[];
}

/**
 * Finds the import cycles of a graph.
 *
 * @param graph Any graph.
 * @returns One cycle for each edge that closes one, as the files passed, the first one not repeated.
 *
 * @example
 * ```ts
 * import { findCycles } from "./cycles.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(findCycles(new Map([["a", ["b"]], ["b", ["a"]]])), [["a", "b"]]);
 * ```
 */
export function findCycles(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) {
      cycles.push(path.slice(at));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}

async function readGraph(root: string, files: readonly string[]): Promise<ImportGraph> {
  const folder = await Deno.makeTempDir({ prefix: "penny-graph-" });
  try {
    const entry = resolve(folder, "all.ts");
    const lines = files.map((file) => `import "${pathToFileURL(resolve(root, file)).href}";`);
    await Deno.writeTextFile(entry, lines.join("\n"));
    const config = resolve(root, "deno.json");
    const output = await runDeno(["info", "--json", "--config", config, entry], root);
    if (output.code !== 0) throw new Error(`deno info failed: ${output.stderr.trim()}`);
    const report = JSON.parse(output.stdout) as InfoReport;
    return new Map(report.modules.map((module) => [
      module.specifier,
      (module.dependencies ?? []).filter((one) => !one.isDynamic)
        .map(({ code, type }) => (code ?? type)?.specifier)
        .filter((specifier) => specifier?.startsWith("file:"))
        .map(String),
    ]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Finds import cycles among files.
 *
 * @param root Absolute folder of deno.json.
 * @param files Paths from the root.
 * @returns One finding a cycle.
 */
export async function cycleFindings(root: string, files: readonly string[]): Promise<Finding[]> {
  if (files.length === 0) return [];
  const cycles = findCycles(await readGraph(root, files));
  return cycles.map((cycle) => {
    const names = cycle.map((file) => fromRoot(root, file));
    return { place: names[0]!, message: `import cycle: ${[...names, names[0]].join(" -> ")}` };
  });
}
