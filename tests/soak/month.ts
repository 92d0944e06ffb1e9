/**
 * `deno task test:soak month [--changes N] [--checks N] [--seed N]`: companies that move, synchronised from both sources at
 * random moments by several runs at once; at each quiet point mirrors and published tables must equal the source.
 */
import { parseArgs } from "node:util";
import { follow } from "../integration/moving_companies.ts";

/** Runs this proof; answers the exit status. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      changes: { type: "string", default: "10000" },
      checks: { type: "string", default: "40" },
      seed: { type: "string" },
    },
  });
  const [changes, checks] = [Number(values.changes), Number(values.checks)];
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}: repeat with --changes ${changes} --checks ${checks} --seed ${seed}`);
  try {
    await follow({ seed, changes, checks });
  } catch (error) {
    console.error(error);
    console.log("0 passed, 1 failed");
    return 1;
  }
  console.log(`${checks} passed, 0 failed`);
  return 0;
}
