import assert from "node:assert/strict";
import { frameFromRows, toTextRows } from "../frames/mod.ts";
import type { FrameColumn } from "../frames/mod.ts";
import { withOpeningFlag } from "./with_opening_flag.ts";
import type { OpeningOptions } from "./with_opening_flag.ts";

const COLUMNS: FrameColumn[] = [
  { name: "journal_code", type: "text" },
  { name: "journal_label", type: "text" },
  { name: "label", type: "text" },
  { name: "date", type: "date" },
];
const TYPED: FrameColumn[] = [...COLUMNS, { name: "journal_type", type: "text" }];

type Line = readonly (string | null)[];

function flags(
  lines: readonly Line[],
  options?: OpeningOptions,
  columns = COLUMNS,
): (string | null)[] {
  const frame = withOpeningFlag(frameFromRows(lines, columns), options);
  return toTextRows(frame).map((row) => row.at(-1)!);
}

Deno.test("withOpeningFlag() recognises the journal by code or label", () => {
  const lines: Line[] = [
    ["AN", null, "Report", "2025-01-01"],
    [" ran ", "", "x", "2025-03-01"],
    ["OUV", "Journal des À-Nouveaux", "x", "2025-01-01"],
    ["OUV", "A nouveau", "x", null],
    ["ANI", "Animaux", "x", "2025-01-01"],
    ["AN", "Achats Nord", "x", "2025-01-01"],
    ["VT", "Vente d'un nouveau bien", "x", "2025-01-01"],
    ["OD", "Opérations diverses", "A-nouveaux", "2025-01-01"],
    [null, null, null, null],
  ];
  const wanted = [true, true, true, true, false, false, false, false, false].map(String);
  assert.deepEqual(flags(lines), wanted);
});

Deno.test("withOpeningFlag() holds a bare code and a line's label to the first days, once known", () => {
  const lines: Line[] = [
    ["AN", "Animation", "x", "2025-02-10"],
    ["AN", "Journal", "x", "2025-01-01"],
    ["OD", "Opérations diverses", "Solde à nouveau", "2025-01-01"],
    ["OD", "Opérations diverses", "Solde à nouveau", "2025-06-30"],
    ["OD", "Opérations diverses", "Affectation du report à nouveau", "2025-01-01"],
    ["AN", "À-nouveaux", "x", "2025-02-10"],
    ["AN", null, "x", null],
  ];
  const wanted = [false, true, true, false, false, true, false].map(String);
  assert.deepEqual(flags(lines, { firstDays: ["2024-07-01", "2025-01-01"] }), wanted);
});

Deno.test("withOpeningFlag() follows the journals given and nothing else", () => {
  const lines: Line[] = [
    ["REP", "Reprise", "x", "2025-05-05"],
    ["AN", "À-nouveaux", "x", "2025-01-01"],
    [null, "À-nouveaux", "x", "2025-01-01"],
  ];
  assert.deepEqual(flags(lines, { journals: ["REP"] }), ["true", "false", "false"]);
  assert.deepEqual(flags(lines, { journals: [] }), ["false", "false", "false"]);
});

Deno.test("withOpeningFlag() believes the journal's type where the API gives it", () => {
  const lines: Line[] = [
    ["REP", "Reprise", "x", "2025-05-05", "carryover"],
    ["AN", "À-nouveaux", "x", "2025-01-01", "purchases"],
    ["AN", "À-nouveaux", "x", "2025-01-01", null],
  ];
  assert.deepEqual(flags(lines, {}, TYPED), ["true", "false", "true"]);
});

Deno.test("withOpeningFlag() knows no first day when the list is empty", () => {
  const lines: Line[] = [["AN", "Journal", "x", "2025-01-01"]];
  assert.deepEqual(flags(lines, { firstDays: [] }), ["false"]);
});
