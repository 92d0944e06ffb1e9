import { KernelDiedError } from "./errors.ts";
import { FAULT_MIME, PRELUDE } from "./_prelude.ts";
import { asRecord, displayId, readBundle, readError, readOutput } from "./_read_output.ts";
import type { CellResult } from "./cell_result.ts";
import { Kernel } from "./kernel.ts";
import type { KernelExit } from "./errors.ts";
import type { KernelOptions } from "./kernel_process.ts";
import type { JupyterMessage } from "./messages.ts";
import { type DisplayRegistry, OutputCollector } from "./output_collector.ts";
import type { ErrorOutput, MimeBundle, Output } from "./outputs.ts";
import { findSyntaxError } from "./syntax_error.ts";

/** How a session is started: as a kernel, and what its displays may carry for the caller. */
export interface SessionOptions extends KernelOptions {
  /** MIME type whose payloads go to `onEvent` and are not stored. @default none */
  readonly eventMime?: string;
}

/** Who is told what happens while a cell runs. A listener that throws makes `execute` fail with its error. */
export interface ExecuteOptions {
  /** Each output as it comes: a piece of a stream, not yet joined. */
  readonly onOutput?: (output: Output) => void;
  /** Each payload of the session's event MIME type, in order. */
  readonly onEvent?: (payload: unknown) => void;
  /** Runs without a result and without a count. @default false */
  readonly silent?: boolean;
}

/** What a session needs of a kernel: {@linkcode Kernel}, or a scripted one in tests. */
export interface SessionKernel extends AsyncDisposable {
  /** Set by the session. */
  onIopub: (message: JupyterMessage) => void;
  readonly alive: boolean;
  readonly exited: Promise<KernelExit>;
  request(
    channel: "shell" | "control",
    type: string,
    options?: {
      readonly content?: Readonly<Record<string, unknown>>;
      readonly onId?: (id: string) => void;
    },
  ): Promise<JupyterMessage>;
  interrupt(): Promise<void>;
  kill(): void;
}

/** One execution under way. */
interface Run {
  readonly options: ExecuteOptions;
  readonly collector: OutputCollector;
  /** Requests whose outputs are the cell's own: its execution and its fence. */
  readonly requests: Set<string>;
  interrupted?: boolean;
  listenerError?: { readonly reason: unknown };
}

/** The error of a cell that was interrupted. */
export const INTERRUPTION: ErrorOutput = {
  output_type: "error",
  ename: "Interruption",
  evalue: "cellule interrompue",
  traceback: [],
};

const FENCE_MIME = "application/vnd.penny.fence+json";
/** How long the first fence may take, in milliseconds: it is lost when the kernel has not seen our subscription yet. */
const FIRST_FENCE_MS = 250;

/**
 * Executes cells on one kernel, one after the other, and gives each cell all that it printed.
 *
 * The kernel evaluates on one thread and speaks on another, so `idle` and even the reply overtake the output. After each cell a *fence* is run: a
 * silent execution that broadcasts a marker. Output keeps its order, so whatever comes before the marker belongs to the
 * cell. What comes between two cells was printed late by an earlier one; it goes to the next cell, marked as late.
 */
export class KernelSession implements AsyncDisposable {
  /** The kernel, to interrupt or kill it. */
  readonly kernel: SessionKernel;
  readonly #deno: string;
  readonly #eventMime: string | undefined;
  readonly #displays: DisplayRegistry = new Map();
  readonly #between: JupyterMessage[] = [];
  #run: Run | null = null;
  #fence: { readonly token: string; readonly arrived: () => void } | null = null;

  private constructor(kernel: SessionKernel, options: SessionOptions) {
    this.kernel = kernel;
    this.#deno = options.deno ?? Deno.execPath();
    this.#eventMime = options.eventMime;
    kernel.onIopub = (message) => this.#receive(message);
  }

