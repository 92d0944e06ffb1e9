/**
 * `deno task test:soak day [--runs N] [--changes N] [--keep N] [--seed N]`: a day of companies that move, all twelve notebooks
 * every ten minutes by one scheduler with its worker, on a clock that goes to the next slot as soon as a run has ended. Memory,
 * open files, folders, sessions, locks and tables must be as high in the last quarter as in the second one, no slot may be
 * missed, skipped or doubled, and at the end the published tables must equal the source. Linux only.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import { DayRun } from "./_day_run.ts";
import { hourLines, verdictLines } from "./_day_report.ts";
import { measuresOf } from "./_day_measures.ts";
import { comparePublished } from "./_day_truth.ts";
import { judgeFlatness } from "../integration/day/flatness.ts";
import { type DayWorld, openDay } from "../integration/day/world.ts";

const SLOT_MS = 600_000;
const DAY_RUNS = 144;
/** Fewer leave no quarter to judge. */
const LEAST_RUNS = 4;

/** Before now, so that what the source dates never lies more than a moment in the future. */
function startOf(runs: number): Date {
  return new Date(Math.floor(Date.now() / SLOT_MS) * SLOT_MS - runs * SLOT_MS);
}

/** The first run begins with the scheduler, and every slot from then on has one that ended well. */
async function checkSlots({ warehouse: { db } }: DayWorld, runs: number): Promise<void> {
  const slots = await db.many<{ status: string; run_id: string; at: string }>(
    "SELECT status, run_id, extract(epoch FROM slot) * 1000 AS at FROM penny.schedule_slots ORDER BY slot",
  );
  const [first, second] = slots.map(({ at }) => Number(at));
  const due = slots.map((_, i) => i === 0 ? first! : second! + (i - 1) * SLOT_MS);
  assert.deepEqual(slots.map(({ at }) => Number(at)), due, "a row each ten minutes");
  assert.ok(
    second! % SLOT_MS === 0 && second! - first! <= SLOT_MS,
    "no slot before the second one",
  );
  assert.equal(slots.length, runs, "one row a slot");
  assert.deepEqual(slots.filter(({ status }) => status !== "done"), []);
  assert.equal(new Set(slots.map(({ run_id }) => run_id)).size, runs, "one run a slot");
  const left = await db.rows("SELECT key FROM penny_queue._private_jobs");
  assert.deepEqual(left, [], "jobs left in the queue");
}

/** What is asked for. */
interface Asked {
  readonly runs: number;
  readonly changes: number;
  readonly keepRuns: number;
}

async function soak(
  world: DayWorld,
  { runs, changes, keepRuns }: Asked,
): Promise<number> {
  const day = new DayRun(world, { slotMs: SLOT_MS, changes, print: console.log });
  const samples = await day.run(runs);
  for (const line of hourLines(samples)) console.log(line);
  const judged = measuresOf(keepRuns)
    .map((measure) => [measure, judgeFlatness(samples, measure)] as const);
  for (const line of verdictLines(judged)) console.log(line);
  await checkSlots(world, runs);
  console.log(
    `${runs} slots, one run each, none missed, skipped or doubled; ${day.changes} changes`,
  );
  const counts = await comparePublished(world);
  assert.deepEqual(Object.keys(counts), [...DOMAIN_NAMES]);
  console.log(`published tables equal the source: ${JSON.stringify(counts)}`);
  return judged.filter(([, { verdict }]) => verdict === "grows").length;
}

/** Runs this proof; answers the exit status. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: "string", default: String(DAY_RUNS) },
      changes: { type: "string", default: "30" },
      keep: { type: "string", default: "3" },
      seed: { type: "string" },
    },
  });
  if (Deno.build.os !== "linux") {
    console.log("skipped: only Linux tells what a process holds");
    return 0;
  }
  const runs = Math.max(LEAST_RUNS, Number(values.runs));
  const [changes, keepRuns] = [Number(values.changes), Number(values.keep)];
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  console.log(
    `seed ${seed}: repeat with --runs ${runs} --changes ${changes} --keep ${keepRuns} --seed ${seed}`,
  );
  try {
    await using world = await openDay({ seed, start: startOf(runs), keepRuns });
    const grew = await soak(world, { runs, changes, keepRuns });
    console.log(grew === 0 ? "1 passed, 0 failed" : `0 passed, 1 failed: ${grew} measures grew`);
    return grew === 0 ? 0 : 1;
  } catch (error) {
    console.error(error);
    console.log("0 passed, 1 failed");
    return 1;
  }
}
