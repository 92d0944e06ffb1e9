import { loadConfig } from "../../lib/config/mod.ts";
import { stopServer } from "../../lib/connectors/embedded_postgres/mod.ts";
import { embeddedFolder } from "../../lib/warehouse/mod.ts";

/**
 * Runs a measure on a database server of its own, which is stopped and removed at the end.
 *
 * @param work What to measure; `env` is the environment of the processes that shall use that server.
 * @returns What `work` gives.
 */
export async function withBenchHome<T>(
  work: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
  const home = await Deno.makeTempDir({ prefix: "penny-bench-" });
  const env = { PENNY_HOME: home, PENNY_DEMO: "1" };
  const folder = embeddedFolder(loadConfig({ dotenv: null, env }));
  try {
    return await work(env);
  } finally {
    await stopServer({ folder });
    for (const path of [folder, home]) {
      await Deno.remove(path, { recursive: true }).catch(() => undefined);
    }
  }
}
