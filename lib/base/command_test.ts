import assert from "node:assert/strict";
import { describeError, exitStatus, parseCommandLine, runCommand } from "./command.ts";
import { DataError, ServiceError, UsageError } from "./errors.ts";

async function run(
  main: () => Promise<number>,
  args: readonly string[] = [],
): Promise<{ status: number; lines: string[] }> {
  const lines: string[] = [];
  let status = -1;
  await runCommand(main, {
    args,
    help: "aide",
    print: (line) => lines.push(line),
    writeError: (line) => lines.push(line),
    exit: (code) => status = code,
  });
  return { status, lines };
}

Deno.test("exitStatus() tells settings and services from data", () => {
  const errors = [new UsageError(""), new ServiceError(""), new DataError(""), new Error("")];
  assert.deepEqual(errors.map(exitStatus), [2, 2, 1, 1]);
});

Deno.test("runCommand() ends with the status of the command", async () => {
  assert.deepEqual(await run(() => Promise.resolve(1)), { status: 1, lines: [] });
});

Deno.test("runCommand() prints the help instead of running", async () => {
  const ran = await run(() => Promise.reject(new Error("ran")), ["start", "--help"]);
  assert.deepEqual(ran, { status: 0, lines: ["aide"] });
});

Deno.test("runCommand() prints one line for a Penny error", async () => {
  const { status, lines } = await run(() => Promise.reject(new UsageError("Impossible")));
  assert.deepEqual({ status, lines }, { status: 2, lines: ["[ERREUR] Impossible"] });
});

Deno.test("describeError() keeps the stack of an unforeseen error", () => {
  assert.match(describeError(new TypeError("oups")), /imprévue[\s\S]*TypeError: oups/);
});

Deno.test("parseCommandLine() refuses an unknown option and shows the usage", () => {
  assert.throws(
    () => parseCommandLine(["--job"], { options: {}, usage: "deno task x" }),
    (error: Error) =>
      error instanceof UsageError &&
      /option inconnue « --job » ; usage : deno task x/.test(error.message),
  );
});

Deno.test("parseCommandLine() refuses a missing value and a stray argument", () => {
  const options = { jobs: { type: "string" } } as const;
  assert.throws(() => parseCommandLine(["--jobs"], { options, usage: "x" }), UsageError);
  assert.throws(() => parseCommandLine(["stray"], { options, usage: "x" }), UsageError);
});
