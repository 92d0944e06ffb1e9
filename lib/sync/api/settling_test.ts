import assert from "node:assert/strict";
import type { PennyEvent } from "../../base/mod.ts";
import { DOMAINS } from "../../domains/mod.ts";
import type { ApiReading } from "./api_reading.ts";
import { type Try, untilSettled } from "./settling.ts";

/** Runs tries that end so; answers how many there were and what was told. */
async function tried(ends: readonly boolean[]): Promise<{ tries: number; told: string[] }> {
  const told: string[] = [];
  const context = { emit: (event: PennyEvent) => void told.push(event.type) };
  const reading = {
    context,
    unit: { company: { name: "Alpha" } },
    parts: [{ domain: DOMAINS.general_ledger }],
  } as unknown as ApiReading;
  let tries = 0;
  const attempt = (): Promise<Try> =>
    Promise.resolve({ results: [], isMoving: ends[tries++] ?? true });
  await untilSettled(reading, attempt, { waitsMs: [0, 0, 0] });
  return { tries, told };
}

Deno.test("untilSettled() reads once what does not move", async () => {
  assert.deepEqual(await tried([false]), { tries: 1, told: [] });
});

Deno.test("untilSettled() reads until it has settled, and says so each time", async () => {
  const told = ["progress", "progress"];
  assert.deepEqual(await tried([true, true, false]), { tries: 3, told });
});

Deno.test("untilSettled() gives up what moves on", async () => {
  const { tries } = await tried([]);
  assert.equal(tries, 4);
});
