import type { ExecuteNotebookOptions, NotebookExecution } from "../../lib/jupyter/mod.ts";

/** An output of the copy; errors may be given by patterns, and their traceback by one. */
export type Shown =
  | { readonly kind: "stream"; readonly name: "stdout" | "stderr"; readonly text: string | RegExp }
  | { readonly kind: "display"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: "result"; readonly data: Readonly<Record<string, unknown>> }
  | {
    readonly kind: "error";
    readonly ename: string;
    readonly evalue: string | RegExp;
    readonly traceback: RegExp | undefined;
  };

/** What the copy holds of a cell, beside its outputs. */
export interface CellCopy {
  readonly shows: readonly Shown[];
  /** Positions of late outputs. @default none */
  readonly late?: readonly number[];
  /** What was cut, in characters. @default nothing */
  readonly cut?: number;
  /** Whether it has a count; a kernel that ended gives none. @default true */
  readonly counted?: boolean;
}

/** A hostile notebook and the copy that is expected of it. */
export interface Case {
  readonly name: string;
  /** Sources of its code cells; `[source, ...tags]` for a tagged one. */
  readonly cells: readonly (string | readonly string[])[];
  /** What each cell shows; null for one that must not run. */
  readonly copy: readonly (readonly Shown[] | CellCopy | null)[];
  /** Whether the notebook stops at its last failing cell. @default when a cell must not run */
  readonly stops?: boolean;
  /** Metadata of the notebook. @default none */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Budgets, limits. */
  readonly options?: Omit<ExecuteNotebookOptions, "session">;
  /** Environment of the kernel. @default NO_COLOR */
  readonly env?: Readonly<Record<string, string>>;
  /** What else must hold. */
  readonly also?: (execution: NotebookExecution) => void;
  /** Where it cannot run. */
  readonly ignore?: boolean;
}

/** Text of the standard output. */
export const out = (text: string | RegExp): Shown => ({ kind: "stream", name: "stdout", text });
/** Text of the error output. */
export const err = (text: string | RegExp): Shown => ({ kind: "stream", name: "stderr", text });
/** A display; text alone stands for `text/plain`. */
export const shown = (data: string | Readonly<Record<string, unknown>>): Shown => ({
  kind: "display",
  data: typeof data === "string" ? { "text/plain": data } : data,
});
/** The value of the cell; text alone stands for `text/plain`. */
export const value = (data: string | Readonly<Record<string, unknown>>): Shown => ({
  kind: "result",
  data: typeof data === "string" ? { "text/plain": data } : data,
});
/** An error. */
export const failed = (ename: string, evalue: string | RegExp, traceback?: RegExp): Shown => ({
  kind: "error",
  ename,
  evalue,
  traceback,
});

/** Code that displays a bundle. */
export const display = (data: string, transient = "{}", type = "display_data"): string =>
  `Deno.jupyter.broadcast("${type}", { data: ${data}, metadata: {}, transient: ${transient} });`;
/** Code that waits. */
export const wait = (ms: number): string => `await new Promise((done) => setTimeout(done, ${ms}));`;
