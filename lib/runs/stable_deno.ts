import * as path from "node:path";
import { diskError } from "./write_file.ts";

/** For tests: which Deno is copied. */
export interface StableDenoOptions {
  /** @default Deno.execPath() */
  readonly execPath?: string;
  /** @default the running version */
  readonly version?: string;
  /** As in `Deno.build.os`. @default the running one */
  readonly os?: string;
}

/**
 * A copy of the Deno binary at a place that lasts: the cache of npx, where the running one may lie, is emptied now and then.
 * It is copied once per version.
 *
 * @param home PENNY_HOME, absolute.
 * @param options For tests.
 * @returns Absolute path of the copy.
 * @throws {ServiceError} When the disk refuses.
 */
export async function stableDeno(home: string, options: StableDenoOptions = {}): Promise<string> {
  const { execPath = Deno.execPath(), version = Deno.version.deno, os = Deno.build.os } = options;
  const folder = path.join(home, "deno", version);
  const target = path.join(folder, os === "windows" ? "deno.exe" : "deno");
  if (path.resolve(execPath) === target) return target;
  try {
    const source = await Deno.realPath(execPath);
    if (await sameSize(source, target)) return target;
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const temporary = `${target}.${Deno.pid}.tmp`;
    await Deno.copyFile(source, temporary);
    if (os !== "windows") await Deno.chmod(temporary, 0o755);
    await Deno.rename(temporary, target);
    return target;
  } catch (error) {
    throw diskError("copier Deno dans", folder, error);
  }
}

async function sameSize(source: string, target: string): Promise<boolean> {
  try {
    const [from, to] = await Promise.all([Deno.stat(source), Deno.stat(target)]);
    return from.size === to.size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
