import { UsageError } from "../base/mod.ts";

/** First version whose kernel reports a throwing cell as an error. */
export const MINIMUM_DENO = "2.9.0";

/**
 * Refuses a Deno whose kernel cannot be trusted.
 *
 * @param version Version of Deno, `major.minor.patch`. @default the running one
 * @throws {UsageError} Below {@linkcode MINIMUM_DENO}.
 *
 * @example
 * ```ts
 * import { requireDenoVersion } from "./deno_version.ts";
 * import assert from "node:assert/strict";
 * assert.throws(() => requireDenoVersion("2.8.3"));
 * ```
 */
export function requireDenoVersion(version: string = Deno.version.deno): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = MINIMUM_DENO.split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new UsageError(
    `Impossible d'exécuter les carnets avec « Deno ${version} » : son noyau Jupyter annonce comme réussie une cellule ` +
      `qui échoue ; installez Deno ${MINIMUM_DENO} ou plus récent (deno upgrade), ou lancez npx -y deno@2.9.6 task run-all`,
  );
}
