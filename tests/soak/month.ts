/**
 * `deno task test:soak month [--changes N] [--checks N] [--days N] [--burst N] [--processes N] [--seed N]`: a month of companies
 * that move in every way, silent changes included, synchronised from both sources at random moments by one to several
 * processes at once. At each quiet point mirrors and published tables must equal the source in every row but for exactly those
 * that were changed without an event and not read since, and all counts that were recorded must be those of the rows that were
 * written; a week after the last change everything must be equal.
 */
import { parseArgs } from "node:util";
import { follow } from "../integration/moving/follow.ts";

/** Runs this proof; answers the exit status. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      changes: { type: "string", default: "10000" },
      checks: { type: "string", default: "10" },
      days: { type: "string", default: "30" },
      burst: { type: "string", default: "60" },
      processes: { type: "string", default: "3" },
      seed: { type: "string" },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const { changes, checks, days, burst, processes } = values;
  const wanted = { changes, checks, days, burst, processes };
  const repeat = Object.entries(wanted).map(([name, value]) => `--${name} ${value}`).join(" ");
  console.log(`seed ${seed}: repeat with ${repeat} --seed ${seed}`);
  try {
    const report = await follow({
      ...{ seed, changes: Number(changes), checks: Number(checks), days: Number(days) },
      ...{ burst: Number(burst), processes: Number(processes), print: console.log },
    });
    console.log(report);
    console.log(`${report.checks} passed, 0 failed`);
  } catch (error) {
    console.error(error);
    console.log("0 passed, 1 failed");
    return 1;
  }
  return 0;
}
