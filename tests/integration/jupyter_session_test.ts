import assert from "node:assert/strict";
import {
  type CellResult,
  KernelDiedError,
  KernelSession,
  type Output,
  type SessionOptions,
} from "../../lib/jupyter/mod.ts";

async function withSession(
  test: (session: KernelSession) => Promise<void>,
  options: SessionOptions = {},
): Promise<void> {
  await using session = await KernelSession.start(options);
  await test(session);
}

function textOf(output: Output | undefined): string {
  assert.ok(output?.output_type === "stream");
  return output.text;
}

/** The text/plain of displays and results, the text of streams, the name and message of errors. */
function brief(outputs: readonly Output[]): string[] {
  return outputs.map((output) => {
    if (output.output_type === "stream") return `${output.name}: ${output.text}`;
    if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
    return `${output.output_type}: ${output.data["text/plain"]}`;
  });
}

const display = (text: string, transient = "{}", type = "display_data") =>
  `Deno.jupyter.broadcast("${type}",
    { data: { "text/plain": ${text} }, metadata: {}, transient: ${transient} });`;

Deno.test("execute() puts each of 9,000 lines and each result in its cell", () =>
  withSession(async (session) => {
    for (const cell of [1, 2, 3]) {
      const code = `for (let i = 0; i < 3000; i++) console.log("${cell}/" + i); "end ${cell}"`;
      const { outputs, lateOutputs } = await session.execute(code);
      const lines = Array.from({ length: 3000 }, (_, i) => `${cell}/${i}\n`);
      assert.equal(textOf(outputs[0]), lines.join(""));
      assert.deepEqual(brief(outputs.slice(1)), [`execute_result: "end ${cell}"`]);
      assert.deepEqual(lateOutputs, []);
    }
  }));

Deno.test("execute() loses none of 20,000 lines", () =>
  withSession(async (session) => {
    const { outputs } = await session.execute("for (let i = 0; i < 20000; i++) console.log(i)");
    assert.equal(outputs.length, 1);
    assert.equal(textOf(outputs[0]), Array.from({ length: 20000 }, (_, i) => `${i}\n`).join(""));
  }));

Deno.test("execute() keeps the order of text and displays that are not awaited", () =>
  withSession(async (session) => {
    const loop = `for (const i of [1, 2]) { console.log("log", i); ${display("`show ${i}`")} }`;
    const { outputs } = await session.execute(`${loop} console.error("end"); 42`);
    assert.deepEqual(brief(outputs), [
      "stdout: log 1\n",
      "display_data: show 1",
      "stdout: log 2\n",
      "display_data: show 2",
      "stderr: end\n",
      "execute_result: 42",
    ]);
  }));

Deno.test("execute() updates a display in place, from a later cell too", () =>
  withSession(async (session) => {
    const first = await session.execute(display(`"0"`, `{ display_id: "bar" }`));
    await session.execute(display(`"100"`, `{ display_id: "bar" }`, "update_display_data"));
    assert.deepEqual(brief(first.outputs), ["display_data: 100"]);
  }));

Deno.test("execute() hands events over and stores only what is visible", () =>
  withSession(async (session) => {
    const events: unknown[] = [];
    const bundle = (rest: string) =>
      `Deno.jupyter.broadcast("display_data",
        { data: { "x/event+json": { n: 1 } ${rest} }, metadata: {}, transient: {} });`;
    const code = bundle("") + bundle(`, "text/plain": "seen"`);
    const { outputs } = await session.execute(code, { onEvent: (event) => events.push(event) });
    assert.deepEqual(brief(outputs), ["display_data: seen"]);
    assert.ok(outputs[0]?.output_type === "display_data");
    assert.deepEqual(Object.keys(outputs[0].data), ["text/plain"]);
    assert.deepEqual(events, [{ n: 1 }, { n: 1 }]);
  }, { eventMime: "x/event+json" }));

Deno.test("execute() keeps displays whole that are bigger than the socket's buffers", () =>
  withSession(async (session) => {
    const code = (i: number) =>
      `console.log("before");
      ${display(`"x".repeat(12_000_000 + ${i})`)}
      console.log("after"); throw new Error("end")`;
    for (const i of [0, 1, 2]) {
      const { outputs } = await session.execute(code(i));
      assert.deepEqual(outputs.map(({ output_type }) => output_type), [
        "stream",
        "display_data",
        "stream",
        "error",
      ]);
      assert.equal(brief(outputs)[1]?.length, "display_data: ".length + 12_000_000 + i);
    }
  }));

Deno.test("execute() puts the error behind the text that it overtook", () =>
  withSession(async (session) => {
    const code = `for (let i = 0; i < 500; i++) console.log(i); throw new TypeError("bad")`;
    const result = await session.execute(code);
    assert.equal(result.status, "error");
    assert.deepEqual(result.outputs.map(({ output_type }) => output_type), ["stream", "error"]);
    assert.equal(textOf(result.outputs[0]).split("\n").length, 501);
    assert.deepEqual([result.error?.ename, result.error?.evalue], ["TypeError", "bad"]);
    assert.match(result.error?.traceback[0] ?? "", /TypeError: bad/);
  }));

