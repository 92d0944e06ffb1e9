import assert from "node:assert/strict";
import { KernelDiedError, type KernelExit, ProtocolError } from "./errors.ts";
import type { JupyterMessage } from "./messages.ts";
import { KernelSession, type SessionKernel } from "./session.ts";
import { newMessage } from "./wire.ts";

/** What the scripted kernel does with one request: it may publish, and returns the reply's content. */
type Script = (
  code: string,
  publish: (type: string, content: Record<string, unknown>, parent?: string) => void,
) => Record<string, unknown>;

/** A kernel that follows a script for cells; fences pass unless they are counted as lost. */
class ScriptedKernel implements SessionKernel {
  onIopub: (message: JupyterMessage) => void = () => {};
  alive = true;
  readonly #exit = Promise.withResolvers<KernelExit>();
  readonly exited = this.#exit.promise;
  readonly requests: string[] = [];
  /** Fences that are answered but never arrive. */
  lostFences = 0;
  /** Whether fences are answered with an error. */
  brokenFences = false;

  constructor(readonly script: Script) {}

  request(
    _channel: string,
    _type: string,
    options: Parameters<SessionKernel["request"]>[2] = {},
  ): Promise<JupyterMessage> {
    const request = newMessage("execute_request", { session: "client", content: {} });
    options.onId?.(request.header.msg_id);
    const code = String(options.content?.code);
    this.requests.push(code);
    const publish = (type: string, content: Record<string, unknown>, parent?: string) =>
      this.publish(type, content, parent ?? request.header.msg_id);
    const fence = /\("display_data", (.*)\); undefined$/.exec(code)?.[1];
    if (fence && this.lostFences-- <= 0) publish("display_data", JSON.parse(fence));
    if (fence && this.brokenFences) return Promise.resolve(this.#reply({ status: "error" }));
    const content = fence || code.startsWith("(() =>")
      ? { status: "ok", execution_count: 0 }
      : this.script(code, publish);
    return Promise.resolve(this.#reply(content));
  }

  #reply(content: Record<string, unknown>): JupyterMessage {
    return newMessage("execute_reply", { session: "kernel", content });
  }

  publish(type: string, content: Record<string, unknown>, parent: string): void {
    const message = newMessage(type, { session: "kernel", content });
    this.onIopub({ ...message, parentHeader: { msg_id: parent } });
  }

  interrupt(): Promise<void> {
    return Promise.resolve();
  }

  kill(): void {
    this.alive = false;
    this.#exit.resolve({ code: 137, signal: "SIGKILL", stderr: ["last line"] });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    return Promise.resolve();
  }
}

const OK = { status: "ok", execution_count: 1 };
const stdout = (text: string) => ({ name: "stdout", text });

Deno.test("attach() repeats the first fence until the subscription stands", async () => {
  const kernel = new ScriptedKernel(() => OK);
  kernel.lostFences = 1;
  await using _session = await KernelSession.attach(kernel);
  const fences = kernel.requests.filter((code) =>
    code.endsWith("undefined") && !code.startsWith("(() =>")
  );
  assert.equal(fences.length, 3);
});

Deno.test("execute() counts output that answers another request as late", async () => {
  const kernel = new ScriptedKernel((_, publish) => {
    publish("stream", stdout("old"), "an earlier request");
    publish("stream", stdout("own"));
    return OK;
  });
  await using session = await KernelSession.attach(kernel);
  const { outputs, lateOutputs } = await session.execute("1");
  assert.deepEqual(outputs.map((output) => "text" in output && output.text), ["old", "own"]);
  assert.deepEqual(lateOutputs, [0]);
});

Deno.test("execute() shows the reply's words when an error comes without one on iopub", async () => {
  const reply = { status: "error", execution_count: 4, ename: "Error", evalue: "Execution failed" };
  await using session = await KernelSession.attach(new ScriptedKernel(() => reply));
  const { status, error, executionCount } = await session.execute("valid()");
  assert.deepEqual([status, error?.evalue, executionCount], ["error", "Execution failed", 4]);
});

Deno.test("execute() passes over messages and fields that it does not know", async () => {
  const kernel = new ScriptedKernel((_, publish) => {
    publish("comm_open", { comm_id: "x" });
    publish("display_data", { data: null, transient: null });
    publish("update_display_data", { data: { "text/plain": "x" }, transient: { display_id: "?" } });
    return { status: "ok" };
  });
  await using session = await KernelSession.attach(kernel);
  const { outputs, executionCount } = await session.execute("1");
  assert.deepEqual([outputs, executionCount], [[], null]);
});

Deno.test("execute() gives up when no fence passes any more", async () => {
  const kernel = new ScriptedKernel(() => OK);
  await using session = await KernelSession.attach(kernel);
  kernel.brokenFences = true;
  await assert.rejects(session.execute("1"), ProtocolError);
});

Deno.test("execute() ends when the kernel dies behind its reply", async () => {
  const kernel = new ScriptedKernel((_, publish) => {
    publish("stream", stdout("done"));
    kernel.lostFences = 1;
    kernel.kill();
    return OK;
  });
  await using session = await KernelSession.attach(kernel);
  await assert.rejects(session.execute("1"), (error) => {
    assert.ok(error instanceof KernelDiedError);
    assert.equal(error.outputs.length, 1);
    return /signal SIGKILL/.test(error.message) && error.exit.stderr[0] === "last line";
  });
});
