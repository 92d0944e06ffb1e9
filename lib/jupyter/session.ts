import { idlePause } from "../base/mod.ts";
import { CellRun, type RunContext } from "./_cell_run.ts";
import { type Fence, fenceToken, newFence } from "./_fence.ts";
import { PRELUDE, waitCode } from "./_prelude.ts";
import { readError } from "./_read_output.ts";
import { TestReport } from "./_test_report.ts";
import type { CellResult, ExecuteOptions } from "./cell_result.ts";
import { KernelDiedError, type KernelExit, KernelStartError, ProtocolError } from "./errors.ts";
import { Kernel, type RequestChannel, type RequestOptions } from "./kernel.ts";
import type { KernelOptions } from "./kernel_process.ts";
import type { JupyterMessage } from "./messages.ts";
import type { ErrorOutput } from "./outputs.ts";
import { findSyntaxError, isUnplacedSyntaxError } from "./syntax_error.ts";

/** How a session is started: as a kernel, and what its displays may carry for the caller. */
export interface SessionOptions extends KernelOptions {
  /** MIME type whose payloads go to `onEvent` and are not stored. @default none */
  readonly eventMime?: string;
}

/** What came while the end of a notebook was waited for. */
export interface SettledResult extends CellResult {
  /** Library calls that nobody awaited and that are still under way, as they name themselves. */
  readonly pending: readonly string[];
}

