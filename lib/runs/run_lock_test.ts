import assert from "node:assert/strict";
import * as path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { acquireRunLock, type RunLockOptions } from "./run_lock.ts";

const MODULE = fileURLToPath(new URL("./run_lock.ts", import.meta.url));

/** How often a process that takes its turn all the time is frozen. */
const FREEZES = 60;

function options(change: Partial<RunLockOptions> = {}): RunLockOptions {
  const { signal } = new AbortController();
  return { command: "run-all", wait: true, signal, note: () => {}, ...change };
}

async function withFolders(body: (folders: string[]) => Promise<void>): Promise<void> {
  const base = await Deno.makeTempDir();
  try {
    await body([path.join(base, "outputs"), path.join(base, "maison")]);
  } finally {
    await Deno.remove(base, { recursive: true });
  }
}

Deno.test("acquireRunLock() without waiting refuses and names who holds the lock", () =>
  withFolders(async (folders) => {
    await using _held = await acquireRunLock(folders, options());
    await assert.rejects(acquireRunLock(folders.slice(1), options({ wait: false })), {
      name: "UsageError",
      message: new RegExp(
        `run-all, processus ${Deno.pid}, depuis le .* ; attendez sa fin, puis relancez`,
      ),
    });
  }));

Deno.test("acquireRunLock() waits, tells for whom, and gets the lock when it is given back", () =>
  withFolders(async (folders) => {
    const held = await acquireRunLock(folders, options());
    const told = Promise.withResolvers<string>();
    const waiting = acquireRunLock(folders, options({ command: "run", note: told.resolve }));
    assert.match(await told.promise, /^\[INFO\] Une autre exécution est en cours \(run-all, /);
    await held?.[Symbol.asyncDispose]();
    await using lock = await waiting;
    assert.ok(lock);
  }));

Deno.test("acquireRunLock() ends its wait on the signal and keeps no lock", () =>
  withFolders(async ([outputs = "", home = ""]) => {
    await using _held = await acquireRunLock([home], options());
    const controller = new AbortController();
    const note = () => controller.abort();
    const { signal } = controller;
    assert.equal(await acquireRunLock([outputs, home], options({ signal, note })), null);
    await using free = await acquireRunLock([outputs], options({ wait: false }));
    assert.ok(free);
  }));

Deno.test("acquireRunLock() is free again after its holder was killed", () =>
  withFolders(async (folders) => {
    const code = `import { acquireRunLock } from ${JSON.stringify(`file://${MODULE}`)};
await acquireRunLock(${JSON.stringify(folders)}, { command: "run", wait: false,
  signal: new AbortController().signal, note() {} });
console.log("held"); setInterval(() => {}, 1000);`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await assert.rejects(acquireRunLock(folders, options({ wait: false })), { name: "UsageError" });
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    await using lock = await acquireRunLock(folders, options({ wait: false }));
    assert.ok(lock);
  }));

Deno.test("acquireRunLock() lets those that share it work at once, and none beside a run", () =>
  withFolders(async (folders) => {
    await using first = await acquireRunLock(folders, options({ share: true, wait: false }));
    await using second = await acquireRunLock(folders, options({ share: true, wait: false }));
    assert.ok(first && second);
    await assert.rejects(acquireRunLock(folders, options({ wait: false })), { name: "UsageError" });
  }));

// Windows knows no SIGSTOP.
const freezing = Deno.build.os === "windows" ? Deno.test.ignore : Deno.test;
freezing(
  "acquireRunLock() lets others share it although one of them is frozen while it has its turn",
  () =>
    withFolders(async ([outputs = ""]) => {
      const code = `import { acquireRunLock } from ${JSON.stringify(`file://${MODULE}`)};
console.log("ready");
for (;;) {
  const held = await acquireRunLock([${
        JSON.stringify(outputs)
      }], { command: "worker", wait: true, share: true,
    signal: new AbortController().signal, note() {} });
  await held[Symbol.asyncDispose]();
}`;
      const child = new Deno.Command(Deno.execPath(), {
        args: ["eval", code],
        stdout: "piped",
        stderr: "null",
      }).spawn();
      const reader = child.stdout.getReader();
      await reader.read();
      try {
        for (let freeze = 0; freeze < FREEZES; freeze++) {
          await new Promise((resolve) => setTimeout(resolve, freeze % 7));
          process.kill(child.pid, "SIGSTOP");
          await using lock = await acquireRunLock([outputs], options({ share: true, wait: false }));
          assert.ok(lock);
          process.kill(child.pid, "SIGCONT");
        }
      } finally {
        child.kill("SIGKILL");
        await child.status;
        await reader.cancel();
      }
    }),
);

Deno.test("acquireRunLock() lets nobody share it while a run waits for it", () =>
  withFolders(async (folders) => {
    const shared = await acquireRunLock(folders, options({ share: true }));
    const told = Promise.withResolvers<string>();
    const waiting = acquireRunLock(folders, options({ note: told.resolve }));
    await told.promise;
    await assert.rejects(acquireRunLock(folders, options({ share: true, wait: false })), {
      name: "UsageError",
    });
    await shared?.[Symbol.asyncDispose]();
    await using run = await waiting;
    assert.ok(run);
  }));
