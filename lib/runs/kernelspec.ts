import * as path from "node:path";
import { writeFileAtomically } from "./write_file.ts";

/** Folder name of the kernel, which notebooks name in their metadata. */
const KERNEL_NAME = "deno";

/** What Jupyter reads in `kernel.json`. */
export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  /** `message`: an interrupt is a message; the signal of the default would end the kernel. */
  readonly interrupt_mode: "message";
}

/**
 * The kernel that Jupyter starts.
 *
 * @param deno Absolute path of the Deno binary.
 * @returns Content of `kernel.json`.
 */
function kernelSpec(deno: string): KernelSpec {
  return {
    argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno (Penny)",
    language: "typescript",
    interrupt_mode: "message",
  };
}

/**
 * Registers the kernel for every Jupyter of this user.
 *
 * @param jupyterData Jupyter's data folder of this user, absolute.
 * @param deno Absolute path of the Deno binary.
 * @returns Folder of the kernel, absolute.
 * @throws {ServiceError} When the disk refuses.
 */
export async function registerKernel(jupyterData: string, deno: string): Promise<string> {
  const folder = path.join(jupyterData, "kernels", KERNEL_NAME);
  await Deno.mkdir(folder, { recursive: true });
  await writeFileAtomically(
    path.join(folder, "kernel.json"),
    `${JSON.stringify(kernelSpec(deno), null, 2)}\n`,
  );
  return folder;
}
