/**
 * `deno task test:soak kills [--kills N] [--seed N]`: kills the runner or one of its kernels at random, again and again. After each kill every copy on disk
 * is whole, no process is left, and the next run with `--failed` completes.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { Random } from "../../lib/sandbox/prng.ts";
import { type KillPlan, soakedRun } from "./_killed_run.ts";
import { checkCompleted, checkCopies, writeSuite } from "./_suite.ts";

/** A little more than a run takes: late kills find the run at its end. */
const LONGEST_MS = 2_000;

function drawPlan(random: () => number): KillPlan {
  const victim = random() < 0.5 ? "runner" : "kernel";
  const from = victim === "runner" && random() < 0.2 ? "start" : "kernel";
  return { victim, from, afterMs: random() * LONGEST_MS, which: random() };
}

/** A run that is killed, then one that resumes it; answers whether the kill met its victim. */
async function once(root: string, plan: KillPlan): Promise<boolean> {
  const { killed, status, stderr } = await soakedRun(root, "all", plan);
  if (!killed) assert.equal(status, 0, stderr);
  await checkCopies(root);
  if (!killed) return false;
  const resumed = await soakedRun(root, "failed", null);
  // a runner that was killed before its first record leaves nothing to resume
  if (resumed.status === 2 && /aucune n'est notée/.test(resumed.stderr)) return true;
  assert.equal(resumed.status, 0, resumed.stderr);
  await checkCopies(root);
  await checkCompleted(root);
  return true;
}

/** Runs this proof; answers the exit status. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { kills: { type: "string", default: "300" }, seed: { type: "string" } },
  });
  const kills = Number(values.kills);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}: repeat with --seed ${seed}`);
  const draws = new Random(`kills/${seed}`);
  const random = () => draws.unit();
  const root = await Deno.makeTempDir({ prefix: "penny-soak-" });
  const done = { runner: 0, kernel: 0 };
  try {
    await writeSuite(root);
    while (done.runner + done.kernel < kills) {
      const plan = drawPlan(random);
      try {
        if (await once(root, plan)) done[plan.victim]++;
      } catch (error) {
        console.error(`after ${done.runner + done.kernel} kills, ${JSON.stringify(plan)}:`, error);
        console.error(`the copies are in ${root}`);
        console.log(`${done.runner + done.kernel} passed, 1 failed`);
        return 1;
      }
      const count = done.runner + done.kernel;
      if (count > 0 && count % 25 === 0) {
        console.log(`${count} kills (${done.runner} of the runner)`);
      }
    }
  } catch (error) {
    console.error(error);
    return 1;
  }
  await Deno.remove(root, { recursive: true });
  console.log(`${kills} passed, 0 failed`);
  return 0;
}
