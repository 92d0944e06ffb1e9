import type { CutOutput } from "./cell_result.ts";
import type { DisplayOutput, Output, ResultOutput, StreamOutput } from "./outputs.ts";

/** An output and whether it came late. */
export interface Entry {
  readonly output: Output;
  readonly late: boolean;
}

type Shown = StreamOutput | DisplayOutput | ResultOutput;

interface Piece {
  readonly output: Shown;
  readonly late: boolean;
  /** Of a stream: what of its text is kept. */
  text: string;
  size: number;
}

/** What a display costs beside its text. */
const DISPLAY_SIZE = 200;

/**
 * Outputs in order, within a limit: the first half of it is kept from the beginning, and the rest of it follows the end. Memory
 * stays within the limit however much comes.
 */
export class Pieces {
  readonly #limit: number;
  readonly #head: Piece[] = [];
  #headSize = 0;
  #tail: Piece[] = [];
  /** Pieces at the front of the tail that were dropped. */
  #gone = 0;
  #tailSize = 0;
  #characters = 0;
  #displays = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(output: Shown, late: boolean): void {
    const text = output.output_type === "stream" ? output.text : "";
    const piece: Piece = { output, late, text, size: sizeOf(output) };
    const room = Math.floor(this.#limit / 2) - this.#headSize;
    const inHead = this.#tail.length === 0;
    if (inHead && piece.size <= room) {
      this.#head.push(piece);
      this.#headSize += piece.size;
      return;
    }
    if (inHead && piece.text !== "" && room > 0) {
      const [first, rest] = cutAt(piece.text, room);
      if (first !== "") this.#head.push({ ...piece, text: first, size: first.length });
      this.#headSize += first.length;
      piece.text = rest;
      piece.size = rest.length;
    }
    this.#tail.push(piece);
    this.#tailSize += piece.size;
    this.#shrink();
  }

  collect(): { head: Entry[]; tail: Entry[]; cut: CutOutput | null } {
    const tail = this.#tail.slice(this.#gone);
    const isCut = this.#characters > 0;
    const cut = isCut ? { characters: this.#characters, displays: this.#displays } : null;
    if (cut) return { head: join(this.#head), tail: join(tail), cut };
    return { head: join([...this.#head, ...tail]), tail: [], cut };
  }

  #shrink(): void {
    let excess = this.#tailSize + this.#headSize - this.#limit;
    while (excess > 0 && this.#gone < this.#tail.length) {
      const oldest = this.#tail[this.#gone]!;
      const isText = oldest.output.output_type === "stream";
      const dropped = isText && oldest.size > excess ? this.#shorten(oldest, excess) : oldest.size;
      if (dropped === oldest.size) this.#gone++;
      else oldest.size -= dropped;
      if (!isText) this.#displays++;
      this.#characters += dropped;
      this.#tailSize -= dropped;
      excess -= dropped;
    }
    if (this.#gone > 1_000 && this.#gone > this.#tail.length / 2) {
      this.#tail = this.#tail.slice(this.#gone);
      this.#gone = 0;
    }
  }

  /** Drops characters at the beginning of a text; answers how many. */
  #shorten(piece: Piece, count: number): number {
    const [dropped, rest] = cutAt(piece.text, count);
    piece.text = rest;
    return dropped.length;
  }
}

/** Two parts of a text; never cuts between the two halves of one character. */
function cutAt(text: string, at: number): [string, string] {
  const code = text.charCodeAt(at);
  const cut = code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
  return [text.slice(0, cut), text.slice(cut)];
}

function sizeOf(output: Shown): number {
  if (output.output_type === "stream") return output.text.length;
  const sizes = Object.values(output.data).map((value) =>
    typeof value === "string" ? value.length : (JSON.stringify(value) ?? "").length
  );
  return DISPLAY_SIZE + sizes.reduce((sum, size) => sum + size, 0);
}

/** Text of one stream that comes in a row becomes one output. */
function join(pieces: readonly Piece[]): Entry[] {
  const entries: { output: Output; late: boolean; texts: string[] }[] = [];
  for (const { output, late, text } of pieces) {
    const last = entries.at(-1);
    const isText = output.output_type === "stream";
    const goesOn = isText && last?.output.output_type === "stream" && last.late === late &&
      last.output.name === output.name;
    if (goesOn) last.texts.push(text);
    else entries.push({ output: isText ? { ...output } : output, late, texts: [text] });
  }
  return entries.map(({ output, late, texts }) => {
    if (output.output_type === "stream") output.text = texts.join("");
    return { output, late };
  });
}
