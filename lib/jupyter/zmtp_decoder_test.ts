import assert from "node:assert/strict";
import fc from "fast-check";
import { ProtocolError } from "./errors.ts";
import { DELIMITER, isGenuine, newMessage, serialize } from "./wire.ts";
import { encodeGreeting, encodeMessage, encodePong, encodeReady } from "./zmtp.ts";
import { type MessageProof, ZmtpDecoder, type ZmtpEvent } from "./zmtp_decoder.ts";

const KEY = "key";
const PROOF: MessageProof = {
  firstFrame: DELIMITER,
  isGenuine: (frames) => isGenuine(frames, KEY),
};

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** Cuts `bytes` at the given places, whatever they are. */
function chunks(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => bytes.slice(from, places[i] ?? bytes.length));
}

function decode(pieces: readonly Uint8Array[], proof?: MessageProof): ZmtpEvent[] {
  const decoder = new ZmtpDecoder(proof);
  return pieces.flatMap((piece) => decoder.push(piece));
}

function messagesOf(events: readonly ZmtpEvent[]): number[][][] {
  return events.flatMap((event) =>
    event.kind === "message" ? [event.frames.map((frame) => [...frame])] : []
  );
}

function signed(text: string): Uint8Array[] {
  return serialize(newMessage("stream", { session: "s", content: { text } }), KEY);
}

Deno.test("ZmtpDecoder gives the same messages however the bytes are cut", () => {
  const frame = fc.uint8Array({ maxLength: 700 });
  const message = fc.array(frame, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(message), fc.array(fc.nat()), (messages, cuts) => {
      const bytes = join(encodeGreeting(), encodeReady("DEALER"), ...messages.map(encodeMessage));
      const events = decode(chunks(bytes, cuts));
      assert.deepEqual(events.slice(0, 2).map(({ kind }) => kind), ["greeting", "command"]);
      assert.deepEqual(
        messagesOf(events),
        messages.map((frames) => frames.map((bytes) => [...bytes])),
      );
    }),
  );
});

Deno.test("ZmtpDecoder repairs messages that others were written into the middle of", () => {
  const text = fc.string({ maxLength: 2_000 });
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 3 }), fc.array(fc.nat()), (big, small, cuts) => {
      const outer = encodeMessage(signed(`x${big}`));
      const inner = small.map((text) => encodeMessage(signed(text)));
      const places = cuts.slice(0, inner.length).map((cut) => cut % outer.length);
      const torn = inner.reduce<Uint8Array>((bytes, message, i) => {
        const at = Math.max(...places.slice(0, i + 1), 0) + join(...inner.slice(0, i)).length;
        return join(bytes.slice(0, at), message, bytes.slice(at));
      }, outer);
      const last = encodeMessage(signed("last"));
      const events = decode(chunks(join(encodeGreeting(), torn, last), cuts), PROOF);
      const found = messagesOf(events).map((frames) => JSON.stringify(frames));
      const expected = [outer, ...inner, last].map((bytes) =>
        JSON.stringify(messagesOf(decode([encodeGreeting(), bytes]))[0])
      );
      assert.deepEqual([...found].sort(), [...expected].sort());
      assert.equal(found.at(-1), expected.at(-1));
    }),
    { numRuns: 500 },
  );
});

Deno.test("ZmtpDecoder leaves a signed message alone that a whole one quotes in a buffer", () => {
  const quoting = [...signed("a"), encodeMessage(signed("quoted"))];
  const events = decode([join(encodeGreeting(), encodeMessage(quoting))], PROOF);
  assert.deepEqual(messagesOf(events), [quoting.map((frame) => [...frame])]);
});

Deno.test("ZmtpDecoder refuses a message that nothing can repair", () => {
  const bytes = encodeMessage(signed("text"));
  bytes[bytes.length - 3] = 0;
  assert.throws(
    () => decode([encodeGreeting(), bytes], PROOF),
    (error) => error instanceof ProtocolError && /message altéré/.test(error.message),
  );
});

Deno.test("ZmtpDecoder refuses a peer that does not speak ZMTP 3", () => {
  const old = encodeGreeting();
  old[10] = 1;
  for (const bytes of [new TextEncoder().encode("HTTP/1.1 400"), old]) {
    assert.throws(() => decode([bytes]), ProtocolError);
  }
});

Deno.test("ZmtpDecoder refuses unknown flags and absurd lengths", () => {
  const absurd = new Uint8Array([2, 255, 255, 255, 255, 255, 255, 255, 255]);
  for (const bytes of [new Uint8Array([0x78, 0x78]), absurd]) {
    assert.throws(() => decode([encodeGreeting(), bytes]), ProtocolError);
  }
});

Deno.test("encodePong() repeats the context of the ping", () => {
  const [, event] = decode([encodeGreeting(), encodePong(new Uint8Array([0, 9, 1, 2, 3]))]);
  assert.deepEqual(event, { kind: "command", name: "PONG", body: new Uint8Array([1, 2, 3]) });
});
