/**
 * `deno task test:soak cuts [--kills N] [--crashes N] [--sessions N] [--seed N]`: synchronisations of companies that move are killed, and lose
 * their server or one of its sessions, at random moments. After each cut state and rows must agree, and the next synchronisation must bring
 * mirrors and published tables to the state of the source. Prints how often each phase was met. Not on Windows, where a process cannot send
 * the signals that PostgreSQL knows.
 */
import { parseArgs } from "node:util";
import { cutAtRandom, type CutReport } from "../integration/cuts.ts";

/** Runs this proof; answers the exit status. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: "string", default: "200" },
      crashes: { type: "string", default: "50" },
      sessions: { type: "string", default: "20" },
      seed: { type: "string" },
    },
  });
  const [kills, crashes, sessions] = [values.kills, values.crashes, values.sessions].map(Number);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const cuts = { kills: kills!, crashes: crashes!, sessions: sessions! };
  console.log(
    `seed ${seed}: repeat with --kills ${kills} --crashes ${crashes} --sessions ${sessions} --seed ${seed}`,
  );
  try {
    tell(await cutAtRandom({ seed, ...cuts, note: (line) => console.log(line) }));
  } catch (error) {
    console.error(error);
    console.log("0 passed, 1 failed");
    return 1;
  }
  console.log(`${kills! + crashes! + sessions!} passed, 0 failed`);
  return 0;
}

function tell({ phases, forms, again, leftovers, unlockedMs }: CutReport): void {
  console.log("phase: processes killed, server or session cut");
  for (const [phase, { process, server }] of [...phases].toSorted(([a], [b]) => a < b ? -1 : 1)) {
    console.log(
      `  ${phase.padEnd(24)} ${String(process).padStart(4)} ${String(server).padStart(4)}`,
    );
  }
  console.log(Object.entries(forms).map(([form, count]) => `${form} ${count}`).join(", "));
  console.log(
    `${again} went on in the same process; staging tables were left ${leftovers} times; ` +
      `locks were free after ${Math.round(unlockedMs)} ms at most`,
  );
}
