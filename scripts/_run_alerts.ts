import { reportRefusal, reportRun } from "../lib/alerts/mod.ts";
import type { loadConfig } from "../lib/config/mod.ts";
import { keptPasswords, type RunRecord } from "../lib/runs/mod.ts";
import { openWarehouse } from "../lib/warehouse/mod.ts";

type Config = ReturnType<typeof loadConfig>;

/** How a run ended. */
export type RunEnding =
  | { readonly record: RunRecord; readonly killed: readonly string[] }
  | { readonly error: unknown };

/**
 * Reports a run that has ended to those who want alerts; an interrupted one is nobody's business. Never fails.
 *
 * @param config Settings; without alerts nothing happens.
 * @param ending Its record, or what was thrown before its first notebook.
 * @returns French lines about what was sent.
 */
export async function reportEnding(config: Config, ending: RunEnding): Promise<readonly string[]> {
  if (config.alerts === null) return [];
  try {
    const secrets = await keptPasswords(config.home);
    const { notes } = await report(config, ending, secrets);
    return notes;
  } catch (error) {
    return [`[INFO] Les alertes n'ont pas pu être traitées : ${(error as Error).message}`];
  }
}

async function report(config: Config, ending: RunEnding, secrets: readonly string[]) {
  if ("error" in ending) return await reportRefusal({ config, secrets, error: ending.error });
  const { record: { runId, status, setting }, killed } = ending;
  if (status === "interrupted") return { notes: [] };
  try {
    await using warehouse = await openWarehouse(config, { maxConnections: 2, notify: () => {} });
    const faults = setting?.faults ?? [];
    return await reportRun(warehouse.db, { config, secrets, runId, faults, killed });
  } catch (error) {
    const title = "Exécution terminée, mais la base ne répond plus";
    return await reportRefusal({ config, secrets, error, title });
  }
}
