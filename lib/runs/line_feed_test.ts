import assert from "node:assert/strict";
import { LineFeed } from "./line_feed.ts";

Deno.test("LineFeed gives whole lines of each stream, and at the end what has none", () => {
  const lines: [string, string][] = [];
  const feed = new LineFeed((stream, line) => lines.push([stream, line]));
  feed.push("stdout", "un\nde");
  feed.push("stderr", "aïe\r\n");
  feed.push("stdout", "ux\n\ntrois");
  assert.deepEqual(lines, [["stdout", "un"], ["stderr", "aïe"], ["stdout", "deux"], [
    "stdout",
    "",
  ]]);
  feed.flush();
  feed.flush();
  assert.deepEqual(lines.slice(4), [["stdout", "trois"]]);
});
