import assert from "node:assert/strict";
import { strayNotes } from "./stray_rows.ts";

Deno.test("strayNotes() tells nothing when every row has a listed company", () => {
  assert.deepEqual(strayNotes([{ companyId: "1", rows: 3 }], new Set(["1"])), []);
});

Deno.test("strayNotes() names five companies, the largest first, and adds up the others", () => {
  const counts = Array.from({ length: 300 }, (_, i) => ({ companyId: String(i), rows: i + 1 }));
  const notes = strayNotes([{ companyId: null, rows: 1 }, ...counts], new Set(["299"]))
    .map((note) => note.replaceAll("\u00a0", " "));
  assert.equal(notes.length, 7);
  assert.equal(notes[0], "1 ligne sans société dans Data Sharing, non reprise");
  assert.match(notes[1]!, /^299 lignes de la société 298, absente de la table companies, non /);
  assert.equal(notes[6], "43 365 lignes de 294 autres sociétés absentes, non reprises");
});
