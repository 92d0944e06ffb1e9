import assert from "node:assert/strict";
import fc from "fast-check";
import { ProtocolError } from "./errors.ts";
import { isGenuine, newMessage, parse, serialize } from "./wire.ts";

Deno.test("parse() gives back what serialize() was given", () => {
  const content = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
  fc.assert(
    fc.property(content, fc.string({ minLength: 1 }), fc.string(), (content, key, session) => {
      const message = newMessage("execute_request", { session, content });
      const copy = JSON.parse(JSON.stringify(message));
      assert.deepEqual(parse(serialize(message, key), key), copy);
    }),
  );
});

Deno.test("parse() passes over routing identities and drops buffers", () => {
  const message = newMessage("status", { session: "s", content: { a: 1 } });
  const frames = [new Uint8Array([1, 2]), ...serialize(message, "key"), new Uint8Array([3])];
  assert.deepEqual(parse(frames, "key"), message);
});

Deno.test("parse() refuses a changed byte, another key and missing frames", () => {
  const frames = serialize(newMessage("status", { session: "s", content: {} }), "key");
  const changed = frames.map((frame) => frame.slice());
  changed[5]![0] = 0x5b;
  for (const [bytes, key] of [[changed, "key"], [frames, "other"], [frames.slice(0, 4), "key"]]) {
    assert.equal(isGenuine(bytes as Uint8Array[], key as string), false);
    assert.throws(() => parse(bytes as Uint8Array[], key as string), ProtocolError);
  }
});
