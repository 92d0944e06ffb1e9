import { PennyError } from "../base/mod.ts";
import type { Fault } from "./_read_fields.ts";
import { type LoadConfigOptions, makeConfig, readSettings } from "./load_config.ts";
import type { Config } from "./types.ts";

/** What is wrong with one setting. */
export interface SettingFault {
  /** Name of the setting; null: the fault is of no single one. */
  readonly key: string | null;
  /** French, without a full stop; never the value. */
  readonly text: string;
}

/** The settings as far as they go, and all that is wrong about them. */
export interface ConfigInspection {
  /** As if the faulty settings were absent; null: `.env` or a folder of Penny cannot be used. */
  readonly config: Config | null;
  readonly faults: readonly SettingFault[];
  /** Whether there is a `.env` beside deno.json. */
  readonly hasFile: boolean;
  /** Values that must never be written anywhere. */
  readonly secrets: readonly string[];
}

/**
 * Reads all settings as `loadConfig` does, for whoever looks for faults: nothing is thrown because of them.
 *
 * @param options Where to look.
 * @returns Settings and faults.
 *
 * @example
 * ```ts
 * import { inspectConfig } from "./inspect_config.ts";
 * import assert from "node:assert/strict";
 * const env = { PENNY_DEMO: "peut-être" };
 * const { faults } = inspectConfig({ root: Deno.makeTempDirSync(), env, dotenv: null });
 * assert.deepEqual(faults.map(({ key }) => key), ["PENNY_DEMO"]);
 * ```
 */
export function inspectConfig(options: LoadConfigOptions = {}): ConfigInspection {
  let found: { faults: readonly Fault[]; hasFile: boolean; secrets: readonly string[] } = {
    faults: [],
    hasFile: true,
    secrets: [],
  };
  try {
    const read = readSettings(options);
    found = { faults: read.faults, hasFile: read.hasFile, secrets: read.secrets };
    return { ...found, config: makeConfig(read) };
  } catch (error) {
    if (!(error instanceof PennyError)) throw error;
    return {
      ...found,
      config: null,
      faults: [...found.faults, { key: null, text: error.message }],
    };
  }
}
