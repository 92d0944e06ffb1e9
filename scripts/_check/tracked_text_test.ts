import assert from "node:assert/strict";
import { homedir } from "node:os";
import { textFindings } from "./tracked_text.ts";

const note = ["TO", "DO"].join("");
const host = ["registry", "npmjs", "org"].join(".");

Deno.test("textFindings() names the line of an open note", () => {
  assert.deepEqual(textFindings("/clone/penny", "a.md", `one\n// ${note}: two`), [
    { place: "a.md", line: 2, message: `holds an open note: ${note}` },
  ]);
});

Deno.test("textFindings() refuses the clone's and the home folder's path", () => {
  const messages = (text: string) => textFindings("/clone/penny", "a.md", text).length;
  assert.equal(messages("see /clone/penny/lib"), 1);
  assert.equal(messages("see /clone/penny-two"), 0);
  assert.equal(messages(`see ${homedir()}/x`), 1);
});

Deno.test("textFindings() refuses a registry's host name", () => {
  assert.equal(textFindings("/clone/penny", "a.lock", `"https://${host}/pg"`).length, 1);
  assert.equal(textFindings("/clone/penny", "a.ts", "npm.run(x); method.todo = 1").length, 0);
});
