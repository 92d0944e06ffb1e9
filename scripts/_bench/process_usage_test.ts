import assert from "node:assert/strict";
import { processUsage } from "./process_usage.ts";

Deno.test({
  name: "processUsage() counts the children of a process with it",
  ignore: Deno.build.os !== "linux", // elsewhere the system has no /proc
  fn: async () => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "console.log(1); await Deno.stdin.read(new Uint8Array(1))"],
      ...{ stdin: "piped", stdout: "piped" },
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    const [own, itsOwn] = await processUsage([Deno.pid, child.pid]) ?? [];
    assert.ok(itsOwn!.residentBytes > 1e6);
    assert.ok(own!.residentBytes >= itsOwn!.residentBytes + 1e6);
    assert.ok(own!.cpuSeconds >= itsOwn!.cpuSeconds);
    await child.stdin.close();
    await reader.cancel();
    await child.status;
    assert.deepEqual(await processUsage([child.pid]), [{ cpuSeconds: 0, residentBytes: 0 }]);
  },
});
