import assert from "node:assert/strict";
import { cutAtRandom } from "./cuts.ts";

const SEED = 20_261_101;

Deno.test({
  name: "a synchronisation that is killed, or loses its server, loses and doubles nothing",
  ignore: Deno.build.os === "windows", // There a process cannot send the signals that PostgreSQL knows.
  fn: async () => {
    const { phases } = await cutAtRandom({ seed: SEED, kills: 6, crashes: 2 });
    const cuts = [...phases.values()].reduce((n, { process, server }) => n + process + server, 0);
    assert.equal(cuts, 8);
  },
});
