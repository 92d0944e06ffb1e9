import assert from "node:assert/strict";
import { makeClone } from "./_clone.ts";
import { DATE } from "./_sandbox_api.ts";

/** Reads a stream until a text matches. */
async function readUntil(
  stream: ReadableStream<Uint8Array>,
  pattern: RegExp,
): Promise<{ match: RegExpExecArray; rest: ReadableStreamDefaultReader<string> }> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`ended before ${pattern}: ${text}`);
    text += value;
    const match = pattern.exec(text);
    if (match) return { match, rest: reader };
  }
}

Deno.test({
  name: "sandbox --port serves the API with the real limit until it is interrupted",
  // Windows ends a process at a signal, without a word.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using clone = await makeClone();
    const child = clone.spawn("sandbox", ["--date", DATE, "--port", "0"]);
    const errors = new Response(child.stderr).text();
    const { match, rest } = await readUntil(
      child.stdout,
      /(http:\/\/127\.0\.0\.1:\d+\/api\/external\/v2)[\s\S]*(sandbox-21847174) {2}Agence Belle Rive/,
    );
    const [, baseUrl, token] = match;
    const answer = await fetch(`${baseUrl}/me`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.headers.get("ratelimit-limit"), "25");
    assert.equal((await answer.json()).company.name, "Agence Belle Rive");
    child.kill("SIGINT");
    const { code } = await child.status;
    while (!(await rest.read()).done);
    assert.equal(await errors, "");
    assert.equal(code, 0);
    await assert.rejects(fetch(`${baseUrl}/me`), TypeError);
  },
});
