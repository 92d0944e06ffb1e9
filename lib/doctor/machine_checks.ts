import { statfs } from "node:fs/promises";
import { fixedClock, today } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import { requireDenoVersion } from "../runs/mod.ts";
import { tellError } from "./tell_error.ts";
import type { Finding } from "./types.ts";
import { attempt } from "./within.ts";

const GIGABYTE = 1e9;
/** Below this the embedded base may stop in the middle of a reading. */
const LEAST_FREE_GIGABYTES = 1;

/**
 * What this machine has: Deno, room on the disk, time zones.
 *
 * @param config Settings; null: they could not be read.
 * @param options `limitMs`: for asking the disk.
 */
export async function* machineChecks(
  config: Config | null,
  { limitMs }: { readonly limitMs: number },
): AsyncGenerator<Finding> {
  yield denoCheck();
  yield timeZoneCheck();
  if (config) yield* diskCheck(config.home, limitMs);
}

function denoCheck(): Finding {
  const { os, arch } = Deno.build;
  try {
    requireDenoVersion();
    return {
      label: "Deno",
      status: "ok",
      detail: `version ${Deno.version.deno} (${os}, ${arch}), le noyau des carnets est utilisable`,
    };
  } catch (error) {
    return { label: "Deno", status: "error", ...tellError(error) };
  }
}

/** Days are those of Paris: without time zone data an evening would count as another day. */
function timeZoneCheck(): Finding {
  const evening = fixedClock(new Date("2026-10-30T23:30:00Z"));
  if (today(evening) === "2026-10-31") {
    return { label: "Fuseaux horaires", status: "ok", detail: "heure de Paris connue" };
  }
  return {
    label: "Fuseaux horaires",
    status: "error",
    detail: "l'heure de Paris n'est pas connue de Deno : les dates seraient fausses",
    remedy: "réinstallez Deno",
  };
}

async function* diskCheck(home: string, limitMs: number): AsyncGenerator<Finding> {
  const { value } = await attempt(limitMs, () => statfs(home));
  // Some network drives do not tell: nothing is said then.
  if (value === null) return;
  const free = value.bavail * value.bsize / GIGABYTE;
  const detail = `${
    free.toLocaleString("fr-FR", { maximumFractionDigits: 1 })
  } Go libres dans PENNY_HOME (${home})`;
  if (free >= LEAST_FREE_GIGABYTES) yield { label: "Disque", status: "ok", detail };
  else {
    yield {
      ...{ label: "Disque", status: "error", detail, exitStatus: 2 },
      remedy: "libérez de la place, ou indiquez un autre dossier avec PENNY_HOME",
    };
  }
}
