import assert from "node:assert/strict";
import { join } from "node:path";
import { logFile, logNumbers } from "./log_files.ts";
import { LogReader } from "./log_reader.ts";
import { LogWriter } from "./log_writer.ts";
import { followLog } from "./follow_log.ts";
import type { LogEntry } from "./types.ts";

/** A line of exactly a hundred bytes. */
function line(number: number): string {
  const text = `{"level":"info","time":"2026-11-20T12:00:00Z","msg":"ligne ${number} `;
  return `${text.padEnd(97, ".")}"}\n`;
}

function numberOf(entry: LogEntry): number {
  return Number(/^ligne (-?\d+)/.exec(entry.msg)?.[1]);
}

/** Runs a test in a folder that does not exist yet. */
async function withFolder(test: (folder: string) => void | Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir({ prefix: "penny logs é " });
  try {
    await test(join(parent, "logs"));
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

function writerTo(folder: string, append?: (path: string, text: string) => void) {
  const refusals: unknown[] = [];
  const writer = new LogWriter({
    ...{ folder, maxBytes: 1_000, maxFiles: 3 },
    onRefused: (error) => refusals.push(error),
    lostLine: (count) => line(-count),
    ...(append === undefined ? {} : { append }),
  });
  return { writer, refusals };
}

function mayWriteTo(path: string): boolean {
  try {
    Deno.openSync(path, { append: true }).close();
    return true;
  } catch {
    return false;
  }
}

Deno.test("LogWriter begins the next file when one is full and keeps so many", () =>
  withFolder((folder) => {
    const { writer, refusals } = writerTo(folder);
    for (let i = 1; i <= 45; i++) writer.write(line(i));
    assert.deepEqual(refusals, []);
    assert.deepEqual(logNumbers(folder), [3, 4, 5]);
    const sizes = logNumbers(folder).map((number) => Deno.statSync(logFile(folder, number)).size);
    assert.deepEqual(sizes, [1_000, 1_000, 500]);
    if (Deno.build.os === "windows") return;
    assert.equal(Deno.statSync(folder).mode! & 0o777, 0o700);
    assert.equal(Deno.statSync(logFile(folder, 5)).mode! & 0o777, 0o600);
  }));

Deno.test("LogWriter gives a line that is larger than a file one of its own", () =>
  withFolder((folder) => {
    const { writer } = writerTo(folder);
    writer.write(line(1));
    writer.write(`{"msg":"${"x".repeat(5_000)}"}\n`);
    writer.write(line(2));
    assert.equal(new LogReader(folder).last(9).length, 3);
    assert.deepEqual(logNumbers(folder), [1, 2, 3]);
  }));

Deno.test("LogWriter goes on after someone has removed its folder", () =>
  withFolder((folder) => {
    const { writer, refusals } = writerTo(folder);
    writer.write(line(1));
    Deno.removeSync(folder, { recursive: true });
    writer.write(line(2));
    assert.deepEqual(new LogReader(folder).last(9).map(numberOf), [2]);
    assert.deepEqual(refusals, []);
  }));

Deno.test("LogWriter survives a full disk, tells it once, and says later what is missing", () =>
  withFolder((folder) => {
    let full = false;
    const { writer, refusals } = writerTo(folder, (path, text) => {
      if (full) {
        // what a full disk does: a part is written
        Deno.writeTextFileSync(path, text.slice(0, 30), { append: true });
        throw Object.assign(new Error("No space left on device"), { code: "ENOSPC" });
      }
      Deno.writeTextFileSync(path, text, { append: true });
    });
    writer.write(line(1));
    full = true;
    for (const number of [2, 3, 4]) writer.write(line(number));
    full = false;
    for (const number of [5, 6]) writer.write(line(number));
    assert.equal(refusals.length, 1);
    const numbers = new LogReader(folder).last(99).map(numberOf).filter(Number.isFinite);
    assert.deepEqual(numbers, [1, -3, 5, 6]);
  }));

Deno.test({
  name: "LogWriter survives a disk that really has no room",
  // A device of Linux, which some machines keep from ordinary users; the test above makes the same error without it.
  ignore: !mayWriteTo("/dev/full"),
  fn: () =>
    withFolder((folder) => {
      Deno.mkdirSync(folder);
      Deno.symlinkSync("/dev/full", logFile(folder, 1));
      const { writer, refusals } = writerTo(folder);
      writer.write(line(1));
      writer.write(line(2));
      assert.equal(refusals.length, 1);
      assert.equal((refusals[0] as { code?: string }).code, "ENOSPC");
    }),
});

Deno.test("LogReader finds the last lines over several files and past damaged ones", () =>
  withFolder((folder) => {
    const { writer } = writerTo(folder);
    for (let i = 1; i <= 15; i++) writer.write(line(i));
    Deno.writeTextFileSync(logFile(folder, 2), `{"level":"in${line(16)}`, { append: true });
    const reader = new LogReader(folder);
    assert.deepEqual(reader.last(8).map(numberOf), [9, 10, 11, 12, 13, 14, 15, 16]);
    assert.deepEqual(reader.last(2, (entry) => numberOf(entry) < 5).map(numberOf), [3, 4]);
    assert.deepEqual(reader.last(0), []);
    assert.deepEqual(reader.next(), []);
  }));

Deno.test("followLog() shows each line once, across rotation and from a late writer", () =>
  withFolder(async (folder) => {
    const { writer } = writerTo(folder);
    for (let i = 1; i <= 8; i++) writer.write(line(i));
    const reader = new LogReader(folder);
    assert.deepEqual(reader.last(3).map(numberOf), [6, 7, 8]);
    const steps = [
      () => [9, 10, 11, 12].forEach((i) => writer.write(line(i))),
      () => Deno.writeTextFileSync(logFile(folder, 1), line(13), { append: true }),
      () => Deno.writeTextFileSync(logFile(folder, 2), line(14).slice(0, 40), { append: true }),
      () => Deno.writeTextFileSync(logFile(folder, 2), line(14).slice(40), { append: true }),
      () => writer.write(line(15)),
    ];
    const seen: number[] = [];
    const wait = () => Promise.resolve(steps.shift()?.() !== undefined || steps.length > 0);
    let more = true;
    const next = async () => more && (more = steps.length > 0, await wait(), true);
    for await (const entry of followLog(reader, { wait: next })) seen.push(numberOf(entry));
    assert.deepEqual(seen, [9, 10, 11, 12, 13, 14, 15]);
  }));

Deno.test("LogWriter mixes no lines of several processes that write at once", () =>
  withFolder(async (folder) => {
    const program = `
      import { LogWriter } from "${import.meta.resolve("./log_writer.ts")}";
      const writer = new LogWriter({ folder: Deno.args[0], maxBytes: 20_000, maxFiles: 50,
        onRefused: (error) => { throw error; }, lostLine: () => "" });
      for (let i = 0; i < 1000; i++)
        writer.write(JSON.stringify({ level: "info", who: Deno.args[1], msg: "ligne " + i + " " }) + "\\n");
    `;
    const file = join(await Deno.makeTempDir(), "write.ts");
    await Deno.writeTextFile(file, program);
    const ends = await Promise.all(
      ["a", "b", "c"].map((who) =>
        new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-check", file, folder, who] })
          .output()
      ),
    );
    await Deno.remove(join(file, ".."), { recursive: true });
    assert.deepEqual(ends.map(({ code }) => code), [0, 0, 0]);
    const entries = new LogReader(folder).last(9_999);
    for (const who of ["a", "b", "c"]) {
      const own = entries.filter(({ fields }) => fields.who === who).map(numberOf);
      assert.deepEqual(own, Array.from({ length: 1000 }, (_, i) => i));
    }
    const sizes = logNumbers(folder).map((number) => Deno.statSync(logFile(folder, number)).size);
    assert.ok(Math.max(...sizes) < 20_300, `a file grew to ${Math.max(...sizes)} bytes`);
  }));
