import assert from "node:assert/strict";
import { createRedactor } from "./redact.ts";

Deno.test("text() replaces every written form of a secret", () => {
  const secret = `p"a&s/s\\w é`;
  const { text } = createRedactor({ secrets: [secret] });
  for (
    const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      `p&quot;a&amp;s/s\\w é`,
    ]
  ) {
    assert.equal(text(`avant ${form} après`), "avant *** après", form);
  }
});

Deno.test("text() leaves a short secret within a word alone", () => {
  const { text } = createRedactor({ secrets: ["abc"] });
  assert.equal(text("abc abcès (abc) xabc"), "*** abcès (***) xabc");
});

Deno.test("text() replaces the longer secret when one contains the other", () => {
  const { text } = createRedactor({ secrets: ["secret1", "secret1-suite"] });
  assert.equal(text("secret1-suite secret1"), "*** ***");
});

Deno.test("text() is unchanged without secrets and with empty ones", () => {
  assert.equal(createRedactor({ secrets: ["", "  "] }).text("rien à cacher"), "rien à cacher");
});

Deno.test("text() replaces folders as path and as address, the inner one first", () => {
  const { text } = createRedactor({
    secrets: [],
    folders: { "/home/léa": "~", "/home/léa/mon penny": "." },
  });
  assert.equal(
    text(
      "/home/léa/mon penny/lib/a.ts file:///home/l%C3%A9a/mon%20penny/lib/a.ts:1:2 /home/léa/x /home/léandre",
    ),
    "./lib/a.ts ./lib/a.ts:1:2 ~/x /home/léandre",
  );
});

Deno.test("text() replaces a Windows folder with either slash", () => {
  const { text } = createRedactor({ secrets: [], folders: { "C:\\Users\\Léa\\penny": "." } });
  assert.equal(
    text("C:\\Users\\Léa\\penny\\lib C:/Users/Léa/penny/lib file:///C:/Users/L%C3%A9a/penny/lib"),
    ".\\lib ./lib ./lib",
  );
});

Deno.test("json() redacts texts and keys and leaves the structure alone", () => {
  const { json } = createRedactor({ secrets: ["stream-secret", "code"] });
  assert.deepEqual(
    json({
      cell_type: "code",
      n: 1,
      none: null,
      list: ["stream-secret"],
      "stream-secret": { source: "code" },
    }),
    { cell_type: "code", n: 1, none: null, list: ["***"], "***": { source: "***" } },
  );
});
