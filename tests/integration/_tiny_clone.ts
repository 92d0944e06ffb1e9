import * as path from "node:path";
import {
  createPlainView,
  loadNotebook,
  type NotebookSource,
  type RunEnd,
  runNotebooks,
  type RunRecord,
  type RunRequest,
  type RunTools,
} from "../../lib/runs/mod.ts";

/** A clone with notebooks of a few lines, for tests with real kernels and without a database. */
export interface TinyClone extends AsyncDisposable {
  readonly root: string;
  readonly outputs: string;
  /** What the runs wrote to the console. */
  readonly lines: string[];
  /** Writes a notebook whose code cells are the given texts; the first may be tagged `parameters`. */
  write(name: string, cells: readonly string[], tags?: readonly string[]): Promise<NotebookSource>;
  /** Executes notebooks of the clone. */
  run(sources: readonly NotebookSource[], options?: TinyRunOptions): Promise<RunEnd>;
  /** The record of the last run that ended. */
  record(): Promise<RunRecord>;
  /** The executed copy of the last run that ended. */
  copy(name: string): Promise<ExecutedCopy>;
}

/** How a tiny run differs from the default. */
export interface TinyRunOptions extends Partial<Omit<RunTools, "place">> {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly jobs?: number;
  readonly budgets?: RunRequest["budgets"];
}

/** A notebook file as read by a test. */
export interface ExecutedCopy {
  // deno-lint-ignore no-explicit-any
  readonly cells: any[];
  // deno-lint-ignore no-explicit-any
  readonly metadata: any;
}

/** Nothing to prepare: the notebooks of a tiny clone need no database. */
export const nothingToPrepare: RunTools["prepare"] = () =>
  Promise.resolve({
    setting: {
      mode: "demo",
      syntheticAsOf: "2026-10-31",
      connection: {
        host: "localhost",
        port: 5433,
        database: "penny_demo",
        schema: "pennylane",
        user: "lecture",
      },
    },
    store: { begin: noWrite, notebook: noWrite, end: noWrite, killed: noWrite },
    secrets: [],
    [Symbol.asyncDispose]: noWrite,
  });

/**
 * Makes an empty clone in a folder with a space and an accent in its name.
 *
 * @returns Removed when disposed of.
 */
export async function makeTinyClone(): Promise<TinyClone> {
  const base = await Deno.realPath(await Deno.makeTempDir());
  const root = path.join(base, "dépôt de Léa");
  await Deno.mkdir(path.join(root, "notebooks"), { recursive: true });
  await Deno.writeTextFile(path.join(root, "deno.json"), "{}");
  return new Clone(base, root);
}

class Clone implements TinyClone {
  readonly root: string;
  readonly outputs: string;
  readonly lines: string[] = [];
  readonly #base: string;

  constructor(base: string, root: string) {
    this.#base = base;
    this.root = root;
    this.outputs = path.join(root, "outputs");
  }

  async write(
    name: string,
    cells: readonly string[],
    tags: readonly string[] = [],
  ): Promise<NotebookSource> {
    const file = path.join(this.root, "notebooks", `${name}.ipynb`);
    await Deno.writeTextFile(file, JSON.stringify(tinyNotebook(name, cells, tags)));
    return { name, path: file, origin: "shipped", shippedIsNewer: false };
  }

  async run(sources: readonly NotebookSource[], options: TinyRunOptions = {}): Promise<RunEnd> {
    const { parameters = {}, secrets = [], jobs = 2, budgets, ...tools } = options;
    const write = (line: string) => void this.lines.push(line);
    const notebooks = await Promise.all(sources.map(loadNotebook));
    const asked = { command: "run-all", notebooks, parameters, jobs } as const;
    return await runNotebooks(budgets === undefined ? asked : { ...asked, budgets }, {
      place: {
        root: this.root,
        home: path.join(this.root, ".penny"),
        outputs: this.outputs,
        keepRuns: 30,
        secrets,
      },
      prepare: nothingToPrepare,
      openView: () => createPlainView({ write, intervalMs: 0 }),
      signal: new AbortController().signal,
      write,
      ...tools,
    });
  }

  async record(): Promise<RunRecord> {
    return JSON.parse(await Deno.readTextFile(path.join(this.outputs, "latest", "run.json")));
  }

  async copy(name: string): Promise<ExecutedCopy> {
    return JSON.parse(await Deno.readTextFile(path.join(this.outputs, "latest", `${name}.ipynb`)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#base, { recursive: true });
  }
}

function tinyNotebook(name: string, cells: readonly string[], tags: readonly string[]) {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } },
    cells: [
      { cell_type: "markdown", id: "titre", metadata: {}, source: `# Carnet ${name}` },
      ...cells.map((source, index) => ({
        cell_type: "code",
        id: `c${index}`,
        metadata: index === 0 && tags.length > 0 ? { tags } : {},
        source,
        execution_count: null,
        outputs: [],
      })),
    ],
  };
}

async function noWrite(): Promise<void> {}
