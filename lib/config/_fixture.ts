import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { loadConfig } from "./load_config.ts";
import type { Config } from "./types.ts";

/** Settings of a test. */
export type Environment = Readonly<Record<string, string>>;

/** A credential of Data Sharing. */
export const KEYS: Environment = {
  PENNYLANE_DATA_SHARING_KEY: "clé-secrète",
  REDSHIFT_USER: "u_1",
};

/** A token of the API; every token of a test begins with `jeton-`. */
export const TOKEN: Environment = { PENNYLANE_API_TOKEN: "jeton-un" };

/** Wraps a test: it runs in a clone of its own, removed at its end. */
export function withRoot(test: (root: string) => void): () => void {
  return () => {
    const root = Deno.makeTempDirSync({ prefix: "penny config é " });
    try {
      test(root);
    } finally {
      Deno.removeSync(root, { recursive: true });
    }
  };
}

/** Loads the settings of a clone from these places only. */
export function load(root: string, env: Environment = {}, dotenv: string | null = null): Config {
  return loadConfig({ root, env, dotenv });
}

/** Message of the settings' faults: there must be one, and it must tell no secret of a test. */
export function fault(root: string, env: Environment): string {
  try {
    load(root, env);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    assert.doesNotMatch(error.message, /jeton-|clé-secrète|mot-de-passe/);
    return error.message;
  }
  assert.fail("loadConfig() accepted it");
}
