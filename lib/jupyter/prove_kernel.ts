import { formatDuration, PennyError } from "../base/mod.ts";
import { findUnfitness } from "./_kernel_probes.ts";
import type { KernelOptions } from "./kernel_process.ts";
import { KernelSession } from "./session.ts";

/** What a kernel was found to be: fit, or what is wrong with it, in French. */
export type KernelProof = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** How a kernel is proved. */
export interface ProveKernelOptions extends KernelOptions {
  /** How long all of it may take, in milliseconds. @default 30000 */
  readonly timeoutMs?: number;
}

/**
 * Proves the kernel before anything is entrusted to it: a throwing cell fails, a syntax error is named, 3,000 lines stay in
 * their cell, a rejected promise and a failed test are caught. It takes about half a second; the answer holds for a Deno
 * binary and its version.
 *
 * @param options Binary, folder, environment, patience.
 * @returns Whether the kernel is fit; a kernel that does not start or dies is not.
 */
export async function proveKernel(options: ProveKernelOptions = {}): Promise<KernelProof> {
  const { timeoutMs = 30_000 } = options;
  let session: KernelSession | undefined;
  let tooLong = false;
  const timer = setTimeout(() => {
    tooLong = true;
    session?.kernel.kill();
  }, timeoutMs);
  try {
    session = await KernelSession.start({ startTimeoutMs: timeoutMs, retries: 1, ...options });
    const fault = await findUnfitness(session);
    return fault === null ? { ok: true } : refused(fault);
  } catch (error) {
    if (tooLong) return refused(`l'essai n'a pas fini en ${formatDuration(timeoutMs)}`);
    if (error instanceof PennyError) return { ok: false, reason: error.message };
    return refused(String(error));
  } finally {
    clearTimeout(timer);
    await session?.[Symbol.asyncDispose]();
  }
}

function refused(fault: string): KernelProof {
  const reason = `Impossible de se fier au noyau Deno : ${fault} ; ` +
    "installez la version de Deno que README.md indique";
  return { ok: false, reason };
}