/** What a session needs of a kernel: {@linkcode Kernel}, or a scripted one in tests. */
export interface SessionKernel extends AsyncDisposable {
  /** Set by the session. */
  onIopub: (message: JupyterMessage) => void;
  /** Set by the session, where there is a process: each line of its own standard output. */
  onStdoutLine?: (line: string) => void;
  /** Whether it has not ended. */
  readonly alive: boolean;
  /** Resolves when it has ended and its last messages were delivered. */
  readonly exited: Promise<KernelExit>;
  /** Sends a request and waits for its reply; fails when the kernel ends first. */
  request(channel: RequestChannel, type: string, options?: RequestOptions): Promise<JupyterMessage>;
  /** Stops the code that runs, if it can be stopped. */
  interrupt(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

/** The error of a cell that was interrupted. */
export const INTERRUPTION: ErrorOutput = {
  output_type: "error",
  ename: "Interruption",
  evalue: "cellule interrompue",
  traceback: [],
};

/** How long the first marker may take behind its reply: it is lost when the kernel has not seen our subscription yet. */
const FIRST_FENCE_MS = 250;
/** How often a fence is run before the kernel is given up. */
const FENCE_ATTEMPTS = 20;
/** How long the last line of a test report may take behind the reply; it was written before. */
const REPORT_MS = 2_000;

/**
 * Executes cells on one kernel, one after the other, and gives each cell all that it printed.
 *
 * The kernel evaluates on one thread and speaks on another, so `idle` and even the reply overtake the output. After each
 * cell a *fence* is run: a silent execution that broadcasts a marker. Output keeps its order, so whatever comes before the
 * marker belongs to the cell. What comes between two cells was printed late by an earlier one; it goes to the next cell,
 * marked as late. States: idle, running (one cell), ended with its kernel.
 */
export class KernelSession implements AsyncDisposable {
  /** The kernel, to interrupt or kill it. */
  readonly kernel: SessionKernel;
  readonly #deno: string;
  readonly #context: RunContext;
  readonly #between: JupyterMessage[] = [];
  #run: CellRun | null = null;
  #fence: Fence | null = null;
  #tests = new TestReport();

  private constructor(kernel: SessionKernel, options: SessionOptions) {
    this.kernel = kernel;
    this.#deno = options.deno ?? Deno.execPath();
    this.#context = { displays: new Map(), eventMime: options.eventMime };
    kernel.onIopub = (message) => this.#receive(message);
    kernel.onStdoutLine = (line) => this.#tests.add(line);
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
   * @throws {KernelStartError} The kernel is not one that can be readied: another Deno.
   */
  static async attach(kernel: SessionKernel, options: SessionOptions = {}): Promise<KernelSession> {
    try {
      const session = new KernelSession(kernel, options);
      await session.#passFences(new CellRun({}, session.#context), FIRST_FENCE_MS);
      const { error } = await session.execute(PRELUDE, { silent: true });
      if (error) throw new KernelStartError(unfitText(error));
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
    return await this.#execute(code, options);
  }

  /**
   * Waits, behind the last cell, a moment and then for timers of cells that are due soon. Faults and outputs of that time are the
   * result's.
   *
   * @param limitMs Timers that are due later are not waited for, in milliseconds.
   * @param options Listeners.
   * @returns As of a cell, with the library calls that are still pending (`whilePending` of base).
   * @throws {KernelDiedError} The kernel ended; the error holds the outputs so far.
   * @throws {ProtocolError} The connection broke.
   */
  async settle(limitMs: number, options: ExecuteOptions = {}): Promise<SettledResult> {
    return await this.#execute(waitCode("settle", limitMs), { ...options, silent: true });
  }

  /**
   * Waits for pending library calls; those that have not ended then are errors of the result.
   *
   * @param limitMs For how long at most, in milliseconds.
   * @param options Listeners.
   * @returns As of a cell.
   * @throws {KernelDiedError} The kernel ended; the error holds the outputs so far.
   * @throws {ProtocolError} The connection broke.
   */
  async drain(limitMs: number, options: ExecuteOptions = {}): Promise<CellResult> {
    return await this.#execute(waitCode("drain", limitMs), { ...options, silent: true });
  }

  async #execute(code: string, options: ExecuteOptions): Promise<SettledResult> {
    if (this.#run) throw new TypeError("Cannot execute a cell: another one is still running");
    const run = this.#run = new CellRun(options, this.#context);
    try {
      for (const message of this.#between.splice(0)) run.deliver(message);
      const reply = await this.#request(run, code, options.silent ?? false);
      await this.#passFences(run);
      if (reply.content.status === "error") await this.#explain(run, code, reply);
      if (run.hasTests) await this.#readTests(run);
      return { ...run.result(reply), pending: run.pending };
    } catch (error) {
      if (!(error instanceof KernelDiedError)) throw error;
      const { outputs } = run.collector.collect();
      throw new KernelDiedError(error.exit, { outputs });
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

  /** Ends the kernel. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]();
  }

  #request(run: CellRun, code: string, silent: boolean): Promise<JupyterMessage> {
    const content = {
      code,
      silent,
      store_history: !silent,
      user_expressions: {},
      // A kernel that may ask, and gets no answer, waits for ever.
      allow_stdin: false,
      stop_on_error: true,
    };
    const onId = (id: string) => run.own(id);
    return this.kernel.request("shell", "execute_request", { content, onId });
  }

  /** The kernel runs the tests of a cell behind its code, and tells of their end on its standard output alone. */
  async #readTests(run: CellRun): Promise<void> {
    const report = this.#tests;
    await Promise.race([report.ended, this.kernel.exited, idlePause(REPORT_MS)]);
    this.#tests = new TestReport();
    const failure = report.failure();
    if (failure) run.fail(failure, { fatal: false });
  }

  /** Waits until all output so far has come. */
  async #passFences(run: CellRun, timeoutMs?: number): Promise<void> {
    for (let attempt = 0; attempt < FENCE_ATTEMPTS; attempt++) {
      if (await this.#passFence(run, timeoutMs)) return;
    }
    throw new ProtocolError(
      "Impossible de lire la fin des sorties : le noyau Deno ne répond plus aux repères ; " +
        "vérifiez qu'aucune cellule ne remplace « globalThis »",
    );
  }

  /** Runs one fence; false when the fence was lost and has to be run again. */
  async #passFence(run: CellRun, timeoutMs?: number): Promise<boolean> {
    const fence = this.#fence = newFence();
    const lost = Promise.withResolvers<false>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const death = this.kernel.exited.then((exit) => {
      throw new KernelDiedError(exit);
    });
    death.catch(() => {
      // Told by the race below, if it is still on.
    });
    try {
      const reply = await this.#request(run, fence.code, true);
      // An interrupt that came too late for the cell stopped the fence.
      if (reply.content.status === "error") return false;
      if (timeoutMs) timer = setTimeout(() => lost.resolve(false), timeoutMs);
      return await Promise.race([fence.arrived.then(() => true), lost.promise, death]);
    } finally {
      clearTimeout(timer);
      this.#fence = null;
    }
  }

  #receive(message: JupyterMessage): void {
    const token = fenceToken(message);
    if (token !== undefined) this.#fence?.see(token);
    else if (this.#run) this.#run.deliver(message);
    else this.#between.push(message);
  }

  /**
   * Says what the kernel does not: where a cell has its syntax error, and why it failed at all when no error was sent: it was
   * interrupted, cannot be parsed, or needs a package that cannot be had.
   */
  async #explain(run: CellRun, code: string, reply: JupyterMessage): Promise<void> {
    const sent = run.collector.error;
    if (sent && isUnplacedSyntaxError(sent)) {
      const found = await findSyntaxError(code, this.#deno);
      const place = found && /\(ligne .*\)$/.exec(found.evalue)?.[0];
      if (place) run.collector.replace(sent, placed(sent, place, found.traceback.slice(1)));
    }
    if (sent) return;
    const error = run.interrupted
      ? INTERRUPTION
      : await findSyntaxError(code, this.#deno) ?? importError(code) ?? readError(reply.content);
    run.fail(error, { fatal: true });
  }
}

function unfitText({ ename, evalue }: ErrorOutput): string {
  return `Impossible de préparer le noyau Deno : ${ename}: ${evalue} ; ` +
    "installez la version de Deno que README.md indique";
}

/** The same error with its place, as the parser's own errors have it. */
function placed(error: ErrorOutput, place: string, rows: readonly string[]): ErrorOutput {
  const evalue = `${error.evalue} ${place}`;
  return { ...error, evalue, traceback: [`SyntaxError: ${evalue}`, ...rows] };
}

/** The kernel says nothing of a package that does not exist; null when the cell names none. */
function importError(code: string): ErrorOutput | null {
  const name = /["'](npm:[^"'\n]+)["']/.exec(code)?.[1];
  if (name === undefined) return null;
  const evalue = `Impossible d'importer « ${name} » : ce paquet ne peut pas être obtenu ; ` +
    "vérifiez son nom, sa version et le réseau";
  return { output_type: "error", ename: "TypeError", evalue, traceback: [evalue] };
}
