import assert from "node:assert/strict";
import { UsageError } from "../base/mod.ts";
import { requireDenoVersion } from "./deno_version.ts";

Deno.test("requireDenoVersion() accepts 2.9.0 and newer", () => {
  for (const version of ["2.9.0", "2.10.1", "3.0.0", undefined]) requireDenoVersion(version);
});

Deno.test("requireDenoVersion() refuses older versions with the reason", () => {
  for (const version of ["2.8.3", "1.46.0"]) {
    assert.throws(
      () => requireDenoVersion(version),
      (error) => error instanceof UsageError && /noyau/.test(error.message),
    );
  }
});
