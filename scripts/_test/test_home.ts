import { stopServer } from "../../lib/connectors/embedded_postgres/mod.ts";
import { embeddedFolder } from "../../lib/warehouse/mod.ts";

/**
 * Gives a test run a home of its own and demonstration data, so that it neither reads nor touches the data of the person
 * who runs it; takes the home away afterwards, with the database server that tests started there.
 *
 * @param use Gets the variables for the run's processes.
 * @returns What `use` returns.
 */
export async function withTestHome<T>(
  use: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "penny-tests-" }));
  try {
    return await use({ PENNY_HOME: home, PENNY_DEMO: "1" });
  } finally {
    const folder = embeddedFolder({ home });
    await stopServer({ folder });
    await removeFolder(folder);
    await removeFolder(home);
  }
}

async function removeFolder(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    // Windows may still hold a file; the system's temporary folder is emptied in time.
    console.error(`[INFO] ${folder} could not be removed: ${(error as Error).message}`);
  }
}
