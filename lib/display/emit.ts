import { EVENT_MIME, type PennyEvent } from "../base/mod.ts";
import type { DisplayContent } from "./displayable.ts";

/** Where displays go. */
export interface DisplaySink {
  /** Takes one MIME bundle; the order of calls is the order of display. */
  send(bundle: Readonly<Record<string, unknown>>): void;
}

/** The part of `Deno.jupyter` that displays need. */
interface KernelApi {
  broadcast(type: string, content: Record<string, unknown>): Promise<void> | void;
}

/** `Deno.jupyter` inside a kernel; reading it elsewhere throws, which is the answer. */
function kernelApi(): KernelApi | null {
  try {
    return (Deno as unknown as { jupyter?: KernelApi }).jupyter ?? null;
  } catch {
    return null;
  }
}

/**
 * Whether this process is a notebook's kernel.
 *
 * @returns True under `deno jupyter`, in Jupyter, VS Code or our runner.
 */
export function inKernel(): boolean {
  return kernelApi() !== null;
}

const waiting = new Int32Array(new SharedArrayBuffer(4));

/**
 * Stands still while the kernel's protocol thread writes the message out. Without it the cell's `idle` can overtake its
 * last displays, and clients that stop listening at `idle` (nbconvert) lose them: 18 of 20 were lost without, none with.
 */
function letItOut(bytes: number): void {
  Atomics.wait(waiting, 0, 0, Math.min(60, 4 + bytes / 20_000));
}

/** Sends to the kernel's client. */
function kernelSink(api: KernelApi): DisplaySink {
  return {
    send(bundle) {
      const content = { data: bundle, metadata: {}, transient: {} };
      // The kernel queues the message at the call; a promise, where a version returns one, has no more to tell.
      Promise.resolve(api.broadcast("display_data", content)).catch(() => {});
      letItOut(typeof bundle["text/html"] === "string" ? bundle["text/html"].length : 0);
    },
  };
}

/** Prints the text form. */
const consoleSink: DisplaySink = {
  send(bundle) {
    const text = bundle["text/plain"];
    if (typeof text === "string" && text !== "") console.log(text);
  },
};

/** The sink of the place in which we run. */
function currentSink(): DisplaySink {
  const api = kernelApi();
  return api ? kernelSink(api) : consoleSink;
}

/**
 * Displays both forms at once, in order, without `await`.
 *
 * @param content HTML and text, with the event that goes beside them.
 * @param sink Where to. @default the kernel, else the console
 */
export function emit(content: DisplayContent, sink: DisplaySink = currentSink()): void {
  sink.send({
    "text/html": content.html,
    "text/plain": content.text,
    ...(content.event ? { [EVENT_MIME]: content.event } : {}),
  });
}

/**
 * Tells the runner what happened, without anything to see; elsewhere than in a kernel it does nothing.
 *
 * @param event What happened.
 * @param sink Where to. @default the kernel
 */
export function emitEvent(event: PennyEvent, sink?: DisplaySink): void {
  const target = sink ?? (inKernel() ? currentSink() : null);
  target?.send({ [EVENT_MIME]: event });
}
