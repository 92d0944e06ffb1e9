import { installBinaries } from "./_binaries.ts";
import { shutDown } from "./_launch.ts";
import { layoutOf } from "./_layout.ts";
import { withLock } from "./_locked.ts";
import { runningPostmaster } from "./_postmaster.ts";

/**
 * Stops the embedded server, if it runs. Connections are closed, open transactions rolled back.
 *
 * @param options `folder`: folder of the server.
 * @returns Whether it was running.
 * @throws ServiceError It cannot be stopped.
 */
export async function stopServer(options: { readonly folder: string }): Promise<boolean> {
  if (await runningPostmaster(layoutOf(options.folder)) === null) return false;
  return await withLock(options.folder, async (layout, account) => {
    if (await runningPostmaster(layout) === null) return false;
    const { pgsql } = await installBinaries(layout.folder);
    await shutDown(layout, { pgsql, folder: layout.folder, account });
    return true;
  });
}
