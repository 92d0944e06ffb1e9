import type { Buffer } from "node:buffer";
import { COMMAND, LONG, MORE } from "./zmtp.ts";

/** Largest frame that is believed, in bytes; a bigger length means that the stream is not ZMTP or is torn. */
const MAX_FRAME_BYTES = 1 << 30;

/** A command or message that stands whole in the bytes. */
export interface WholeUnit {
  /** Where the next one begins. */
  readonly end: number;
  readonly command: boolean;
  /** Copies of the bodies. */
  readonly frames: readonly Uint8Array[];
}

/** What stands at an offset: a whole unit, the beginning of one, or bytes that ZMTP does not allow (what, in French). */
export type Unit = WholeUnit | "incomplete" | { readonly invalid: string };

/** Reads the command or message that begins at `start`. */
export function readUnit(bytes: Buffer, start: number): Unit {
  const bounds: [from: number, to: number][] = [];
  let offset = start;
  while (true) {
    if (bytes.length < offset + 2) return "incomplete";
    const flags = bytes[offset]!;
    if (flags & ~(MORE | LONG | COMMAND)) return { invalid: `drapeaux 0x${flags.toString(16)}` };
    const head = flags & LONG ? 9 : 2;
    if (bytes.length < offset + head) return "incomplete";
    const size = head === 9 ? Number(bytes.readBigUInt64BE(offset + 1)) : bytes[offset + 1]!;
    if (size > MAX_FRAME_BYTES) return { invalid: `trame de ${size} octets` };
    const from = offset + head;
    offset = from + size;
    if (bytes.length < offset) return "incomplete";
    bounds.push([from, offset]);
    if (flags & MORE) continue;
    const frames = bounds.map(([a, b]) => new Uint8Array(bytes.subarray(a, b)));
    return { end: offset, command: (flags & COMMAND) !== 0, frames };
  }
}
