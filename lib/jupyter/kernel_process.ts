import { idlePause } from "../base/mod.ts";
import { LastLines } from "./_last_lines.ts";
import { type Connection, type ConnectionFile, newConnectionFile } from "./_connection_file.ts";
import { leasePorts, type PortLease } from "./_free_ports.ts";
import { forgetKernel, keepKernel } from "./_kernel_keeper.ts";
import type { KernelExit } from "./errors.ts";
import { registerKernel } from "./kernel_registry.ts";

export type { PortLease };

/** How a kernel is started. */
export interface KernelOptions {
  /** The Deno binary. @default Deno.execPath() */
  readonly deno?: string;
  /** Working directory; imports of a cell are resolved from it. @default the current one */
  readonly cwd?: string;
  /** Variables added to the environment of this process. @default { NO_COLOR: "1" } */
  readonly env?: Readonly<Record<string, string>>;
  /** How long the kernel may take to answer, in milliseconds. @default 20000 */
  readonly startTimeoutMs?: number;
  /** How often a start that fails is tried again with other ports. @default 4 */
  readonly retries?: number;
  /** Where ports come from. @default free ports, drawn at random */
  readonly lease?: (count: number) => PortLease;
}

/** A `deno jupyter --kernel` child: its process, its files, and the last that it said. It speaks no protocol. */
export class KernelProcess {
  /** Where the kernel listens, once it does. */
  readonly connection: Connection;
  /** Resolves as soon as the process has ended, whatever the reason. */
  readonly exited: Promise<KernelExit>;
  /** Called with each line that it writes on its standard output; it must not throw. */
  onStdoutLine: (line: string) => void = () => {};
  readonly #child: Deno.ChildProcess;
  readonly #file: ConnectionFile;
  readonly #output = new LastLines();
  #alive = true;

  private constructor(child: Deno.ChildProcess, file: ConnectionFile, lease: PortLease) {
    this.#child = child;
    this.#file = file;
    this.connection = file.connection;
    const unregister = registerKernel(this);
    this.exited = this.#watch().finally(() => {
      unregister();
      forgetKernel(child.pid);
      lease[Symbol.dispose]();
      this.removeFiles();
    });
  }

  /**
   * Starts the child.
   *
   * @param options Binary, folder, environment.
   * @returns The running process; the kernel does not listen yet.
   * @throws {Deno.errors.NotFound} The binary or the folder does not exist.
   */
  static async start(options: KernelOptions = {}): Promise<KernelProcess> {
    const lease = (options.lease ?? leasePorts)(5);
    let file: ConnectionFile | undefined;
    let process: KernelProcess | undefined;
    try {
      file = await newConnectionFile(lease.ports);
      const child = new Deno.Command(options.deno ?? Deno.execPath(), {
        args: ["jupyter", "--quiet", "--kernel", "--conn", file.path],
        cwd: options.cwd,
        env: { NO_COLOR: "1", ...options.env },
        // A Ctrl-C in the terminal is for the parent, which interrupts the cell; the keeper ends the kernel with its parent.
        detached: Deno.build.os !== "windows",
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      process = new KernelProcess(child, file, lease);
      await process.#release();
      return process;
    } catch (error) {
      process?.kill();
      lease[Symbol.dispose]();
      file?.remove();
      throw error;
    }
  }

  /** Process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Whether the process still runs. */
  get alive(): boolean {
    return this.#alive;
  }

  /** The last lines of its outputs: V8's report of a full memory, or what native code printed. */
  get lastLines(): string[] {
    return this.#output.lines;
  }

  /** Ends the process at once; doing so twice is fine. */
  kill(): void {
    if (!this.#alive) return;
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It ended by itself a moment ago.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Removes the connection file. */
  removeFiles(): void {
    this.#file.remove();
  }

  /**
   * Lets the kernel go on once the keeper knows it: until then it waits for what stands on its standard input, and ends by
   * itself when nothing comes. Nothing is left for cells to read there.
   */
  async #release(): Promise<void> {
    await keepKernel(this.pid);
    const writer = this.#child.stdin.getWriter();
    // A kernel that has ended meanwhile reads nothing; its end is told elsewhere.
    await writer.write(this.#file.forStdin).catch(() => {});
    await writer.close().catch(() => {});
  }

  /** Ends what its cells started and left running; a service that wants to stay leads a session of its own. */
  #endGroup(): void {
    if (Deno.build.os === "windows") return;
    try {
      Deno.kill(-this.pid, "SIGKILL");
    } catch {
      // Nothing of the group is left: what was wanted.
    }
  }

  async #watch(): Promise<KernelExit> {
    const reading = Promise.all([
      this.#output.read(this.#child.stderr),
      this.#output.read(this.#child.stdout, (line) => this.onStdoutLine(line)),
    ]);
    const status = await this.#child.status;
    this.#alive = false;
    this.#endGroup();
    // A grandchild can hold the pipes open, so what the kernel said is awaited for a moment only.
    await Promise.race([reading, idlePause(200)]);
    return { code: status.code, signal: status.signal, stderr: this.lastLines };
  }
}
