import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  Kernel,
  KernelDiedError,
  KernelSession,
  KernelStartError,
  killAllKernels,
  liveKernelPids,
} from "../../lib/jupyter/mod.ts";

/** Ports on this list, then none. */
function leaseOf(...lists: readonly (readonly number[])[]) {
  const left = [...lists];
  return () => ({ ports: left.shift() ?? [], [Symbol.dispose]: () => {} });
}

function freePorts(): number[] {
  const listeners = Array.from(
    { length: 5 },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}

Deno.test("start() takes other ports when another program has taken one", async () => {
  using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [shell, , ...rest] = freePorts();
  const taken = [shell!, other.addr.port, ...rest];
  const lease = leaseOf(taken, freePorts());
  await using kernel = await Kernel.start({ lease, startTimeoutMs: 2_000 });
  assert.ok(kernel.alive);
});

Deno.test("start() fails with what the process said, and leaves nothing behind", async () => {
  const before = liveKernelPids();
  await assert.rejects(
    Kernel.start({ cwd: "no such folder" }),
    (error) => error instanceof KernelStartError && /démarrer le noyau Deno/.test(error.message),
  );
  assert.deepEqual(liveKernelPids(), before);
});

Deno.test("start() gives the kernel its folder and environment", async () => {
  const cwd = await Deno.realPath(await Deno.makeTempDir());
  try {
    await using session = await KernelSession.start({ cwd, env: { NO_COLOR: "1", GIVEN: "é" } });
    const { outputs } = await session.execute(`[Deno.cwd(), Deno.env.get("GIVEN")].join("|")`);
    assert.ok(outputs[0]?.output_type === "execute_result");
    assert.equal(outputs[0].data["text/plain"], JSON.stringify(`${cwd}|é`));
  } finally {
    await Deno.remove(cwd);
  }
});

Deno.test("start() gives the key to the kernel alone, not to the disk", {
  ignore: Deno.build.os !== "linux", // Reads /proc.
}, async () => {
  await using kernel = await Kernel.start();
  const command = await Deno.readTextFile(`/proc/${kernel.pid}/cmdline`);
  assert.equal(command.split("\0").at(-2), "/dev/stdin");
});

Deno.test("start() leaves a cell nothing to read from the standard input", async () => {
  await using session = await KernelSession.start();
  const { outputs } = await session.execute("[await Deno.stdin.read(new Uint8Array(9))]");
  assert.ok(outputs[0]?.output_type === "execute_result");
  assert.equal(outputs[0].data["text/plain"], "[ null ]");
});

Deno.test("shutdown() ends the kernel in order", async () => {
  await using kernel = await Kernel.start();
  assert.equal((await kernel.shutdown()).code, 0);
  await assert.rejects(kernel.request("shell", "kernel_info_request"), KernelDiedError);
});

Deno.test("killAllKernels() ends every kernel at once", async () => {
  await using one = await Kernel.start();
  await using two = await Kernel.start();
  assert.deepEqual(liveKernelPids(), [one.pid, two.pid]);
  killAllKernels();
  await Promise.all([one.exited, two.exited]);
  assert.deepEqual(liveKernelPids(), []);
});

Deno.test("a kernel ends with its parent, even in a busy loop and when the parent is killed", async () => {
  const [shell, ...rest] = freePorts();
  const script = `
    import { KernelSession } from ${
    JSON.stringify(import.meta.resolve("../../lib/jupyter/mod.ts"))
  };
    const lease = () => ({ ports: ${JSON.stringify([shell, ...rest])}, [Symbol.dispose]() {} });
    const session = await KernelSession.start({ lease });
    await session.execute("console.log(1); while (true);", { onOutput: () => console.log("busy") });
  `;
  const parent = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--no-lock",
      `--config=${fileURLToPath(import.meta.resolve("../../deno.json"))}`,
      script,
    ],
    stdout: "piped",
  }).spawn();
  await parent.stdout.getReader().read();
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: shell! });
  parent.kill("SIGKILL");
  await parent.status;
  // The kernel alone holds the other end of this connection: reading ends when the kernel does.
  await drain(connection);
});

async function drain(connection: Deno.TcpConn): Promise<void> {
  try {
    while (await connection.read(new Uint8Array(1024)) !== null);
  } catch (error) {
    assert.ok(error instanceof Deno.errors.ConnectionReset);
  }
}
