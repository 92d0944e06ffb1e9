import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { linesOf } from "../lines_of.ts";
import type { RunEnd, RunTask, WorkerLine, WorkerStart } from "./worker.ts";

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));

/** Processes that synchronise at the same time. */
export interface Processes extends AsyncDisposable {
  readonly count: number;
  /** Moves the clock of all of them. */
  setClock(now: Date): Promise<void>;
  /** Makes one of them run; `process` from 0. */
  run(process: number, task: RunTask): Promise<RunEnd>;
}

/**
 * Starts processes, each with a warehouse and sources of its own.
 *
 * @param count How many.
 * @param start What each is told.
 */
export async function startProcesses(count: number, start: WorkerStart): Promise<Processes> {
  const file = path.join(start.root, "worker.json");
  await Deno.writeTextFile(file, JSON.stringify(start));
  const all = await Promise.all(Array.from({ length: count }, () => startOne(file)));
  return {
    count,
    setClock: async (now) => {
      for (const one of all) await one.tell({ now: now.getTime() });
    },
    run: (process, task) => all[process]!.run(task),
    [Symbol.asyncDispose]: async () => {
      for (const one of all) await one.end();
    },
  };
}

interface OneProcess {
  tell(line: WorkerLine): Promise<void>;
  run(task: RunTask): Promise<RunEnd>;
  end(): Promise<void>;
}

async function startOne(file: string): Promise<OneProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", WORKER, file],
    ...{ stdin: "piped", stdout: "piped", stderr: "inherit" },
  }).spawn();
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  const waiting = new Map<string, PromiseWithResolvers<RunEnd>>();
  const ready = Promise.withResolvers<void>();
  const reading = (async () => {
    for await (const line of linesOf(child.stdout)) {
      if (line === "ready") ready.resolve();
      else {
        const end = JSON.parse(line) as RunEnd;
        waiting.get(end.runId)!.resolve(end);
      }
    }
    const lost = new Error("a process that synchronises ended by itself");
    ready.reject(lost);
    for (const { reject } of waiting.values()) reject(lost);
  })();
  await ready.promise;
  const tell = (line: WorkerLine) => writer.write(encoder.encode(JSON.stringify(line) + "\n"));
  return {
    tell,
    run: async (task) => {
      const answer = Promise.withResolvers<RunEnd>();
      waiting.set(task.runId, answer);
      await tell({ task });
      return await answer.promise.finally(() => waiting.delete(task.runId));
    },
    end: async () => {
      await writer.close();
      await child.status;
      await reading;
    },
  };
}
