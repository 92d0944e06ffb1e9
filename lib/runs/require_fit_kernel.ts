import * as path from "node:path";
import { UsageError } from "../base/mod.ts";
import { type KernelProof, proveKernel } from "../jupyter/mod.ts";
import { writeFileAtomically } from "./write_file.ts";

/** Where PENNY_HOME keeps which Deno was proved. */
export const KERNEL_PROOF_FILE = "kernel-proof.json";

/** What an answer holds for. */
interface ProvedDeno {
  readonly deno: string;
  readonly v8: string;
  readonly binary: string;
  readonly size: number;
  readonly modifiedAt: string | null;
  /** What is asked of a kernel may change with Penny. */
  readonly penny: string | null;
}

/** How {@linkcode requireFitKernel} works. */
export interface RequireFitKernelOptions {
  /** PENNY_HOME, absolute; made when missing. */
  readonly home: string;
  /** Version of Penny. */
  readonly penny: string | null;
  /** Proves the kernel. @default proveKernel */
  readonly prove?: () => Promise<KernelProof>;
  /** @default Deno.execPath() */
  readonly binary?: string;
}

/**
 * Refuses a Deno whose kernel reports failures as successes, or output in the wrong place. A Deno that was found fit is asked
 * again when its binary, its version or Penny's changes.
 *
 * @param options Where the answer is kept.
 * @throws {UsageError} The kernel is not fit; the reason is in the text.
 * @throws {ServiceError} When the disk refuses.
 */
export async function requireFitKernel(options: RequireFitKernelOptions): Promise<void> {
  const { home, penny, prove = proveKernel, binary = Deno.execPath() } = options;
  const asked = JSON.stringify(await provedDeno(binary, penny));
  const file = path.join(home, KERNEL_PROOF_FILE);
  if (await Deno.readTextFile(file).catch(() => null) === `${asked}\n`) return;
  const proof = await prove();
  if (!proof.ok) throw new UsageError(proof.reason);
  await Deno.mkdir(home, { recursive: true, mode: 0o700 });
  await writeFileAtomically(file, `${asked}\n`);
}

async function provedDeno(binary: string, penny: string | null): Promise<ProvedDeno> {
  const { size, mtime } = await Deno.stat(binary);
  const { deno, v8 } = Deno.version;
  return { deno, v8, binary, size, modifiedAt: mtime?.toISOString() ?? null, penny };
}
