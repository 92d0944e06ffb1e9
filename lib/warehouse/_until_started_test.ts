import assert from "node:assert/strict";
import { UnreachableError } from "../connectors/postgres/mod.ts";
import { untilStarted } from "./_until_started.ts";

function refusing(times: number, sqlState: string | null) {
  let asked = 0;
  return () => {
    if (asked++ >= times) return Promise.resolve(asked);
    return Promise.reject(new UnreachableError("non", { sqlState }));
  };
}

Deno.test("untilStarted() waits for a server that is starting, and says so once", async () => {
  const told: string[] = [];
  const notify = (line: string) => void told.push(line);
  assert.equal(await untilStarted(refusing(3, "57P03"), { notify, pauseMs: 0 }), 4);
  assert.deepEqual(told, ["[INFO] La base de données démarre, attente"]);
});

Deno.test("untilStarted() passes on at once that nothing answers, and in the end that it is starting", async () => {
  const options = { notify: () => assert.fail("nobody waits") };
  await assert.rejects(untilStarted(refusing(1, null), options), UnreachableError);
  await assert.rejects(
    untilStarted(refusing(9, "57P03"), { ...options, limitMs: 0 }),
    UnreachableError,
  );
});
