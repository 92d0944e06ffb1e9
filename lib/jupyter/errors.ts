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
  const remedy = REMEDIES.find(({ fits }) => fits(exit))!.text;
  return `Impossible de poursuivre le carnet : le noyau Deno s'est arrêté (${how}) ; ${remedy}`;
}

/** What the reader can do, the first that fits. */
const REMEDIES: readonly { fits: (exit: KernelExit) => boolean; text: string }[] = [
  {
    fits: ({ stderr }) =>
      stderr.some((line) => /out of memory|heap limit|Out of memory/i.test(line)),
    text: "mémoire saturée, traitez moins de lignes à la fois",
  },
  {
    fits: ({ stderr }) => stderr.some((line) => line.includes("overflowed its stack")),
    text: "le code de la cellule est trop long ou trop imbriqué, coupez-la en plusieurs",
  },
  {
    fits: ({ signal }) => signal === "SIGKILL",
    text: "un autre programme ou le système l'a tué, souvent faute de mémoire : " +
      "traitez moins de lignes à la fois, ou lancez moins de carnets à la fois",
  },
  {
    fits: ({ signal }) => signal === "SIGSEGV" || signal === "SIGBUS" || signal === "SIGILL",
    text:
      "du code natif s'est effondré, voyez la cellule en cours et les dernières lignes du noyau",
  },
  {
    fits: ({ signal, stderr }) => signal === null && stderr.length === 0,
    text: "une cellule y a mis fin (Deno.exit), retirez cet appel",
  },
  { fits: () => true, text: "voyez la cellule en cours et les dernières lignes du noyau" },
];
