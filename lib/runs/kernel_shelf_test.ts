import assert from "node:assert/strict";
import { KernelShelf } from "./kernel_shelf.ts";
import { runPool } from "../base/mod.ts";

class FakeSession implements AsyncDisposable {
  readonly kernel = { alive: true };
  disposed = false;

  [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }
}

Deno.test("take() gives a session started ahead once and replaces a dead one", async () => {
  const started: FakeSession[] = [];
  const start = () => {
    started.push(new FakeSession());
    return Promise.resolve(started.at(-1)!);
  };
  await using shelf = new KernelShelf(start);
  shelf.startAhead(0);
  shelf.startAhead(0);
  assert.equal(started.length, 1);
  assert.equal(await shelf.take(0), started[0]);
  shelf.startAhead(1);
  started[1]!.kernel.alive = false;
  assert.equal(await shelf.take(1), started[2]);
});

Deno.test("asyncDispose() ends the sessions that nobody took, also after a failed start", async () => {
  const session = new FakeSession();
  const shelf = new KernelShelf((index) =>
    index === 0 ? Promise.resolve(session) : Promise.reject(new Error("non"))
  );
  shelf.startAhead(0);
  shelf.startAhead(1);
  await shelf[Symbol.asyncDispose]();
  assert.ok(session.disposed);
});

Deno.test("runPool() runs at most as many items at once as asked, in order", async () => {
  let running = 0;
  let most = 0;
  const begun: number[] = [];
  await runPool([0, 1, 2, 3, 4], async (item) => {
    begun.push(item);
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
  }, { jobs: 2, signal: new AbortController().signal });
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  assert.equal(most, 2);
});

Deno.test("runPool() begins nothing more once aborted and tells a failure", async () => {
  const controller = new AbortController();
  const begun: number[] = [];
  const work = (item: number) => {
    begun.push(item);
    controller.abort();
    return Promise.reject(new Error("non"));
  };
  await assert.rejects(runPool([0, 1, 2], work, { jobs: 1, signal: controller.signal }), /non/);
  assert.deepEqual(begun, [0]);
});
