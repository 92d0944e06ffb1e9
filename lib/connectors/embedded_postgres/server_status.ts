import { join } from "node:path";
import { folderFault } from "./_faults.ts";
import { layoutOf, readIfThere } from "./_layout.ts";
import { answers, runningPostmaster } from "./_postmaster.ts";
import type { EmbeddedStatus } from "./types.ts";

/**
 * Looks at the embedded server without starting it.
 *
 * @param options `folder`: folder of the server, which may be missing.
 * @returns What is known.
 * @throws ServiceError The folder cannot be read.
 */
export async function serverStatus(
  options: { readonly folder: string },
): Promise<EmbeddedStatus> {
  const layout = layoutOf(options.folder);
  try {
    const version = (await readIfThere(join(layout.data, "PG_VERSION")))?.trim() ?? null;
    const postmaster = await runningPostmaster(layout);
    const running = postmaster !== null && await answers(postmaster.port);
    const kept = Number(await readIfThere(layout.port)) || null;
    return {
      state: running ? "running" : version === null ? "absent" : "stopped",
      folder: options.folder,
      port: running ? postmaster.port : kept,
      pid: running ? postmaster.pid : null,
      version,
    };
  } catch (error) {
    throw folderFault(options.folder, error);
  }
}
