import type { Config } from "../config/mod.ts";
import { createRateLimiter, createSharedRateLimiter } from "../connectors/pennylane/mod.ts";
import { type DataSharing, openDataSharing } from "../connectors/data_sharing/mod.ts";
import { openDemo } from "../session/demo.ts";
import type { Warehouse } from "../warehouse/mod.ts";
import {
  type ApiAccess,
  demoAccess,
  type FirmAccess,
  openAccess,
  openFirmAccess,
} from "./api_access.ts";
import type { Limits } from "./types.ts";

/** The sources as far as they are configured, ready to be looked at. */
export interface Subjects {
  readonly dataSharing: DataSharing | null;
  readonly accesses: readonly ApiAccess[];
  readonly firms: readonly FirmAccess[];
  /** Day of the synthetic data, `YYYY-MM-DD`; null with real ones. */
  readonly syntheticAsOf: string | null;
  close(): Promise<void>;
}

/**
 * Opens the sources; in demo mode as a demonstration does, which makes the synthetic companies when they are missing.
 *
 * @param config Settings.
 * @param options `warehouse`: keeps the budgets that processes share; null: this process keeps them; `limits`.
 * @returns To be closed at the end.
 */
export async function openSubjects(
  config: Config,
  { warehouse, limits }: { readonly warehouse: Warehouse | null; readonly limits: Limits },
): Promise<Subjects> {
  const { limitMs, clock } = limits;
  if (config.demo) {
    const demo = await openDemo(config);
    const { dataSharing, syntheticAsOf } = demo;
    return {
      ...{ dataSharing, syntheticAsOf, accesses: demoAccess(demo.api, limitMs) },
      firms: demoAccess(demo.firm, limitMs),
      close: () => demo.close(),
    };
  }
  const settings = config.dataSharing;
  const dataSharing = settings?.kind === "redshift"
    ? openDataSharing({ ...settings.server, sslMode: settings.sslMode })
    : null;
  const cap = config.requestsPerSecond === null
    ? {}
    : { requestsPerSecond: config.requestsPerSecond };
  const limiter = warehouse === null
    ? createRateLimiter(cap)
    : createSharedRateLimiter(warehouse.db, cap);
  const api = config.api?.kind === "pennylane"
    ? openAccess(config.api, { limiter, limitMs, clock })
    : null;
  const firm = config.firm?.kind === "pennylane"
    ? openFirmAccess(config.firm, { limiter, limitMs, clock })
    : null;
  return {
    ...{ dataSharing, accesses: api?.accesses ?? [], syntheticAsOf: null },
    firms: firm?.accesses ?? [],
    close: async () => {
      await api?.close();
      await firm?.close();
      await dataSharing?.close();
    },
  };
}
