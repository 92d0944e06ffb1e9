import assert from "node:assert/strict";
import { changesText, frenchDay, frenchDuration } from "./french_text.ts";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

Deno.test("frenchDuration() turns from seconds to minutes at sixty", () => {
  assert.deepEqual([0, 4_230, 59_949, 59_950, 65_400].map(frenchDuration).map(plain), [
    "0,0 s",
    "4,2 s",
    "59,9 s",
    "1 min 00 s",
    "1 min 05 s",
  ]);
});

Deno.test("changesText() gives the four counts in order", () => {
  assert.equal(
    plain(changesText({ inserted: 1, updated: 2, deleted: 3, unchanged: 12345 })),
    "+1 ~2 -3 =12 345",
  );
});

Deno.test("frenchDay() puts the day first", () => {
  assert.equal(frenchDay("2026-10-31"), "31/10/2026");
});
