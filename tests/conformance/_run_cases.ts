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

/** Executes each case once, in a kernel of its own; while one is waited for, the next ones already run. */
export class CaseRuns {
  readonly #cases: readonly Case[];
  readonly #executions = new Map<Case, Promise<NotebookExecution>>();

  constructor(cases: readonly Case[]) {
    this.#cases = cases;
  }

  /** The execution of a case. */
  async execution(one: Case): Promise<NotebookExecution> {
    const at = this.#cases.indexOf(one);
    for (const next of this.#cases.slice(at, at + JOBS)) {
      if (this.#executions.has(next)) continue;
      const execution = executeCase(next);
      execution.catch(() => {}); // told by the test of its case
      this.#executions.set(next, execution);
    }
    return await this.#executions.get(one)!;
  }

  /** Copies of all cases. */
  async copies(): Promise<Notebook[]> {
    const copies: Notebook[] = [];
    for (const one of this.#cases) copies.push((await this.execution(one)).notebook);
    return copies;
  }
}

async function executeCase(one: Case): Promise<NotebookExecution> {
  const cwd = await Deno.makeTempDir();
  try {
    const env = { NO_COLOR: "1", ...one.env };
    const session = KernelSession.start({ cwd, env, eventMime: "x/event" });
    return await executeNotebook(notebookOf(one), { ...one.options, session });
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}
