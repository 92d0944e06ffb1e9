import type { Connection } from "./_connection_file.ts";
import { KernelDiedError, type KernelExit, KernelStartError } from "./errors.ts";
import { type KernelOptions, KernelProcess } from "./kernel_process.ts";
import type { JupyterMessage } from "./messages.ts";
import { pause } from "./_pause.ts";
import { DELIMITER, isGenuine, newMessage, parse, serialize } from "./wire.ts";
import { ZmtpSocket } from "./zmtp_socket.ts";

/** Channels that take requests. */
export type RequestChannel = "shell" | "control";

type Frames = readonly Uint8Array[];

const CONNECT_PAUSE_MS = 5;
const SHUTDOWN_MS = 2_000;

/**
 * A running Deno kernel that answers requests. States: answering, then ended, for good; a request that is under way when
 * the kernel ends fails with a `KernelDiedError`. Disposing kills the process: a kernel has nothing of its own to save.
 */
export class Kernel implements AsyncDisposable {
  /** Called with each message of the iopub channel, in order; it must not throw. */
  onIopub: (message: JupyterMessage) => void = () => {};
  /** Resolves when the process has ended and its last messages were delivered. */
  readonly exited: Promise<KernelExit>;
  readonly #process: KernelProcess;
  readonly #session = crypto.randomUUID();
  readonly #waiting = new Map<string, PromiseWithResolvers<JupyterMessage>>();
  readonly #drained = Promise.withResolvers<void>();
  readonly #sockets: ZmtpSocket[] = [];
  #broken: unknown;

  private constructor(process: KernelProcess) {
    this.#process = process;
    this.exited = process.exited.then((exit) => this.#ended(exit));
  }

  /**
   * Starts a kernel and waits for its first answer.
   *
   * @param options Binary, folder, environment, patience.
   * @returns A kernel that answers.
   * @throws {KernelStartError} It did not answer, after all attempts.
   */
  static async start(options: KernelOptions = {}): Promise<Kernel> {
    const retries = options.retries ?? 4;
    for (let attempt = 0;; attempt++) {
      let process: KernelProcess | undefined;
      try {
        process = await KernelProcess.start(options);
        const kernel = new Kernel(process);
        await kernel.#connect(options.startTimeoutMs ?? 20_000);
        return kernel;
      } catch (cause) {
        process?.kill();
        const exit = await process?.exited;
        const final = cause instanceof Deno.errors.NotFound || attempt >= retries;
        if (final) throw new KernelStartError(startText(cause, exit), { cause });
      }
    }
  }

  /** Process id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Whether the process still runs. */
  get alive(): boolean {
    return this.#process.alive;
  }

  /**
   * Sends a request and waits for its reply.
   *
   * @param channel Where to.
   * @param type Message type, e.g. `execute_request`.
   * @param options Content, and what is told the id of the request before any answer can come.
   * @returns The reply.
   * @throws {KernelDiedError} The kernel ended first.
   * @throws {ProtocolError} The connection broke.
   */
  async request(
    channel: RequestChannel,
    type: string,
    options: {
      readonly content?: Readonly<Record<string, unknown>>;
      readonly onId?: (id: string) => void;
    } = {},
  ): Promise<JupyterMessage> {
    if (this.#broken) throw this.#broken;
    const message = newMessage(type, { session: this.#session, content: options.content ?? {} });
    const reply = Promise.withResolvers<JupyterMessage>();
    this.#waiting.set(message.header.msg_id, reply);
    options.onId?.(message.header.msg_id);
    const socket = this.#sockets[channel === "shell" ? 1 : 2]!;
    // A failed write means that the process is ending; its end settles the reply with the reason.
    socket.send(serialize(message, this.#connection.key)).catch(() => {});
    return await reply.promise;
  }

  /**
   * Stops the code that runs. A busy loop stops and the state survives; a pending `await` does not stop, and the kernel
   * stays unusable: after some patience, kill it.
   */
  async interrupt(): Promise<void> {
    await this.request("control", "interrupt_request");
  }

  /**
   * Asks the kernel to end, and kills it when it does not.
   *
   * @param graceMs Patience in milliseconds. @default 2000
   * @returns How it ended.
   */
  async shutdown(graceMs: number = SHUTDOWN_MS): Promise<KernelExit> {
    this.request("control", "shutdown_request", { content: { restart: false } }).catch(() => {});
    const timer = setTimeout(() => this.kill(), graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process at once; doing so twice is fine. */
  kill(): void {
    this.#process.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.exited;
    for (const socket of this.#sockets) socket.close();
  }

  get #connection(): Connection {
    return this.#process.connection;
  }

  async #connect(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (const channel of ["iopub", "shell", "control"] as const) {
      this.#sockets.push(await this.#open(channel, deadline));
    }
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Deno.errors.TimedOut()),
      deadline - performance.now(),
    );
    try {
      await Promise.race([this.request("shell", "kernel_info_request"), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Tries until the kernel listens; there is no sign of that but a connection that succeeds. */
  async #open(channel: "iopub" | RequestChannel, deadline: number): Promise<ZmtpSocket> {
    const { ip, key, ports } = this.#connection;
    const proof = { firstFrame: DELIMITER, isGenuine: (frames: Frames) => isGenuine(frames, key) };
    while (true) {
      if (this.#broken) throw this.#broken;
      try {
        return await ZmtpSocket.connect({
          hostname: ip,
          port: ports[channel],
          type: channel === "iopub" ? "SUB" : "DEALER",
          proof: channel === "iopub" ? proof : undefined,
          onMessage: (frames) => this.#receive(channel, parse(frames, key)),
          onClose: (reason) => this.#closed(channel, reason),
        });
      } catch (error) {
        const refused = error instanceof Deno.errors.ConnectionRefused;
        if (!refused || performance.now() > deadline) throw error;
        await pause(CONNECT_PAUSE_MS);
      }
    }
  }

  #receive(channel: "iopub" | RequestChannel, message: JupyterMessage): void {
    if (channel === "iopub") return this.onIopub(message);
    const id = message.parentHeader.msg_id ?? "";
    this.#waiting.get(id)?.resolve(message);
    this.#waiting.delete(id);
  }

  /** A connection ended: most often with the process, whose end gives the reason; alone, nothing can mend it. */
  async #closed(channel: "iopub" | RequestChannel, reason: unknown): Promise<void> {
    if (channel === "iopub") this.#drained.resolve();
    if (reason === undefined) return;
    await Promise.race([this.exited, pause(1_000)]);
    if (!this.alive) return;
    this.#fail(reason);
    this.kill();
  }

  /** Lets the last messages arrive, then fails what still waits. */
  async #ended(exit: KernelExit): Promise<KernelExit> {
    if (this.#sockets.length > 0) await Promise.race([this.#drained.promise, pause(200)]);
    this.#fail(new KernelDiedError(exit));
    return exit;
  }

  #fail(reason: unknown): void {
    this.#broken ??= reason;
    for (const reply of this.#waiting.values()) reply.reject(this.#broken);
    this.#waiting.clear();
  }
}

function startText(cause: unknown, exit: KernelExit | undefined): string {
  const lastLine = exit?.stderr.findLast((line) => line.trim() !== "");
  const state = cause instanceof Deno.errors.TimedOut
    ? "aucune réponse dans le délai"
    : lastLine ?? (cause instanceof Error ? cause.message : String(cause));
  return `Impossible de démarrer le noyau Deno : ${state} ; ` +
    "vérifiez la mémoire libre et l'antivirus, puis relancez";
}
