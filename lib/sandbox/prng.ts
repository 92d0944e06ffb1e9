/** Folds a text into four 32-bit words (cyrb128), so that any label can seed a generator. */
function hashWords(text: string): [number, number, number, number] {
  let a = 1779033703, b = 3144134277, c = 1013904242, d = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ k, 597399067);
    b = c ^ Math.imul(b ^ k, 2869860233);
    c = d ^ Math.imul(c ^ k, 951274213);
    d = a ^ Math.imul(d ^ k, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [(a ^ b ^ c ^ d) | 0, (b ^ a) | 0, (c ^ a) | 0, (d ^ a) | 0];
}

/**
 * A small seeded generator (sfc32): the same seed gives the same sequence on every machine.
 *
 * State: four words, moved by each draw; {@linkcode Random.fork} starts another sequence without moving this one.
 *
 * @example
 * ```ts
 * import { Random } from "./prng.ts";
 * import assert from "node:assert/strict";
 * assert.equal(new Random("a").int(1, 6), new Random("a").int(1, 6));
 * ```
 */
export class Random {
  /** The text that seeded this sequence. */
  readonly seed: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed Any text. */
  constructor(seed: string) {
    this.seed = seed;
    [this.#a, this.#b, this.#c, this.#d] = hashWords(seed);
    for (let i = 0; i < 12; i++) this.word();
  }

  /** An independent sequence that depends on this one's seed and on `label` alone. */
  fork(label: string | number): Random {
    return new Random(`${this.seed}/${label}`);
  }

  /** The next 32 bits, 0 to 2^32 - 1. */
  word(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return t >>> 0;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.word() / 4294967296;
  }

  /** An integer from `min` to `max`, both inclusive. */
  int(min: number, max: number): number {
    return min + Math.floor(this.unit() * (max - min + 1));
  }

  /** True with probability `p`, 0 to 1. */
  chance(p: number): boolean {
    return this.unit() < p;
  }

  /** One of `items`; throws RangeError when there is none. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("Cannot pick from an empty list");
    return items[this.int(0, items.length - 1)] as T;
  }

  /** An integer near `center`: the mean of two uniform draws of ± `spread` (0.2 = 20 %). */
  around(center: number, spread: number): number {
    const wobble = (this.unit() + this.unit() - 1) * spread;
    return Math.round(center * (1 + wobble));
  }

  /** An integer whose mean is `mean`: its whole part, plus one with the probability of its fraction. */
  count(mean: number): number {
    return Math.floor(mean + this.unit());
  }
}
