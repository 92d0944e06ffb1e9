import { resolve } from "node:path";
import { exists } from "./exists.ts";
import { runDeno } from "../_check/run_deno.ts";

/**
 * Gives a test run a home of its own, so that it neither reads nor touches the data of the person who runs it, and takes it
 * away afterwards, with the database server that tests started there.
 *
 * @param root Absolute folder of the clone.
 * @param use Gets the variables for the run's processes.
 * @returns What `use` returns.
 */
export async function withTestHome<T>(
  root: string,
  use: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
  const home = await Deno.makeTempDir({ prefix: "penny-tests-" });
  // The server's own account has to reach its folder when the tests run as root.
  if (Deno.build.os !== "windows") await Deno.chmod(home, 0o755);
  const env = { PENNY_HOME: home };
  try {
    return await use(env);
  } finally {
    await stopDatabase(root, env);
    await Deno.remove(home, { recursive: true }).catch((error) => {
      console.error(`[INFO] ${home} could not be removed: ${error.message}`);
    });
  }
}

async function stopDatabase(root: string, env: Record<string, string>): Promise<void> {
  if (!await exists(resolve(root, "scripts/db.ts"))) return;
  const output = await runDeno(["run", "-A", "scripts/db.ts", "stop"], root, env);
  if (output.code !== 0) console.error(output.stderr);
}