Deno.test("execute() says where a cell cannot be parsed", () =>
  withSession(async (session) => {
    const { status, error } = await session.execute("const a = 1;\nconst b = ;");
    assert.equal(status, "error");
    assert.deepEqual(
      [error?.ename, error?.evalue],
      ["SyntaxError", "Expression expected (ligne 2, colonne 11)"],
    );
  }));

Deno.test("execute() fails a cell whose value cannot be shown", () =>
  withSession(async (session) => {
    const code = `({ [Symbol.for("Jupyter.display")]() { throw new Error("no form") } })`;
    const { status, outputs } = await session.execute(code);
    assert.deepEqual([status, brief(outputs)], ["error", ["Error: no form"]]);
  }));

Deno.test("execute() fails a cell whose promise is rejected and awaited by nobody", () =>
  withSession(async (session) => {
    for (let i = 0; i < 20; i++) {
      const result = await session.execute(`Promise.reject(new RangeError("lost ${i}")); 1`);
      assert.equal(result.error?.evalue, `lost ${i}`);
    }
    assert.equal((await session.execute("1")).status, "ok");
  }));

Deno.test("execute() gives text that comes between two cells to the next one, marked as late", () =>
  withSession(async (session) => {
    const seen = Promise.withResolvers<void>();
    const { kernel } = session;
    const receive = kernel.onIopub;
    kernel.onIopub = (message) => {
      receive(message);
      if (message.content.text === "late\n") seen.resolve();
    };
    const { outputs: [port] } = await session.execute(`
      const door = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      door.accept().then((visit) => { visit.close(); door.close(); console.log("late"); });
      console.log(door.addr.port)`);
    using _visit = await Deno.connect({ hostname: "127.0.0.1", port: Number(textOf(port)) });
    await seen.promise;
    const { outputs, lateOutputs } = await session.execute(`console.log("own")`);
    assert.deepEqual(brief(outputs), ["stdout: late\n", "stdout: own\n"]);
    assert.deepEqual(lateOutputs, [0]);
  }));

Deno.test("execute() lets no cell wait for an answer that nobody gives", () =>
  withSession(async (session) => {
    assert.deepEqual(brief((await session.execute(`String(prompt("?"))`)).outputs), [
      `execute_result: "null"`,
    ]);
  }));

Deno.test("execute() allows a const to be declared again and counts cells from 1", () =>
  withSession(async (session) => {
    const results: CellResult[] = [];
    for (const code of [`const x: string = "a";`, `const x: number = 2;`, "x"]) {
      results.push(await session.execute(code));
    }
    assert.deepEqual(results.map(({ executionCount }) => executionCount), [1, 2, 3]);
    assert.deepEqual(brief(results[2]!.outputs), ["execute_result: 2"]);
  }));

Deno.test("execute() goes on when a cell declares its own Deno", () =>
  withSession(async (session) => {
    await session.execute("const Deno = { jupyter: null };");
    const { outputs } = await session.execute("console.log(Deno.jupyter)");
    assert.deepEqual(brief(outputs), ["stdout: null\n"]);
  }));

Deno.test("interrupt() stops a busy loop and keeps the state", () =>
  withSession(async (session) => {
    await session.execute("let kept = 7;");
    const onOutput = () => void session.interrupt();
    const result = await session.execute(`console.log("in"); while (true);`, { onOutput });
    assert.deepEqual(brief(result.outputs), [
      "stdout: in\n",
      "Interruption: cellule interrompue",
    ]);
    assert.deepEqual(brief((await session.execute("kept")).outputs), ["execute_result: 7"]);
  }));

Deno.test("execute() tells how the kernel ended, with the outputs so far", () =>
  withSession(async (session) => {
    const onOutput = () => session.kernel.kill();
    const code = `console.log("last words"); await new Promise(() => {})`;
    await assert.rejects(session.execute(code, { onOutput }), (error) => {
      assert.ok(error instanceof KernelDiedError);
      assert.deepEqual(brief(error.outputs), ["stdout: last words\n"]);
      return error.exit.code !== 0 && /noyau Deno s'est arrêté/.test(error.message);
    });
    await assert.rejects(session.execute("1"), KernelDiedError);
  }));

Deno.test("execute() tells the exit code of a cell that ends the kernel", () =>
  withSession(async (session) => {
    await assert.rejects(session.execute("Deno.exit(3)"), (error) => {
      return error instanceof KernelDiedError && error.exit.code === 3;
    });
  }));

Deno.test("execute() says when the memory was full, with V8's own words", () =>
  withSession(async (session) => {
    const code = "const all = []; while (true) all.push(new Array(100_000).fill(all.length))";
    await assert.rejects(session.execute(code), (error) => {
      assert.ok(error instanceof KernelDiedError);
      assert.match(error.exit.stderr.join("\n"), /out of memory/);
      return /mémoire saturée/.test(error.message);
    });
  }, { env: { DENO_V8_FLAGS: "--max-old-space-size=100" } }));

Deno.test("execute() refuses a second cell while one runs", () =>
  withSession(async (session) => {
    const first = session.execute("1");
    await assert.rejects(session.execute("2"), TypeError);
    assert.equal((await first).status, "ok");
  }));

Deno.test("execute() fails with what a listener throws, and goes on", () =>
  withSession(async (session) => {
    const onOutput = () => {
      throw new Error("listener");
    };
    await assert.rejects(session.execute("console.log(1)", { onOutput }), /listener/);
    assert.equal((await session.execute("2")).status, "ok");
  }));
