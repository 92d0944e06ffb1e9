/**
 * `deno task test:soak [cuts|day|kills|live|month|rate|workers] [options]`: proofs that take too long for the gate; without a name all of them, one
 * after the other.
 */
import { main as cuts } from "./cuts.ts";
import { main as day } from "./day.ts";
import { main as kills } from "./kills.ts";
import { main as live } from "./live.ts";
import { main as month } from "./month.ts";
import { main as rate } from "./rate.ts";
import { main as workers } from "./workers.ts";

const PROOFS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  cuts,
  day,
  kills,
  live,
  month,
  rate,
  workers,
};

async function main([name = "", ...args]: string[]): Promise<number> {
  if (Object.hasOwn(PROOFS, name)) return await PROOFS[name]!(args);
  if (name !== "") {
    console.error(`Unknown proof "${name}"; there are ${Object.keys(PROOFS).join(", ")}`);
    return 2;
  }
  const statuses: number[] = [];
  for (const proof of Object.values(PROOFS)) statuses.push(await proof([]));
  return Math.max(...statuses);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
