import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  Kernel,
  KernelDiedError,
  KernelSession,
  KernelStartError,
  killAllKernels,
  liveKernelPids,
  proveKernel,
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

/** Runs a script that imports this library, in a process of its own. */
function runScript(body: string): Deno.ChildProcess {
  const library = JSON.stringify(import.meta.resolve("../../lib/jupyter/mod.ts"));
  const config = fileURLToPath(import.meta.resolve("../../deno.json"));
  const script = `import { Kernel, KernelSession } from ${library};\n${body}`;
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", `--config=${config}`, script],
    stdout: "piped",
  }).spawn();
}

Deno.test("a kernel ends with its parent, even in a busy loop and when the parent is killed", async () => {
  const [shell, ...rest] = freePorts();
  const parent = runScript(`
    const lease = () => ({ ports: ${JSON.stringify([shell, ...rest])}, [Symbol.dispose]() {} });
    const session = await KernelSession.start({ lease });
    await session.execute("console.log(1); while (true);", { onOutput: () => console.log("busy") });
  `);
  await parent.stdout.getReader().read();
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: shell! });
  parent.kill("SIGKILL");
  await parent.status;
  // The kernel alone holds the other end of this connection: reading ends when the kernel does.
  await drain(connection);
});

Deno.test("a kernel ends with its parent that is killed while it starts", {
  ignore: Deno.build.os !== "linux", // Reads /proc.
}, async () => {
  for (const moment of ["leased", "spawned", "listening"]) {
    const mark = crypto.randomUUID();
    const ports = freePorts();
    const parent = runScript(`
      const lease = () => {
        console.log("leased");
        setTimeout(() => console.log("spawned"));
        return { ports: ${JSON.stringify(ports)}, [Symbol.dispose]() {} };
      };
      await Kernel.start({ lease, env: { MARK: "${mark}" } });
    `);
    await (moment === "listening" ? connected(ports[0]!) : said(parent, moment));
    parent.kill("SIGKILL");
    await Promise.all([parent.status, parent.stdout.cancel().catch(() => {})]);
    assertEnding(mark, `killed when ${moment}`);
  }
});

Deno.test("a kernel's end ends what its cells left running", {
  ignore: Deno.build.os !== "linux", // Reads /proc.
}, async () => {
  const mark = crypto.randomUUID();
  const session = await KernelSession.start();
  await session.execute(`new Deno.Command(Deno.execPath(), {
    args: ["eval", "setInterval(() => {}, 1000)"], env: { MARK: "${mark}" },
  }).spawn()`);
  assert.equal(marked(mark).length, 1);
  await session[Symbol.asyncDispose]();
  assertEnding(mark, "kernel ended");
});

Deno.test("ten kernels of each of three processes start at once, on ports of their own", async () => {
  const body = `const started = await Promise.all(Array.from({ length: 10 }, async () => {
      await using session = await KernelSession.start();
      return (await session.execute("6 * 7")).outputs[0].data["text/plain"];
    }));
    console.log(started.join());`;
  const outputs = await Promise.all([1, 2, 3].map(() => runScript(body).output()));
  for (const { code, stdout } of outputs) {
    const said = new TextDecoder().decode(stdout).trim();
    assert.deepEqual([code, said], [0, Array(10).fill("42").join()]);
  }
});

Deno.test("proveKernel() trusts this Deno and refuses what is no kernel", async () => {
  assert.deepEqual(await proveKernel(), { ok: true });
  const proof = await proveKernel({ deno: "no-such-deno" });
  assert.ok(
    !proof.ok && /^Impossible de démarrer le noyau Deno : .*no-such-deno/.test(proof.reason),
  );
});

/** Waits until the process prints a line. */
async function said(process: Deno.ChildProcess, line: string): Promise<void> {
  let text = "";
  const reader = process.stdout.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += new TextDecoder().decode(part.value);
    if (text.includes(line)) break;
  }
  reader.releaseLock();
}

/** Waits until somebody listens on a port. */
async function connected(port: number): Promise<void> {
  while (true) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch (error) {
      assert.ok(error instanceof Deno.errors.ConnectionRefused);
    }
  }
}

/** Holds that no process whose environment holds a text is left: what is killed takes a moment to end. */
function assertEnding(mark: string, when: string): void {
  const deadline = performance.now() + 5_000;
  while (marked(mark).length > 0) {
    assert.ok(performance.now() < deadline, `${when}: ${marked(mark)} left`);
  }
}

/** Processes whose environment holds a text. */
function marked(mark: string): string[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((pid) => {
    try {
      return /^\d+$/.test(pid) && Deno.readTextFileSync(`/proc/${pid}/environ`).includes(mark);
    } catch {
      return false; // it ended meanwhile
    }
  });
}

async function drain(connection: Deno.TcpConn): Promise<void> {
  try {
    while (await connection.read(new Uint8Array(1024)) !== null);
  } catch (error) {
    assert.ok(error instanceof Deno.errors.ConnectionReset);
  }
}
