import { fileURLToPath } from "node:url";
import { ServiceError } from "../../lib/base/mod.ts";
import { withBenchHome } from "./bench_home.ts";

const SCRIPT = fileURLToPath(new URL("./sync_rounds.ts", import.meta.url));

/**
 * Changes some rows of a large ledger, synchronises, and prints what each number of changed rows took: requests beside the
 * fewest that Pennylane's lists allow, rows written, and time; from both sources.
 *
 * @param lines About how many lines the ledger has.
 * @throws {ServiceError} A reading failed, or sent other requests than it should.
 */
export async function benchSync(lines: number): Promise<void> {
  await withBenchHome(async (env) => {
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", SCRIPT, String(lines)],
      env,
    });
    const { success } = await command.spawn().status;
    if (!success) {
      throw new ServiceError(
        "Impossible de mesurer la synchronisation : une lecture a échoué ; lisez le message ci-dessus",
      );
    }
  });
}
