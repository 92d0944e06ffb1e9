import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Config } from "../config/mod.ts";

const ROOT_FOLDER = "/var/lib/penny";
const HASH_DIGITS = 8;

/**
 * Where the embedded server of these settings lives: `postgres/` of PENNY_HOME. PostgreSQL refuses root, and the account
 * that runs it instead cannot enter root's folders: then it is a folder of `/var/lib/penny` named after PENNY_HOME.
 *
 * @param config Settings.
 * @returns An absolute path; nothing is made.
 */
export function embeddedFolder(config: Pick<Config, "home">): string {
  if (Deno.build.os === "windows" || Deno.uid() !== 0) return join(config.home, "postgres");
  const hash = createHash("sha256").update(config.home).digest("hex").slice(0, HASH_DIGITS);
  return join(ROOT_FOLDER, hash);
}