  /**
   * Starts a kernel and readies it. The promise can be kept to start kernels ahead of their use.
   *
   * @param options Kernel and event MIME type.
   * @returns A session whose first cell gets the count 1.
   * @throws {KernelStartError} The kernel did not answer.
   */
  static async start(options: SessionOptions = {}): Promise<KernelSession> {
    return await KernelSession.attach(await Kernel.start(options), options);
  }

  /**
   * Readies a kernel that answers; it then belongs to the session.
   *
   * @param kernel Nobody else may use it.
   * @param options Event MIME type.
   * @returns A session whose first cell gets the count 1.
   * @throws {KernelDiedError} The kernel ended.
   */
  static async attach(kernel: SessionKernel, options: SessionOptions = {}): Promise<KernelSession> {
    try {
      const session = new KernelSession(kernel, options);
      await session.#subscribe();
      await session.execute(PRELUDE, { silent: true });
      return session;
    } catch (error) {
      await kernel[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Executes one cell to its end.
   *
   * @param code TypeScript.
   * @param options Listeners.
   * @returns All outputs of the cell; a cell that throws is a result, not an exception.
   * @throws {KernelDiedError} The kernel ended; the error holds the outputs so far.
   * @throws {ProtocolError} The connection broke.
   * @throws {TypeError} Another cell is still running.
   */
  async execute(code: string, options: ExecuteOptions = {}): Promise<CellResult> {
    if (this.#run) throw new TypeError("Cannot execute a cell: another one is still running");
    const run: Run = {
      options,
      collector: new OutputCollector(this.#displays),
      requests: new Set(),
    };
    this.#run = run;
    const startedAt = new Date();
    try {
      for (const message of this.#between.splice(0)) this.#deliver(run, message, true);
      const reply = await this.#request(run, code, options.silent ?? false);
      while (!await this.#passFence(run));
      if (reply.content.status === "error" && run.collector.errors.length === 0) {
        this.#keep(run, await this.#explain(run, code, readError(reply.content)));
      }
      if (run.listenerError) throw run.listenerError.reason;
      return toResult(run, reply, startedAt);
    } catch (error) {
      if (!(error instanceof KernelDiedError)) throw error;
      const { outputs } = run.collector.collect();
      throw new KernelDiedError(error.exit, { cause: error.cause, outputs });
    } finally {
      this.#run = null;
    }
  }

  /**
   * Stops the cell that runs; its result then is an error named "Interruption". A pending `await` cannot be stopped: kill
   * the kernel when `execute` does not end.
   *
   * @throws {KernelDiedError} The kernel has ended.
   */
  async interrupt(): Promise<void> {
    if (this.#run) this.#run.interrupted = true;
    await this.kernel.interrupt();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]();
  }

  #request(run: Run, code: string, silent: boolean): Promise<JupyterMessage> {
    const content = {
      code,
      silent,
      store_history: !silent,
      user_expressions: {},
      // A kernel that may ask, and gets no answer, waits for ever.
      allow_stdin: false,
      stop_on_error: true,
    };
    return this.kernel.request("shell", "execute_request", {
      content,
      onId: (id) => run.requests.add(id),
    });
  }

  /** Repeats the fence until one arrives: from then on nothing is lost. */
  async #subscribe(): Promise<void> {
    const run: Run = { options: {}, collector: new OutputCollector(), requests: new Set() };
    while (!await this.#passFence(run, FIRST_FENCE_MS));
  }

  /** Waits until all output so far has come; false when the fence was lost and has to be run again. */
  async #passFence(run: Run, timeoutMs?: number): Promise<boolean> {
    const token = crypto.randomUUID();
    const arrived = Promise.withResolvers<boolean>();
    this.#fence = { token, arrived: () => arrived.resolve(true) };
    const timer = timeoutMs && setTimeout(() => arrived.resolve(false), timeoutMs);
    const death = this.kernel.exited.then((exit) => {
      throw new KernelDiedError(exit);
    });
    death.catch(() => {
      // Told by the race below, if it is still on.
    });
    try {
      const reply = await this.#request(run, fenceCode(token), true);
      // An interrupt that came too late for the cell stopped the fence.
      if (reply.content.status === "error") return false;
      return await Promise.race([arrived.promise, death]);
    } finally {
      clearTimeout(timer);
      this.#fence = null;
    }
  }

  #receive(message: JupyterMessage): void {
    if (message.header.msg_type === "display_data") {
      const marker = asRecord(message.content.data)[FENCE_MIME];
      if (marker !== undefined) {
        if (marker === this.#fence?.token) this.#fence?.arrived();
        return;
      }
    }
    if (this.#run) this.#deliver(this.#run, message, !this.#isOwn(this.#run, message));
    else if (isOutput(message)) this.#between.push(message);
  }

  #isOwn(run: Run, message: JupyterMessage): boolean {
    return run.requests.has(message.parentHeader.msg_id ?? "");
  }

  /** Hands one message to the run, whose listeners may throw: that ends in the result, not in the reader. */
  #deliver(run: Run, message: JupyterMessage, late: boolean): void {
    try {
      this.#take(run, message, late);
    } catch (reason) {
      run.listenerError ??= { reason };
    }
  }

  #take(run: Run, message: JupyterMessage, late: boolean): void {
    const { content } = message;
    const type = message.header.msg_type;
    if (type === "clear_output") return run.collector.clear(content.wait === true);
    if (type === "update_display_data") return this.#update(run, content);
    const output = readOutput(message);
    if (!output) return;
    if (!("data" in output)) return this.#keep(run, output, { late });
    const fault = output.data[FAULT_MIME];
    if (fault !== undefined) return this.#keep(run, readError(asRecord(fault)), { late });
    const { rest, events } = this.#splitEvents(output.data);
    output.data = rest;
    if (Object.keys(rest).length > 0) {
      this.#keep(run, output, { late, displayId: displayId(content) });
    }
    for (const event of events) run.options.onEvent?.(event);
  }

  /** The kernel answered "error" but sent none: the cell was interrupted, or cannot be parsed. */
  async #explain(run: Run, code: string, reply: ErrorOutput): Promise<ErrorOutput> {
    if (run.interrupted) {
      return INTERRUPTION;
    }
    return await findSyntaxError(code, this.#deno) ?? reply;
  }

  #keep(
    run: Run,
    output: Output,
    options: { late?: boolean; displayId?: string | null } = {},
  ): void {
    run.collector.add(output, options);
    run.options.onOutput?.(output);
  }

  #update(run: Run, content: JupyterMessage["content"]): void {
    const { data, metadata } = readBundle(content);
    const { rest, events } = this.#splitEvents(data);
    for (const output of this.#displays.get(displayId(content) ?? "") ?? []) {
      output.data = rest;
      output.metadata = metadata;
    }
    for (const event of events) run.options.onEvent?.(event);
  }

  #splitEvents(data: MimeBundle): { rest: MimeBundle; events: unknown[] } {
    const mime = this.#eventMime;
    if (mime === undefined || !(mime in data)) return { rest: data, events: [] };
    const { [mime]: event, ...rest } = data;
    return { rest, events: [event] };
  }
}

function fenceCode(token: string): string {
  const content = { data: { [FENCE_MIME]: token }, metadata: {}, transient: {} };
  return `Deno.jupyter.broadcast("display_data", ${JSON.stringify(content)}); undefined`;
}

function isOutput(message: JupyterMessage): boolean {
  const type = message.header.msg_type;
  return type !== "status" && type !== "execute_input";
}

function toResult(run: Run, reply: JupyterMessage, startedAt: Date): CellResult {
  const { outputs, late } = run.collector.collect();
  const error: ErrorOutput | null = run.collector.errors[0] ?? null;
  const count = reply.content.execution_count;
  return {
    status: error ? "error" : "ok",
    outputs,
    error,
    executionCount: !run.options.silent && typeof count === "number" ? count : null,
    startedAt,
    finishedAt: new Date(),
    lateOutputs: late,
  };
}
