import type { Output } from "./outputs.ts";
import { DataError, type PennyErrorOptions, ServiceError } from "../base/mod.ts";

/** Bytes or messages that a Jupyter kernel would not send. */
export class ProtocolError extends ServiceError {}

/** The kernel could not be started. */
export class KernelStartError extends ServiceError {}

/** What is known of a kernel that ended. */
export interface KernelExit {
  /** Exit code of the process; after a signal, what the system reports (often 128 + signal). */
  readonly code: number;
  /** Name of the signal that ended it, or null. */
  readonly signal: string | null;
  /** The last lines that it wrote on its error output; V8 reports a full memory there. */
  readonly stderr: readonly string[];
}

/** The kernel ended while it was needed. */
export class KernelDiedError extends DataError {
  /** How it ended. */
  readonly exit: KernelExit;
  /** What the cell under way had given until then, in the form of nbformat. */
  readonly outputs: readonly Output[];

  /**
   * Words the end for the reader.
   *
   * @param exit How it ended.
   * @param options Cause, and the outputs of the cell under way.
   */
  constructor(exit: KernelExit, options: PennyErrorOptions & { outputs?: readonly Output[] } = {}) {
    super(deathText(exit), options);
    this.exit = exit;
    this.outputs = options.outputs ?? [];
  }
}

function deathText(exit: KernelExit): string {
  const how = exit.signal ? `signal ${exit.signal}` : `code ${exit.code}`;
  const outOfMemory = exit.stderr.some((line) => /out of memory|heap limit/i.test(line));
  const remedy = outOfMemory
    ? "mémoire saturée, traitez moins de lignes à la fois"
    : "voyez la cellule en cours et les dernières lignes du noyau";
  return `Impossible de poursuivre le carnet : le noyau Deno s'est arrêté (${how}) ; ${remedy}`;
}
