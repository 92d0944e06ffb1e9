import assert from "node:assert/strict";
import { RESULT, RUN } from "./_fixture.ts";
import { createJsonView } from "./json_view.ts";

function open(follow = false) {
  const lines: string[] = [];
  const now = () => new Date("2026-10-31T13:05:09Z");
  const view = createJsonView({ write: (line) => void lines.push(line), follow, now });
  return { view, events: () => lines.map((line) => JSON.parse(line)) };
}

Deno.test("createJsonView() writes one versioned object per line", () => {
  const { view, events } = open();
  view.runStarted({
    ...RUN,
    planned: [{
      name: "a",
      title: "A",
      file: "a.ipynb",
      readable: true,
      origin: "shipped" as const,
      shippedIsNewer: false,
    }],
  });
  view.started("a", 2);
  view.cell("a", 0);
  view.cellEnded("a", {
    ...{ index: 3, number: 1, id: "c", status: "red", error: "clé" },
    ...{ startedAt: RUN.startedAt, durationMs: 5 },
  });
  view.event("a", { type: "progress", text: "deux\nlignes", rows: 3 });
  view.output("a", { stream: "stdout", text: "tu" });
  view.ended(RESULT);
  view.runEnded(RUN);
  const told = events();
  assert.deepEqual(told.map(({ type }) => type), [
    ...["run_started", "notebook_started", "cell_started", "cell_ended", "progress"],
    ...["notebook_ended", "run_ended"],
  ]);
  for (const { version, time } of told) {
    assert.deepEqual([version, time], [1, "2026-10-31T13:05:09.000Z"]);
  }
  assert.deepEqual(told[0].notebooks, ["a"]);
  const { version: _, time: __, ...cell } = told[3];
  assert.deepEqual(cell, {
    ...{ type: "cell_ended", notebook: "a", cell: 1, status: "red", durationMs: 5, error: "clé" },
  });
  assert.equal(told[5].counts.unchanged, 1200);
});

Deno.test("createJsonView() tells what cells print when it is asked to", () => {
  const { view, events } = open(true);
  view.output("a", { stream: "stderr", text: "é" });
  assert.deepEqual(events().map(({ type, stream, text }) => [type, stream, text]), [
    ["output", "stderr", "é"],
  ]);
});
