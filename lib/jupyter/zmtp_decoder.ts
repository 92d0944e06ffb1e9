import { Buffer } from "node:buffer";
import { ByteBuffer } from "./_byte_buffer.ts";
import { readUnit, type WholeUnit } from "./_frames.ts";
import { ProtocolError } from "./errors.ts";
import { GREETING_BYTES } from "./zmtp.ts";

/** What a peer has sent, once whole. */
export type ZmtpEvent =
  | { readonly kind: "greeting"; readonly version: number; readonly mechanism: string }
  | { readonly kind: "command"; readonly name: string; readonly body: Uint8Array }
  | { readonly kind: "message"; readonly frames: readonly Uint8Array[] };

/** How to tell a whole message from a torn one. */
export interface MessageProof {
  /** The frame that every message begins with. */
  readonly firstFrame: Uint8Array;
  /** Whether the frames are what the sender signed. */
  readonly isGenuine: (frames: readonly Uint8Array[]) => boolean;
}

const TEXT = new TextDecoder();

/**
 * Turns the bytes of one connection into events, however the network cut them: first the greeting, then commands and
 * messages. Nothing is given out before it is whole.
 *
 * With a `proof` it also repairs what the Deno kernel does to big messages: two of its tasks write to the same connection,
 * and when the system takes only a part of a message, a message of the other task lands in the middle of it. A message
 * that cannot be proved, or is still incomplete, is searched for a signed message inside; that one is taken out and given
 * first.
 */
export class ZmtpDecoder {
  readonly #buffer = new ByteBuffer();
  readonly #proof: MessageProof | undefined;
  readonly #firstBytes: Buffer;
  #greeted = false;
  /** Up to here the incomplete unit at the front holds no other message. */
  #searched = 1;

  /** @param proof Asks for the repair; without it the stream is taken as it comes. */
  constructor(proof?: MessageProof) {
    this.#proof = proof;
    const first = proof?.firstFrame ?? new Uint8Array(0);
    this.#firstBytes = Buffer.from([1, first.length, ...first]);
  }

  /**
   * Takes the next bytes.
   *
   * @param chunk Copied, so the caller may use it again.
   * @returns The events that became whole, in order.
   * @throws {ProtocolError} The peer does not speak ZMTP 3, or the stream is torn beyond repair.
   */
  push(chunk: Uint8Array): ZmtpEvent[] {
    this.#buffer.push(chunk);
    const events: ZmtpEvent[] = [];
    for (let event = this.#next(); event; event = this.#next()) events.push(event);
    return events;
  }

  /** One event, or null where bytes are missing. */
  #next(): ZmtpEvent | null {
    if (!this.#greeted) return this.#greeting();
    const unit = readUnit(this.#buffer.bytes, 0);
    if (typeof unit === "object" && "end" in unit && this.#isGenuine(unit)) {
      this.#buffer.skip(unit.end);
      this.#searched = 1;
      return toEvent(unit);
    }
    const inner = this.#proof ? this.#takeInner() : "none";
    if (typeof inner === "object") return toEvent(inner);
    if (unit === "incomplete" || inner === "perhaps") return null;
    throw notZmtp("invalid" in unit ? unit.invalid : "message altéré");
  }

  #greeting(): ZmtpEvent | null {
    const { bytes } = this.#buffer;
    if (bytes.length > 0 && bytes[0] !== 0xff) throw notZmtp("signature");
    if (bytes.length < GREETING_BYTES) return null;
    const version = bytes[10]!;
    if (bytes[9] !== 0x7f || version < 3) throw notZmtp(`version ${version}`);
    const mechanism = TEXT.decode(bytes.subarray(12, 32)).replace(/\0+$/, "");
    this.#buffer.skip(GREETING_BYTES);
    this.#greeted = true;
    return { kind: "greeting", version, mechanism };
  }

  #isGenuine(unit: WholeUnit): boolean {
    return !this.#proof || unit.command || this.#proof.isGenuine(unit.frames);
  }

  /** Takes out the first signed message behind the front; "perhaps": one may be there once more bytes have come. */
  #takeInner(): WholeUnit | "perhaps" | "none" {
    const { bytes } = this.#buffer;
    let perhaps: number | null = null;
    let at = bytes.indexOf(this.#firstBytes, this.#searched);
    for (; at >= 0; at = bytes.indexOf(this.#firstBytes, at + 1)) {
      const unit = readUnit(bytes, at);
      if (typeof unit === "object" && "end" in unit && this.#isGenuine(unit)) {
        this.#buffer.cut(at, unit.end);
        this.#searched = 1;
        return unit;
      }
      if (unit === "incomplete") perhaps ??= at;
    }
    perhaps ??= this.#startedAtEnd(bytes);
    this.#searched = perhaps ?? Math.max(1, bytes.length);
    return perhaps === null ? "none" : "perhaps";
  }

  /** Where the last bytes are the beginning of a message's first ones, or null. */
  #startedAtEnd(bytes: Buffer): number | null {
    const from = Math.max(1, bytes.length - this.#firstBytes.length + 1);
    for (let at = from; at < bytes.length; at++) {
      const tail = bytes.subarray(at);
      if (tail.equals(this.#firstBytes.subarray(0, tail.length))) return at;
    }
    return null;
  }
}

function toEvent(unit: WholeUnit): ZmtpEvent {
  if (!unit.command) return { kind: "message", frames: unit.frames };
  const body = unit.frames[0]!;
  const end = 1 + (body[0] ?? 0);
  if (body.length < end) throw notZmtp("commande sans nom");
  return { kind: "command", name: TEXT.decode(body.subarray(1, end)), body: body.subarray(end) };
}

function notZmtp(what: string): ProtocolError {
  return new ProtocolError(
    `Impossible de lire les messages du noyau Deno : octets inattendus (${what}) ; relancez l'exécution`,
  );
}
