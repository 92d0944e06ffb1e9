/**
 * `deno task test:soak rate [--pages N]`: four processes that share the budget of one token, N pages in all; none may be
 * refused, and 95 % of what is allowed must be used.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { useOneBudget } from "../integration/shared_budget.ts";

const LISTS = 8;
const LEAST_SHARE = 0.95;

/** Runs this proof; answers the exit status. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { pages: { type: "string", default: "2000" } } });
  try {
    const { share, windows } = await useOneBudget(Math.ceil(Number(values.pages) / LISTS));
    assert.ok(share >= LEAST_SHARE, `${(100 * share).toFixed(1)} % of the limit only`);
    console.log(`${(100 * share).toFixed(1)} % of the limit in ${windows} windows, none refused`);
  } catch (error) {
    console.error(error);
    console.log("0 passed, 1 failed");
    return 1;
  }
  console.log("1 passed, 0 failed");
  return 0;
}
