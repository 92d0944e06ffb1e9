/**
 * `deno task test:soak live [--steps N] [--seed N]`: moves synthetic companies through thousands of random changes, with
 * refreshes and rebuilds, by two processes that take turns; both faces of the books must agree after every thousand.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { Random } from "../../lib/sandbox/prng.ts";
import { moveAtRandom, withLiveBooks } from "../integration/live_books.ts";

const COMPARE_EVERY = 1_000;

/** Runs this proof; answers the exit status. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { steps: { type: "string", default: "10000" }, seed: { type: "string" } },
  });
  const steps = Number(values.steps);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}: repeat with --steps ${steps} --seed ${seed}`);
  const random = new Random(`soak/${seed}`);
  const numbers = Array.from({ length: steps }, () => random.int(0, 100_000));
  try {
    await withLiveBooks("soak", async (books) => {
      const { kinds, differences, step } = await moveAtRandom(books, {
        ...{ seed, numbers, compareEvery: COMPARE_EVERY },
      });
      console.log(kinds);
      assert.deepEqual(differences, [], `after ${step} steps`);
    });
  } catch (error) {
    console.error(error);
    console.log("0 passed, 1 failed");
    return 1;
  }
  console.log("1 passed, 0 failed");
  return 0;
}
