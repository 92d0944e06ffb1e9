import { fileURLToPath } from "node:url";
import { ServiceError } from "../../lib/base/mod.ts";
import { withBenchHome } from "./bench_home.ts";
import { type PhaseResult, PHASES } from "./phase.ts";

const PHASE_SCRIPT = fileURLToPath(new URL("./phase.ts", import.meta.url));

/**
 * Times the way of the ledger from Data Sharing to the published table on a server of its own, beside the same work by
 * SQL alone on the same rows, and prints both.
 *
 * @param lines About how many ledger lines.
 */
export async function benchLoad(lines: number): Promise<void> {
  await withBenchHome(async (env) => {
    const totals: number[] = [];
    for (const phase of PHASES) totals.push(print(await runPhase([phase, String(lines)], env)));
    const [, floor = 0, first = 1] = totals;
    console.log(`\nPenny reaches ${Math.round(100 * floor / first)} % of the speed of SQL alone`);
  });
}

async function runPhase(
  args: readonly string[],
  env: Record<string, string>,
): Promise<PhaseResult> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", PHASE_SCRIPT, ...args],
    env,
    stderr: "inherit",
  });
  const { success, stdout } = await command.output();
  if (success) return JSON.parse(new TextDecoder().decode(stdout));
  throw new ServiceError(
    `Impossible de mesurer « ${args[0]} » : l'étape a échoué ; lisez le message ci-dessus`,
  );
}

/** Prints a phase; answers its seconds. */
function print({ title, seconds, peakBytes }: PhaseResult): number {
  const total = seconds.reduce((sum, [, value]) => sum + value, 0);
  console.log(`\n${title}: ${total.toFixed(1)} s, ${Math.round(peakBytes / 1e6)} MB`);
  for (const [step, value] of seconds) console.log(`${value.toFixed(1).padStart(8)} s  ${step}`);
  return total;
}
