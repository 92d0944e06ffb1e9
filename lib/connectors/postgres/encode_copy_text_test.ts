import assert from "node:assert/strict";
import { encodeCopyText } from "./encode_copy_text.ts";

const text = (rows: (string | null)[][]) => new TextDecoder().decode(encodeCopyText(rows));

Deno.test("encodeCopyText() gives nothing for no row", () => {
  assert.equal(text([]), "");
});

Deno.test("encodeCopyText() tells null from empty and from its own mark", () => {
  assert.equal(text([[null, "", "\\N"]]), "\\N\t\t\\\\N\n");
});

Deno.test("encodeCopyText() escapes what would cut a value or a line", () => {
  assert.equal(text([["a\tb\nc\rd\\."]]), "a\\tb\\nc\\rd\\\\.\n");
});
