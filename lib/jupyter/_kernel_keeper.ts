import { fileURLToPath } from "node:url";

const PROGRAM = import.meta.resolve("./_keeper_program.ts");

/** Kernels of this process that must not outlive it. */
const kept = new Set<number>();
/** How often a keeper that ended is replaced: one that cannot run at all would be started for ever. */
const MAX_REPLACEMENTS = 20;
let replacements = 0;
let keeper: { readonly writer: WritableStreamDefaultWriter<Uint8Array> } | null = null;

/**
 * Sees to it that a kernel ends with this process, even when this process is killed: a keeper process, one for all kernels,
 * is told of it. On Windows the system ends the children of a process with it; the keeper does no harm there.
 *
 * @param pid Of a kernel that does not run user code yet.
 * @returns Resolves once the keeper is sure to hear of it; it may still be starting.
 */
export async function keepKernel(pid: number): Promise<void> {
  kept.add(pid);
  await tell(`+${pid}\n`);
}

/**
 * Tells that a kernel has ended: its number may soon be another process's.
 *
 * @param pid Of the kernel.
 */
export function forgetKernel(pid: number): void {
  kept.delete(pid);
  tell(`-${pid}\n`).catch(() => {
    // The keeper is gone; the next one is told only of those that still run.
  });
}

async function tell(text: string): Promise<void> {
  keeper ??= startKeeper();
  await keeper.writer.write(new TextEncoder().encode(text));
}

function startKeeper(): NonNullable<typeof keeper> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", "--no-lock", "--allow-run", fileURLToPath(PROGRAM)],
    // What ends this process from a terminal must not end the keeper before it.
    detached: Deno.build.os !== "windows",
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.unref();
  const started = { writer: child.stdin.getWriter() };
  child.status.then(() => {
    // Somebody killed it: another one takes over.
    if (keeper === started) keeper = null;
    if (kept.size === 0 || ++replacements > MAX_REPLACEMENTS) return;
    for (const pid of kept) keepKernel(pid).catch(() => {});
  });
  return started;
}
