import { Buffer } from "node:buffer";

/** Bytes that arrived and are not used yet, in one block that doubles when full, so that big messages cost linear time. */
export class ByteBuffer {
  #block = Buffer.alloc(1 << 16);
  #start = 0;
  #end = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** The waiting bytes; valid until the next change. */
  get bytes(): Buffer {
    return this.#block.subarray(this.#start, this.#end);
  }

  /** Appends a copy of `chunk`. */
  push(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#block.length) this.#makeRoom(chunk.length);
    this.#block.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Drops the first `count` bytes. */
  skip(count: number): void {
    this.#start += count;
  }

  /** Takes the bytes from `from` to `to` out of the middle. */
  cut(from: number, to: number): void {
    this.#block.copyWithin(this.#start + from, this.#start + to, this.#end);
    this.#end -= to - from;
  }

  #makeRoom(count: number): void {
    const { bytes } = this;
    const needed = bytes.length + count;
    const target = needed * 2 > this.#block.length ? Buffer.alloc(needed * 2) : this.#block;
    bytes.copy(target);
    this.#block = target;
    this.#start = 0;
    this.#end = bytes.length;
  }
}
