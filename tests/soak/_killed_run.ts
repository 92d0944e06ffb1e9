import { fileURLToPath } from "node:url";
import process from "node:process";
import { eachLine } from "../integration/lines_of.ts";

const SCRIPT = fileURLToPath(new URL("./_soaked_run.ts", import.meta.url));
const PATIENCE_MS = 10_000;

/** Who is killed. */
export type Victim = "runner" | "kernel";

/** How a run is killed. */
export interface KillPlan {
  readonly victim: Victim;
  /** From when the time counts: the start of the process, or its first kernel. */
  readonly from: "start" | "kernel";
  /** Milliseconds. */
  readonly afterMs: number;
  /** From 0 to 1: which of the kernels. */
  readonly which: number;
}

/** How a run ended. */
export interface SoakedRun {
  readonly status: number;
  readonly stderr: string;
  /** Whether the plan found its victim alive. */
  readonly killed: boolean;
}

/**
 * Runs the suite once in a process of its own.
 *
 * @param root The clone.
 * @param mode `failed` resumes the last run.
 * @param plan Null: nobody is killed.
 * @returns How it ended, once none of its processes is left.
 */
export async function soakedRun(
  root: string,
  mode: "all" | "failed",
  plan: KillPlan | null,
): Promise<SoakedRun> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SCRIPT, root, mode],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const seen = new Set<number>();
  let live: number[] = [];
  let killed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = (from: KillPlan["from"]) => {
    if (plan?.from !== from || timer !== undefined) return;
    timer = setTimeout(() => {
      const pid = plan.victim === "runner" ? child.pid : live[Math.floor(plan.which * live.length)];
      killed = pid !== undefined && kill(pid);
    }, plan.afterMs);
  };
  arm("start");
  const listening = eachLine(child.stdout, (line) => {
    if (!line.startsWith("KERNELS")) return;
    live = line.split(" ").slice(1).filter((pid) => pid !== "").map(Number);
    for (const pid of live) seen.add(pid);
    arm("kernel");
  });
  const stderr = new Response(child.stderr).text();
  const { code } = await child.status;
  clearTimeout(timer);
  await listening;
  await untilGone(() => [...seen, ...strays(root)]);
  return { status: code, stderr: await stderr, killed };
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false; // it ended in this instant
  }
}

/** Waits until no process of the list runs; one that nobody has taken note of yet does not run. */
async function untilGone(list: () => readonly number[]): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (true) {
    const left = list().filter(isRunning);
    if (left.length === 0) return;
    if (performance.now() > deadline) throw new Error(`still running: ${left.join(", ")}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Processes that work on a notebook of the clone, or have the clone on their command line, told or not. Linux alone shows them. */
function strays(root: string): number[] {
  if (Deno.build.os !== "linux") return [];
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name))
    .filter((pid) => pid > 0 && pid !== Deno.pid)
    .filter((pid) => ["environ", "cmdline"].some((file) => names(`/proc/${pid}/${file}`, root)));
}

function names(file: string, root: string): boolean {
  try {
    return Deno.readTextFileSync(file).includes(root);
  } catch {
    return false; // it is gone, or another user's
  }
}

function isRunning(pid: number): boolean {
  try {
    if (Deno.build.os !== "linux") return process.kill(pid, 0);
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
