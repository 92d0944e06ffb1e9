import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/mod.ts";
import {
  applyParameters,
  type CellPosition,
  type CodeCell,
  executeNotebook,
  KernelSession,
  KernelStartError,
  liveKernelPids,
  type Notebook,
} from "../../lib/jupyter/mod.ts";

function notebookOf(...sources: readonly string[]): Notebook {
  const cells = sources.map((source, i): CodeCell => ({
    cell_type: "code",
    id: `c${i}`,
    metadata: {},
    source,
    execution_count: 9,
    outputs: [{ output_type: "stream", name: "stdout", text: "of an earlier run" }],
  }));
  const title = { cell_type: "markdown", id: "title", metadata: {}, source: "# Title" } as const;
  return { cells: [title, ...cells], metadata: { a: 1 }, nbformat: 4, nbformat_minor: 5 };
}

function codeCells(notebook: Notebook): CodeCell[] {
  return notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
}

/** What each code cell shows: kinds of outputs, and texts of streams. */
function shown(notebook: Notebook): string[][] {
  return codeCells(notebook).map(({ outputs }) =>
    outputs.map((output) => output.output_type === "stream" ? output.text : output.output_type)
  );
}

Deno.test("executeNotebook() runs all cells from a fresh kernel and saves after each", async () => {
  const source = notebookOf("let n = 1;", "  ", "console.log(n)", "n + 1");
  const before = structuredClone(source);
  const saved: (number | null)[][] = [];
  const begun: CellPosition[] = [];
  const { status, notebook, executedCells, totalCells } = await executeNotebook(source, {
    onCell: (position) => begun.push(position),
    save: (copy) => {
      saved.push(codeCells(copy).map((cell) => cell.execution_count));
      return Promise.resolve();
    },
  });
  assert.deepEqual([status, executedCells, totalCells], ["ok", 3, 3]);
  assert.deepEqual(shown(notebook), [[], [], ["1\n"], ["execute_result"]]);
  const counts = [[1, null, null, null], [1, null, 2, null], [1, null, 2, 3], [1, null, 2, 3]];
  assert.deepEqual(saved, counts);
  assert.deepEqual(begun.map(({ index, number, total }) => [index, number, total]), [
    [1, 1, 3],
    [3, 2, 3],
    [4, 3, 3],
  ]);
  assert.deepEqual(source, before);
  assert.deepEqual(liveKernelPids(), []);
});

Deno.test("executeNotebook() records start, end and status of each cell", async () => {
  const { notebook } = await executeNotebook(notebookOf("1", `throw new Error("x")`));
  for (const [i, status] of ["ok", "error"].entries()) {
    const { start, end, ...rest } = codeCells(notebook)[i]!.metadata.execution as {
      start: string;
      end: string;
    };
    assert.deepEqual(rest, { status });
    assert.ok(start <= end && new Date(start).toISOString() === start);
  }
});

Deno.test("executeNotebook() stops at the first failing cell and keeps what it showed", async () => {
  const source = notebookOf("1", `console.log("before"); throw new TypeError("bad")`, "3");
  const result = await executeNotebook(source);
  assert.deepEqual([result.status, result.executedCells], ["error", 2]);
  assert.deepEqual(result.failedCell?.cell.id, "c1");
  assert.deepEqual([result.error?.ename, result.error?.evalue], ["TypeError", "bad"]);
  assert.deepEqual(shown(result.notebook), [["execute_result"], ["before\n", "error"], []]);
  const counts = codeCells(result.notebook).map((cell) => cell.execution_count);
  assert.deepEqual(counts, [1, 2, null]);
});

Deno.test("executeNotebook() runs the parameters that were given", async () => {
  const source = notebookOf(`const who: string = "auto";`, "who");
  codeCells(source)[0]!.metadata = { tags: ["parameters"] };
  const { notebook } = applyParameters(source, { who: `l'été "x"` });
  const result = await executeNotebook(notebook);
  const output = codeCells(result.notebook).at(-1)?.outputs[0];
  assert.ok(output?.output_type === "execute_result");
  assert.equal(output.data["text/plain"], '`l\'été "x"`');
});

