import { join } from "node:path";
import { UsageError } from "../base/mod.ts";
import type { Config } from "./types.ts";

const MARKER = "real-source-seen";

/**
 * Notes that this PENNY_HOME has read real data: from now on a missing credential is a fault, not the demonstration.
 *
 * @param config Settings; nothing is noted in demo mode.
 */
export function rememberRealSource(config: Config): void {
  if (config.demo || hasReadRealSource(config.home)) return;
  Deno.writeTextFileSync(join(config.home, MARKER), "", { mode: 0o600 });
}

/**
 * Whether this PENNY_HOME has ever read real data.
 *
 * @param home Absolute path; may be missing.
 * @returns True once, true for good: a demonstration must then be asked for.
 * @throws {UsageError} The folder cannot be read: synthetic data must not be shown as if they were real.
 */
export function hasReadRealSource(home: string): boolean {
  try {
    return Deno.statSync(join(home, MARKER)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.NotADirectory) return false;
    throw new UsageError(
      `Impossible de lire « ${home} » (PENNY_HOME) : ${
        error instanceof Deno.errors.PermissionDenied ? "l'accès est refusé" : String(error)
      } ; rétablissez les droits, ou indiquez un autre dossier avec PENNY_HOME`,
      { cause: error },
    );
  }
}
