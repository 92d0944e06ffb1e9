import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { withRoot } from "./_fixture.ts";
import { loadConfig } from "./load_config.ts";

Deno.test(
  "loadConfig() plans in Paris and catches up once by default",
  withRoot((root) => {
    assert.deepEqual(loadConfig({ root, env: {}, dotenv: null }).schedule, {
      text: null,
      timeZone: "Europe/Paris",
      catchUp: "once",
    });
  }),
);

Deno.test(
  "loadConfig() reads a policy in French or English",
  withRoot((root) => {
    const policy = (text: string) =>
      loadConfig({ root, env: { PENNY_CATCH_UP: text }, dotenv: null }).schedule.catchUp;
    assert.deepEqual(["Une fois", "toutes", "aucune", "skip"].map(policy), [
      "once",
      "all",
      "skip",
      "skip",
    ]);
  }),
);

Deno.test(
  "loadConfig() refuses a place that is no time zone and an unknown policy",
  withRoot((root) => {
    const env = { PENNY_TIMEZONE: "Paris", PENNY_CATCH_UP: "parfois" };
    assert.throws(() => loadConfig({ root, env, dotenv: null }), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /PENNY_TIMEZONE : .*Europe\/Paris/);
      assert.match(error.message, /PENNY_CATCH_UP : .*once \(une fois\)/);
      return true;
    });
  }),
);
