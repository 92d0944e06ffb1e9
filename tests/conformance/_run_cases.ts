import { runPool } from "../../lib/base/mod.ts";
import {
  type CodeCell,
  executeNotebook,
  KernelSession,
  type Notebook,
  type NotebookExecution,
} from "../../lib/jupyter/mod.ts";
import type { Case } from "./_case.ts";

/** Kernels at once. */
const JOBS = 3;

/** The notebook of a case. */
export function notebookOf({ cells, metadata = {} }: Case): Notebook {
  const code = cells.map((cell, i): CodeCell => {
    const [source = "", ...tags] = typeof cell === "string" ? [cell] : cell;
    return {
      cell_type: "code",
      id: `cell-${i}`,
      metadata: tags.length > 0 ? { tags } : {},
      source,
      execution_count: null,
      outputs: [],
    };
  });
  return { cells: code, metadata, nbformat: 4, nbformat_minor: 5 };
}

/** Executes each case in a kernel of its own, several at once, from the first time that a result is asked for. */
export class CaseRuns {
  readonly #results = new Map<Case, PromiseWithResolvers<NotebookExecution>>();
  #started = false;

  constructor(cases: readonly Case[]) {
    for (const one of cases) this.#results.set(one, Promise.withResolvers());
  }

  /** The execution of a case. */
  execution(one: Case): Promise<NotebookExecution> {
    if (!this.#started) this.#start();
    this.#started = true;
    return this.#results.get(one)!.promise;
  }

  /** Copies of all cases that have run. */
  async copies(): Promise<{ readonly name: string; readonly notebook: Notebook }[]> {
    const ended = [...this.#results].map(async ([{ name }, { promise }]) => {
      return { name, notebook: (await promise).notebook };
    });
    return (await Promise.allSettled(ended)).flatMap((one) =>
      one.status === "fulfilled" ? one.value : []
    );
  }

  #start(): void {
    const folder = Deno.makeTempDirSync();
    const run = async (one: Case) => {
      const { resolve, reject, promise } = this.#results.get(one)!;
      promise.catch(() => {}); // told by the test of its case
      await executeCase(one, folder).then(resolve, reject);
    };
    runPool([...this.#results.keys()], run, { jobs: JOBS }).finally(() =>
      Deno.remove(folder, { recursive: true })
    );
  }
}

async function executeCase(one: Case, cwd: string): Promise<NotebookExecution> {
  const env = { NO_COLOR: "1", ...one.env };
  const session = KernelSession.start({ cwd, env, eventMime: "x/event" });
  return await executeNotebook(notebookOf(one), { ...one.options, session });
}
