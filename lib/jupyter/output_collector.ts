import type { DisplayOutput, ErrorOutput, Output, ResultOutput, StreamOutput } from "./outputs.ts";

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
}

/**
 * Gathers the outputs of one cell in the form of nbformat: text of one stream that comes in a row is one output. Errors
 * are put last, because the kernel sends them by a way on which they overtake the text printed before.
 */
export class OutputCollector {
  readonly #entries: { output: Output; late: boolean; texts: string[] }[] = [];
  readonly #errors: ErrorOutput[] = [];
  readonly #displays: DisplayRegistry;
  #clearOnNext = false;

  /** @param displays Where displays that can be updated are entered. */
  constructor(displays: DisplayRegistry = new Map()) {
    this.#displays = displays;
  }

  /** The errors so far. */
  get errors(): readonly ErrorOutput[] {
    return this.#errors;
  }

  /**
   * Takes the next output.
   *
   * @param output Kept, and changed by later updates.
   * @param options Display id, lateness.
   */
  add(output: Output, options: AddOptions = {}): void {
    if (this.#clearOnNext) this.clear();
    if (output.output_type === "error") {
      this.#errors.push(output);
    } else if (output.output_type === "stream") {
      this.#addText(output, options.late ?? false);
    } else {
      this.#entries.push({ output, late: options.late ?? false, texts: [] });
      if (options.displayId) this.#enter(options.displayId, output);
    }
  }

  /**
   * Forgets the outputs so far.
   *
   * @param wait Only when the next one comes. @default false
   */
  clear(wait = false): void {
    this.#clearOnNext = wait;
    if (wait) return;
    this.#entries.length = 0;
    this.#errors.length = 0;
  }

  /** All that was gathered. */
  collect(): CollectedOutputs {
    for (const { output, texts } of this.#entries) {
      if (output.output_type === "stream") output.text = texts.join("");
    }
    return {
      outputs: [...this.#entries.map(({ output }) => output), ...this.#errors],
      late: this.#entries.flatMap(({ late }, i) => late ? [i] : []),
    };
  }

  #addText(output: StreamOutput, late: boolean): void {
    const last = this.#entries.at(-1);
    const goesOn = last?.output.output_type === "stream" && last.output.name === output.name &&
      last.late === late;
    if (goesOn) last.texts.push(output.text);
    else this.#entries.push({ output: { ...output }, late, texts: [output.text] });
  }

  #enter(id: string, output: DisplayOutput | ResultOutput): void {
    const outputs = this.#displays.get(id);
    if (outputs) outputs.push(output);
    else this.#displays.set(id, [output]);
  }
}
