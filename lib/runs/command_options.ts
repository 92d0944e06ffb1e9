import { UsageError } from "../base/mod.ts";
import type { GivenParameters } from "./types.ts";

/**
 * Kernels at once when nothing is asked for.
 *
 * @returns One per core, at least two.
 */
function defaultJobs(): number {
  return Math.max(2, navigator.hardwareConcurrency);
}

/**
 * Reads `--jobs`.
 *
 * @param text As given; undefined: the default.
 * @returns Kernels at once, from 1 to 64.
 * @throws {UsageError} Not such a number.
 */
export function parseJobs(text: string | undefined): number {
  if (text === undefined) return defaultJobs();
  const jobs = Number(text);
  if (/^\d+$/.test(text) && jobs >= 1 && jobs <= 64) return jobs;
  throw new UsageError(
    `Impossible de régler « --jobs » : « ${text} » n'est pas un nombre de 1 à 64 ; donnez par exemple --jobs 2`,
  );
}

/**
 * Reads `-p name=value` options.
 *
 * @param given Texts `name=value`, in order; the last of the same name wins.
 * @returns Values by name.
 * @throws {UsageError} A text without name or `=`; names them all.
 *
 * @example
 * ```ts
 * import { parseGivenParameters } from "./command_options.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseGivenParameters(["societe=Martin"]), { societe: "Martin" });
 * ```
 */
export function parseGivenParameters(given: readonly string[]): GivenParameters {
  const faulty = given.filter((text) => !/^[^=\s]+=/.test(text));
  if (faulty.length > 0) {
    const names = faulty.map((text) => `« ${text} »`).join(", ");
    throw new UsageError(
      `Impossible de lire le paramètre ${names} : la forme nom=valeur manque ; écrivez par exemple -p societe="Martin"`,
    );
  }
  return Object.fromEntries(
    given.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]),
  );
}

/**
 * Reads options that hold names separated by commas and may be repeated.
 *
 * @param given Texts, in order.
 * @returns Names, in order.
 */
export function parseNames(given: readonly string[]): string[] {
  return given.flatMap((text) => text.split(",")).map((name) => name.trim()).filter((name) =>
    name !== ""
  );
}
