import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { ProtocolError } from "./errors.ts";
import type { JupyterMessage, MessageHeader } from "./messages.ts";

/** The frame between routing identities and the signed parts. */
export const DELIMITER: Uint8Array = Buffer.from("<IDS|MSG>");

const TEXT = new TextDecoder();

/** What a request holds beside its type. */
export interface NewMessageOptions {
  /** Session of the sender, the same in all its messages. */
  readonly session: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * A request with a fresh id.
 *
 * @param type Message type, e.g. `execute_request`.
 * @param options Session and content.
 * @returns The message, without a parent.
 */
export function newMessage(type: string, options: NewMessageOptions): JupyterMessage {
  const header: MessageHeader = {
    msg_id: crypto.randomUUID(),
    session: options.session,
    username: "penny",
    date: new Date().toISOString(),
    msg_type: type,
    version: "5.3",
  };
  return { header, parentHeader: {}, metadata: {}, content: options.content };
}

/**
 * The frames of a message, signed with HMAC-SHA256.
 *
 * @param message Any message.
 * @param key Key of the connection file.
 * @returns Delimiter, signature, header, parent header, metadata, content.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { newMessage, parse, serialize } from "./wire.ts";
 * const message = newMessage("kernel_info_request", { session: "s", content: {} });
 * assert.deepEqual(parse(serialize(message, "key"), "key"), message);
 * ```
 */
export function serialize(message: JupyterMessage, key: string): Uint8Array[] {
  const parts = [message.header, message.parentHeader, message.metadata, message.content]
    .map((part) => Buffer.from(JSON.stringify(part)));
  return [DELIMITER, Buffer.from(sign(parts, key)), ...parts];
}

/**
 * Reads the frames of a message and checks its signature. Binary buffers after the content are dropped.
 *
 * @param frames As received, with routing identities or a topic in front.
 * @param key Key of the connection file.
 * @returns The message.
 * @throws {ProtocolError} No delimiter, too few frames, a wrong signature or no JSON.
 */
export function parse(frames: readonly Uint8Array[], key: string): JupyterMessage {
  const parts = genuineParts(frames, key);
  if (!parts) throw unreadable("signature fausse ou message incomplet");
  try {
    const [header, parentHeader, metadata, content] = parts.map((part) =>
      JSON.parse(TEXT.decode(part)) ?? {}
    );
    return { header, parentHeader, metadata, content };
  } catch (cause) {
    throw unreadable("JSON invalide", cause);
  }
}

/**
 * Whether the frames are a message that the holder of the key signed.
 *
 * @param frames As received.
 * @param key Key of the connection file.
 * @returns False for a wrong signature and for frames that are no message at all.
 */
export function isGenuine(frames: readonly Uint8Array[], key: string): boolean {
  return genuineParts(frames, key) !== null;
}

/** Header, parent header, metadata and content, or null unless the signature is right. */
function genuineParts(frames: readonly Uint8Array[], key: string): Uint8Array[] | null {
  const start = frames.findIndex((frame) => Buffer.compare(frame, DELIMITER) === 0);
  if (start < 0 || frames.length < start + 6) return null;
  const signature = frames[start + 1]!;
  const parts = frames.slice(start + 2, start + 6);
  const expected = Buffer.from(sign(parts, key));
  const right = signature.length === expected.length && timingSafeEqual(signature, expected);
  return right ? parts : null;
}

function sign(parts: readonly Uint8Array[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

function unreadable(what: string, cause?: unknown): ProtocolError {
  return new ProtocolError(
    `Impossible de lire un message du noyau Deno : ${what} ; relancez l'exécution`,
    { cause },
  );
}
