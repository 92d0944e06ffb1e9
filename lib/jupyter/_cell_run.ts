import type { KernelNote } from "./_in_kernel.ts";
import { readNote } from "./_prelude.ts";
import { displayId, readBundle, readError, readOutput } from "./_read_output.ts";
import type { CellResult, ExecuteOptions } from "./cell_result.ts";
import type { JupyterMessage } from "./messages.ts";
import { type DisplayRegistry, OutputCollector } from "./output_collector.ts";
import type { ErrorOutput, MimeBundle, Output } from "./outputs.ts";

/** What the runs of one session share. */
export interface RunContext {
  /** Displays that later cells can update. */
  readonly displays: DisplayRegistry;
  /** MIME type of the payloads that go to the listener. */
  readonly eventMime: string | undefined;
}

/** One execution under way: turns messages into outputs and tells the listeners. */
export class CellRun {
  /** Outputs so far. */
  readonly collector: OutputCollector;
  /** Whether the cell was asked to stop. */
  interrupted = false;
  /** Whether it registered tests, which the kernel runs behind its code. */
  hasTests = false;
  /** Library calls that are under way, once the end of the notebook was waited for. */
  pending: readonly string[] = [];
  readonly #options: ExecuteOptions;
  readonly #context: RunContext;
  /** Requests whose outputs are the cell's own: its execution and its fences. */
  readonly #requests = new Set<string>();
  readonly #startedAt = new Date();
  /** Whether the cell failed itself, or only something that it did not wait for. */
  #fatal = false;
  #listenerError: { readonly reason: unknown } | null = null;

  constructor(options: ExecuteOptions, context: RunContext) {
    this.#options = options;
    this.#context = context;
    this.collector = new OutputCollector(context.displays, options.outputLimit);
  }

  /** Counts the outputs of a request as the cell's own. */
  own(requestId: string): void {
    this.#requests.add(requestId);
  }

  /** Takes a message; one that answers another request is late. What a listener throws is kept for the result. */
  deliver(message: JupyterMessage): void {
    this.#options.onSign?.();
    const late = !this.#requests.has(message.parentHeader.msg_id ?? "");
    this.#guard(() => this.#take(message, late));
  }

  /** Takes an error that comes by no message: the cell's own, or one that lets the next cells run. */
  fail(error: ErrorOutput, options: { readonly fatal: boolean }): void {
    this.#fatal ||= options.fatal;
    this.#guard(() => this.#keep(error));
  }

  /** What became of the cell; throws what a listener threw. */
  result(reply: JupyterMessage): CellResult {
    if (this.#listenerError) throw this.#listenerError.reason;
    const { outputs, late, cut } = this.collector.collect();
    const { error } = this.collector;
    const count = reply.content.execution_count;
    return {
      status: error ? "error" : "ok",
      fatal: error !== null && (this.#fatal || reply.content.status === "error"),
      outputs,
      error,
      executionCount: !this.#options.silent && typeof count === "number" ? count : null,
      startedAt: this.#startedAt,
      finishedAt: new Date(),
      lateOutputs: late,
      cut,
    };
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (reason) {
      this.#listenerError ??= { reason };
    }
  }

  #take(message: JupyterMessage, late: boolean): void {
    const { content } = message;
    const type = message.header.msg_type;
    if (type === "clear_output") return this.collector.clear(content.wait === true);
    if (type === "update_display_data") return this.#update(content);
    const output = readOutput(message);
    if (!output) return;
    if (output.output_type === "error") this.#fatal ||= !late;
    if (!("data" in output)) return this.#keep(output, { late });
    const note = readNote(output.data);
    if (note) return this.#note(note, late);
    const data = this.#takeEvent(output.data);
    if (Object.keys(data).length === 0) return;
    this.#keep({ ...output, data }, { late, displayId: displayId(content) });
  }

  #note(note: KernelNote, late: boolean): void {
    if (note.kind === "fault") this.#keep(readError({ ...note }), { late });
    else if (note.kind === "test") this.hasTests = true;
    else this.pending = note.what;
  }

  #keep(output: Output, options: { late?: boolean; displayId?: string | null } = {}): void {
    this.collector.add(output, options);
    this.#options.onOutput?.(output);
  }

  #update(content: JupyterMessage["content"]): void {
    const { data, metadata } = readBundle(content);
    const shown = this.#takeEvent(data);
    for (const output of this.#context.displays.get(displayId(content) ?? "") ?? []) {
      output.data = shown;
      output.metadata = metadata;
    }
  }

  /** Hands the event of a bundle to the listener; returns the bundle without it. */
  #takeEvent(data: MimeBundle): MimeBundle {
    const mime = this.#context.eventMime;
    if (mime === undefined || !(mime in data)) return data;
    const { [mime]: event, ...rest } = data;
    this.#options.onEvent?.(event);
    return rest;
  }
}
