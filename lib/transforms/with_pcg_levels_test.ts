import assert from "node:assert/strict";
import { DataError } from "../base/mod.ts";
import { frameFromRows, toTextRows } from "../frames/mod.ts";
import { withAccountNature } from "./with_account_nature.ts";
import { withPcgLevels } from "./with_pcg_levels.ts";

function accounts(...numbers: (string | null)[]) {
  return frameFromRows(numbers.map((number) => [number]), [{
    name: "plan_item_number",
    type: "text",
  }]);
}

Deno.test("withPcgLevels() keeps the leading digits, three, two and one at most", () => {
  const frame = withPcgLevels(accounts("41100012", "401EDF", "12", "4A1", "EDF", "", null));
  assert.deepEqual(frame.columns, ["plan_item_number", "pcg_3", "pcg_2", "pcg_1"]);
  assert.deepEqual(toTextRows(frame), [
    ["41100012", "411", "41", "4"],
    ["401EDF", "401", "40", "4"],
    ["12", "12", "12", "1"],
    ["4A1", "4", "4", "4"],
    ["EDF", null, null, null],
    ["", null, null, null],
    [null, null, null, null],
  ]);
});

Deno.test("withPcgLevels() reads the account where it is told", () => {
  const frame = frameFromRows([["512"]], [{ name: "number", type: "text" }]);
  assert.deepEqual(toTextRows(withPcgLevels(frame, { account: "number" })), [[
    "512",
    "512",
    "51",
    "5",
  ]]);
});

Deno.test("withPcgLevels() names the column that it misses", () => {
  const frame = frameFromRows([["512"]], [{ name: "number", type: "text" }]);
  assert.throws(
    () => withPcgLevels(frame),
    (error) => error instanceof DataError && /il manque « plan_item_number »/.test(error.message),
  );
});

Deno.test("withAccountNature() tells the nature of each class, none of class 9, letters, null", () => {
  const numbers = [
    "101",
    "215",
    "37",
    "411",
    "512",
    "606",
    "707",
    "890",
    "901",
    "001",
    "E41",
    "",
    null,
  ];
  const natures = toTextRows(withAccountNature(accounts(...numbers))).map(([, nature]) => nature);
  assert.deepEqual(natures, [
    ...Array(5).fill("Bilan"),
    ...Array(2).fill("Résultat"),
    "Spécial",
    ...Array(5).fill(null),
  ]);
});
