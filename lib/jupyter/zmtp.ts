/** Socket types that this client takes; a DEALER speaks to ROUTER and REP, a SUB to PUB. */
export type ZmtpSocketType = "DEALER" | "SUB";

/** Length of the greeting that opens a connection, in bytes. */
export const GREETING_BYTES = 64;
/** Flag of a frame that another one of the same message follows. */
export const MORE = 1;
/** Flag of a frame whose length takes eight bytes instead of one. */
export const LONG = 2;
/** Flag of a frame that is a command, not a part of a message. */
export const COMMAND = 4;

const UTF8 = new TextEncoder();

/**
 * The first 64 bytes of a connection: signature, version 3.0 (which peers of 3.1 accept), mechanism NULL, client.
 *
 * @returns A new greeting.
 */
export function encodeGreeting(): Uint8Array {
  const greeting = new Uint8Array(GREETING_BYTES);
  greeting[0] = 0xff;
  greeting[9] = 0x7f;
  greeting[10] = 3;
  greeting.set(UTF8.encode("NULL"), 12);
  return greeting;
}

/**
 * The READY command, which ends the handshake of the NULL mechanism.
 *
 * @param type What this end is.
 * @returns One command frame.
 */
export function encodeReady(type: ZmtpSocketType): Uint8Array {
  const value = UTF8.encode(type);
  return encodeCommand("READY", [...shortString("Socket-Type"), 0, 0, 0, value.length, ...value]);
}

/**
 * Answers a PING of ZMTP 3.1.
 *
 * @param ping Body of the PING: two bytes of time to live, then a context that the answer repeats.
 * @returns One command frame.
 */
export function encodePong(ping: Uint8Array): Uint8Array {
  return encodeCommand("PONG", ping.subarray(2));
}

/**
 * A message of several frames, as one block of bytes: one write keeps it whole and spares a delay on the wire.
 *
 * @param frames At least one.
 * @returns The bytes to write.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { encodeMessage } from "./zmtp.ts";
 * assert.deepEqual([...encodeMessage([new Uint8Array([7]), new Uint8Array()])], [1, 1, 7, 0, 0]);
 * ```
 */
export function encodeMessage(frames: readonly Uint8Array[]): Uint8Array {
  const encoded = frames.map((frame, i) => encodeFrame(frame, i < frames.length - 1 ? MORE : 0));
  const bytes = new Uint8Array(encoded.reduce((sum, frame) => sum + frame.length, 0));
  let offset = 0;
  for (const frame of encoded) {
    bytes.set(frame, offset);
    offset += frame.length;
  }
  return bytes;
}

function encodeCommand(name: string, body: Iterable<number>): Uint8Array {
  return encodeFrame(new Uint8Array([...shortString(name), ...body]), COMMAND);
}

function encodeFrame(body: Uint8Array, flags: number): Uint8Array {
  const long = body.length > 255;
  const frame = new Uint8Array((long ? 9 : 2) + body.length);
  frame[0] = flags | (long ? LONG : 0);
  if (long) new DataView(frame.buffer).setBigUint64(1, BigInt(body.length));
  else frame[1] = body.length;
  frame.set(body, long ? 9 : 2);
  return frame;
}

function shortString(text: string): Uint8Array {
  const bytes = UTF8.encode(text);
  return new Uint8Array([bytes.length, ...bytes]);
}
