import { formatCount, plural } from "../base/mod.ts";
import { Pieces } from "./_pieces.ts";
import type { CutOutput } from "./cell_result.ts";
import type { DisplayOutput, ErrorOutput, Output, ResultOutput } from "./outputs.ts";

/** Outputs that can be updated in place, by display id; shared by the cells of one session. */
export type DisplayRegistry = Map<string, (DisplayOutput | ResultOutput)[]>;

/** How an output came. */
export interface AddOptions {
  /** Display id under which it can be updated. @default none */
  readonly displayId?: string | null;
  /** Whether it belongs to an earlier cell. @default false */
  readonly late?: boolean;
}

/** What a cell gave. */
export interface CollectedOutputs {
  /** In order; errors come last. */
  readonly outputs: Output[];
  /** Positions in `outputs` of those that belong to an earlier cell. */
  readonly late: readonly number[];
  /** What was left out of the middle, or null. */
  readonly cut: CutOutput | null;
}

/** Characters that are kept of one cell. */
export const OUTPUT_LIMIT = 20_000_000;
/** Errors that are kept of one cell; a timer that throws for ever gives no end of them. */
const KEPT_ERRORS = 100;

/**
 * Gathers the outputs of one cell in the form of nbformat: text of one stream that comes in a row is one output. Errors
 * are put last, because the kernel sends them by a way on which they overtake the text printed before. Of a cell that gives
 * more than the limit the beginning and the end are kept, with a mark between them.
 */
export class OutputCollector {
  readonly #errors: { readonly output: ErrorOutput; readonly late: boolean }[] = [];
  readonly #displays: DisplayRegistry;
  readonly #limit: number;
  #pieces: Pieces;
  #clearOnNext = false;

  /**
   * @param displays Where displays that can be updated are entered.
   * @param limit Characters that are kept.
   */
  constructor(displays: DisplayRegistry = new Map(), limit: number = OUTPUT_LIMIT) {
    this.#displays = displays;
    this.#limit = limit;
    this.#pieces = new Pieces(limit);
  }

  /** The first error so far, or null. */
  get error(): ErrorOutput | null {
    return this.#errors[0]?.output ?? null;
  }

  /**
   * Takes the next output.
   *
   * @param output Kept, and changed by later updates.
   * @param options Display id, lateness.
   */
  add(output: Output, options: AddOptions = {}): void {
    const { displayId, late = false } = options;
    if (output.output_type === "error") {
      if (this.#errors.length < KEPT_ERRORS) this.#errors.push({ output, late });
      return;
    }
    if (this.#clearOnNext) this.clear();
    this.#pieces.add(output, late);
    if (displayId && output.output_type !== "stream") this.#enter(displayId, output);
  }

  /**
   * Puts an error in the place of another one.
   *
   * @param error One of those so far.
   * @param other Takes its place.
   */
  replace(error: ErrorOutput, other: ErrorOutput): void {
    const at = this.#errors.findIndex(({ output }) => output === error);
    if (at >= 0) this.#errors[at] = { ...this.#errors[at]!, output: other };
  }

  /**
   * Forgets the outputs so far, but no error: what failed has failed.
   *
   * @param wait Only when the next one comes. @default false
   */
  clear(wait = false): void {
    this.#clearOnNext = wait;
    if (!wait) this.#pieces = new Pieces(this.#limit);
  }

  /** All that was gathered. */
  collect(): CollectedOutputs {
    const { head, tail, cut } = this.#pieces.collect();
    const mark = cut ? [{ output: markOf(cut, this.#limit), late: false }] : [];
    const entries = [...head, ...mark, ...tail, ...this.#errors];
    return {
      outputs: entries.map(({ output }) => output),
      late: entries.flatMap(({ late }, i) => late ? [i] : []),
      cut,
    };
  }

  #enter(id: string, output: DisplayOutput | ResultOutput): void {
    const outputs = this.#displays.get(id);
    if (outputs) outputs.push(output);
    else this.#displays.set(id, [output]);
  }
}

function markOf({ characters, displays }: CutOutput, limit: number): Output {
  const what = [`${formatCount(characters)} caractères`];
  if (displays > 0) what.push(`dont ${plural(displays, "affichage")}`);
  const text = `\n[INFO] Sorties coupées ici : ${what.join(" ")} de cette cellule ne sont pas ` +
    `dans la copie (limite : ${formatCount(limit)} caractères) ; affichez moins de lignes\n`;
  return { output_type: "stream", name: "stderr", text };
}
