import assert from "node:assert/strict";
import { dirname } from "node:path";
import { CHANNELS, newConnectionFile } from "./_connection_file.ts";

Deno.test("newConnectionFile() writes what the kernel reads, for this user alone", async () => {
  const { path, connection, remove } = await newConnectionFile([1, 2, 3, 4, 5], "/no/stdin");
  try {
    const file = JSON.parse(await Deno.readTextFile(path));
    const ports = CHANNELS.map((channel) => file[`${channel}_port`]);
    assert.deepEqual(ports, [1, 2, 3, 4, 5]);
    assert.deepEqual([file.ip, file.transport], ["127.0.0.1", "tcp"]);
    assert.equal(file.key, connection.key);
    assert.match(file.key, /^[0-9a-f]{64}$/);
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
      assert.equal((await Deno.stat(dirname(path))).mode! & 0o777, 0o700);
    }
  } finally {
    remove();
    remove();
  }
  await assert.rejects(Deno.stat(dirname(path)), Deno.errors.NotFound);
});

Deno.test(
  "newConnectionFile() leaves nothing on the disk where the system names the standard input",
  {
    // Windows has no name for it: a kernel gets a file there.
    ignore: Deno.build.os === "windows",
  },
  async () => {
    const { path, connection, forStdin } = await newConnectionFile([1, 2, 3, 4, 5]);
    assert.equal(path, "/dev/stdin");
    assert.equal(JSON.parse(new TextDecoder().decode(forStdin)).key, connection.key);
  },
);
