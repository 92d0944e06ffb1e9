import { idlePause } from "../base/mod.ts";
import type { Connection } from "./_connection_file.ts";
import { KernelDiedError, type KernelExit, KernelStartError } from "./errors.ts";
import { type KernelOptions, KernelProcess } from "./kernel_process.ts";
import type { JupyterMessage } from "./messages.ts";
import { DELIMITER, isGenuine, newMessage, parse, serialize } from "./wire.ts";
import { ZmtpSocket } from "./zmtp_socket.ts";

/** Channels that take requests. */
export type RequestChannel = "shell" | "control";

type Frames = readonly Uint8Array[];

/** What a request carries, and who is told its id before any answer can come. */
export interface RequestOptions {
  /** What is asked. @default {} */
  readonly content?: Readonly<Record<string, unknown>>;
  /** Called with the id of the request, before it is sent. */
  readonly onId?: (id: string) => void;
}

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
   * @throws {KernelStartError} It did not answer, after all attempts, or the binary or the folder does not exist.
   */
  static async start(options: KernelOptions = {}): Promise<Kernel> {
    const retries = options.retries ?? 4;
    for (let attempt = 0;; attempt++) {
      try {
        return await Kernel.#startOnce(options);
      } catch (cause) {
        const final = cause instanceof Deno.errors.NotFound || attempt >= retries;
        if (final) throw new KernelStartError(startText(cause), { cause });
      }
    }
  }

  static async #startOnce(options: KernelOptions): Promise<Kernel> {
    const kernel = new Kernel(await KernelProcess.start(options));
    try {
      await kernel.#connect(options.startTimeoutMs ?? 20_000);
      return kernel;
    } catch (error) {
      await kernel[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Process id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Called with each line of the process's standard output, where it reports tests; it must not throw. */
  set onStdoutLine(listener: (line: string) => void) {
    this.#process.onStdoutLine = listener;
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
   * @param options Content and listener.
   * @returns The reply.
   * @throws {KernelDiedError} The kernel ended first.
   * @throws {ProtocolError} The connection broke.
   */
  async request(
    channel: RequestChannel,
    type: string,
    options: RequestOptions = {},
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

  /** Kills the process and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.exited;
    for (const socket of this.#sockets) socket.close();
  }

  get #connection(): Connection {
    return this.#process.connection;
  }

  /** Connects and waits for an answer; a kernel that takes too long is killed, and whatever waits for it fails. */
  async #connect(timeoutMs: number): Promise<void> {
    const gone = new AbortController();
    this.#process.exited.then(() => gone.abort());
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      this.kill();
    }, timeoutMs);
    try {
      for (const channel of ["iopub", "shell", "control"] as const) {
        this.#sockets.push(await this.#open(channel, gone.signal));
      }
      await this.request("shell", "kernel_info_request");
      // Read once: whoever could read the key later could run code.
      this.#process.removeFiles();
    } catch (error) {
      if (timedOut) throw new Deno.errors.TimedOut(`${timeoutMs} ms`);
      throw gone.signal.aborted ? new KernelDiedError(await this.exited) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Tries until the kernel listens; there is no sign of that but a connection that succeeds. */
  async #open(channel: "iopub" | RequestChannel, signal: AbortSignal): Promise<ZmtpSocket> {
    const { ip, key, ports } = this.#connection;
    const proof = { firstFrame: DELIMITER, isGenuine: (frames: Frames) => isGenuine(frames, key) };
    while (true) {
      try {
        return await ZmtpSocket.connect({
          hostname: ip,
          port: ports[channel],
          type: channel === "iopub" ? "SUB" : "DEALER",
          proof: channel === "iopub" ? proof : undefined,
          signal,
          onMessage: (frames) => this.#receive(channel, parse(frames, key)),
          onClose: (reason) => this.#closed(channel, reason),
        });
      } catch (error) {
        const notYet = error instanceof Deno.errors.ConnectionRefused && !signal.aborted;
        if (!notYet) throw error;
        await idlePause(CONNECT_PAUSE_MS);
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
    await Promise.race([this.exited, idlePause(1_000)]);
    if (!this.alive) return;
    this.#fail(reason);
    this.kill();
  }

  /** Lets the last messages arrive, then fails what still waits. */
  async #ended(exit: KernelExit): Promise<KernelExit> {
    if (this.#sockets.length > 0) await Promise.race([this.#drained.promise, idlePause(200)]);
    this.#fail(new KernelDiedError(exit));
    return exit;
  }

  #fail(reason: unknown): void {
    this.#broken ??= reason;
    for (const reply of this.#waiting.values()) reply.reject(this.#broken);
    this.#waiting.clear();
  }
}

function startText(cause: unknown): string {
  const said = cause instanceof KernelDiedError
    ? cause.exit.stderr.find((line) => line.trim() !== "") ??
      `il s'arrête aussitôt (${cause.exit.signal ?? `code ${cause.exit.code}`})`
    : String(cause);
  const state = cause instanceof Deno.errors.TimedOut ? "aucune réponse dans le délai" : said;
  return `Impossible de démarrer le noyau Deno : ${state} ; ` +
    "vérifiez la mémoire libre et l'antivirus, puis relancez";
}