Deno.test("executeNotebook() hands events over with their cell, from a session started ahead", async () => {
  const code = `Deno.jupyter.broadcast("display_data",
    { data: { "x/event": 7 }, metadata: {}, transient: {} });`;
  const events: [unknown, number][] = [];
  const session = KernelSession.start({ eventMime: "x/event" });
  const { notebook } = await executeNotebook(notebookOf("1", code), {
    session,
    onEvent: (payload, { number }) => events.push([payload, number]),
  });
  assert.deepEqual(events, [[7, 2]]);
  assert.deepEqual(shown(notebook)[1], []);
  assert.equal((await session).kernel.alive, false);
});

Deno.test("executeNotebook() tells of a kernel that died, with its outputs and exit", async () => {
  const source = notebookOf("1", `console.log("x"); await new Promise(() => {})`, "3");
  const session = await KernelSession.start();
  const result = await executeNotebook(source, {
    session,
    onOutput: (output) => output.output_type === "stream" && session.kernel.kill(),
  });
  assert.equal(result.status, "error");
  assert.equal(result.death?.exit.code === 0, false);
  assert.deepEqual(shown(result.notebook), [["execute_result"], ["x\n", "error"], []]);
  assert.match(result.error!.evalue, /noyau Deno s'est arrêté/);
});

for (
  const [what, endless] of [["a busy loop", "while (true);"], [
    "an await",
    "await new Promise(() => {})",
  ]]
) {
  Deno.test(`executeNotebook() stops ${what} when aborted, and saves the copy`, async () => {
    const controller = new AbortController();
    let saved: Notebook | undefined;
    const result = await executeNotebook(notebookOf("1", `console.log("in"); ${endless}`, "3"), {
      signal: controller.signal,
      interruptGraceMs: 300,
      onOutput: (output) => output.output_type === "stream" && controller.abort(),
      save: (copy) => Promise.resolve(void (saved = structuredClone(copy))),
    });
    assert.deepEqual([result.status, result.failedCell?.number], ["aborted", 2]);
    assert.equal(result.error?.ename, "Interruption");
    assert.equal(result.death, null);
    assert.deepEqual(shown(result.notebook), [["execute_result"], ["in\n", "error"], []]);
    assert.deepEqual(saved, result.notebook);
    assert.deepEqual(liveKernelPids(), []);
  });
}

Deno.test("executeNotebook() runs nothing when it is aborted before", async () => {
  const result = await executeNotebook(notebookOf("1"), { signal: AbortSignal.abort() });
  assert.deepEqual([result.status, result.executedCells, result.failedCell], ["aborted", 0, null]);
});

Deno.test("executeNotebook() refuses a budget that cannot be read before anything runs", async () => {
  const source = { ...notebookOf("1"), metadata: { penny: { budgets: { cell: "soon" } } } };
  const session = KernelSession.start();
  await assert.rejects(executeNotebook(source, { session }), UsageError);
  await (await session).kernel.exited;
});

Deno.test("executeNotebook() stops when saving uses up the notebook's budget", async () => {
  const result = await executeNotebook(notebookOf("1", "2"), {
    budgets: { notebook: 200 },
    save: () => new Promise((done) => setTimeout(done, 400)),
  });
  assert.deepEqual([result.status, result.executedCells, result.stopped], ["error", 1, true]);
  assert.deepEqual([result.budget?.name, result.failedCell?.number], ["notebook", 1]);
  assert.deepEqual(shown(result.notebook), [["execute_result", "error"], []]);
});

Deno.test("executeNotebook() says that the kernel did not start within its budget", async () => {
  const session = KernelSession.start();
  await assert.rejects(
    executeNotebook(notebookOf("1"), { session, budgets: { start: 1 } }),
    (error) => error instanceof KernelStartError && /dans le budget de 1 ms/.test(error.message),
  );
  await (await session).kernel.exited;
});

Deno.test("executeNotebook() ends the kernel when a listener throws", async () => {
  const onOutput = () => {
    throw new Error("listener");
  };
  await assert.rejects(executeNotebook(notebookOf("1"), { onOutput }), /listener/);
  assert.deepEqual(liveKernelPids(), []);
});

Deno.test("executeNotebook() takes at most 10 ms for each of 200 trivial cells", async () => {
  const session = await KernelSession.start();
  const sources = Array.from({ length: 200 }, (_, i) => `${i}`);
  const { status, durationMs } = await executeNotebook(notebookOf(...sources), { session });
  assert.equal(status, "ok");
  assert.ok(durationMs / 200 <= 10, `${durationMs / 200} ms a cell`);
});
