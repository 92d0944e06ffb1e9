import { dirname } from "node:path";
import { type Account, giveTo, unprivilegedAccount } from "./_account.ts";
import { folderFault } from "./_faults.ts";
import { type Layout, layoutOf } from "./_layout.ts";

/**
 * Runs `work` while no other process installs, starts or stops this server. The lock is the system's: it is freed when its
 * holder is killed.
 *
 * @param folder Folder of the server; made when missing (mode 0700).
 * @param work Gets the files and the account that runs the server.
 * @returns What `work` returns.
 * @throws ServiceError The folder cannot be used, or what `work` throws.
 */
export async function withLock<T>(
  folder: string,
  work: (layout: Layout, account: Account | null) => Promise<T>,
): Promise<T> {
  try {
    const account = await unprivilegedAccount(folder);
    await makeFolder(folder, account);
    const layout = layoutOf(folder);
    using file = await Deno.open(layout.lock, { create: true, write: true, mode: 0o600 });
    await file.lock(true);
    return await work(layout, account);
  } catch (error) {
    throw folderFault(folder, error);
  }
}

/** As root the parent must let the server's account pass; the folder itself is that account's own. */
async function makeFolder(folder: string, account: Account | null): Promise<void> {
  if (await Deno.stat(folder).then(() => true, () => false)) return;
  const parent = dirname(folder);
  const made = await Deno.mkdir(parent, { recursive: true, mode: account ? 0o755 : 0o700 })
    .then(() => Deno.stat(parent));
  if (account && made.uid === 0 && parent.startsWith("/var/lib/penny")) {
    await Deno.chmod(parent, 0o755);
  }
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await giveTo(folder, account);
}
