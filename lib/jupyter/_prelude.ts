import { PENDING } from "../base/mod.ts";
import {
  hearFaults,
  hearTests,
  joinPrints,
  keepStreams,
  type KernelNote,
  noteSender,
  offerTools,
  watchTimers,
} from "./_in_kernel.ts";
import { FENCE_BROADCAST } from "./_fence.ts";
import { asRecord } from "./_read_output.ts";

/** MIME type under which the code inside the kernel tells what is no output. */
export const NOTE_MIME = "application/vnd.penny.kernel-note+json";

const TOOLS = "penny.kernel";

/** What every kernel runs before its first cell. */
export const PRELUDE = `(() => {
  (${joinPrints})(${JSON.stringify(FENCE_BROADCAST)});
  const note = (${noteSender})(${JSON.stringify(NOTE_MIME)});
  (${hearFaults})(note);
  (${hearTests})(note);
  (${keepStreams})();
  const { setTimeout } = globalThis;
  const isDue = (${watchTimers})();
  (${offerTools})(note, ${JSON.stringify({ tools: TOOLS, pending: Symbol.keyFor(PENDING) })}, {
    setTimeout,
    isDue,
  });
})(); undefined`;

/** Code that waits, at the end of a notebook, for timers (`settle`) or for pending library calls (`drain`). */
export function waitCode(what: "settle" | "drain", limitMs: number): string {
  return `await globalThis[Symbol.for("${TOOLS}")].${what}(${Math.max(0, limitMs)}); undefined`;
}

/** The note in a bundle of MIME types, or null. */
export function readNote(data: Readonly<Record<string, unknown>>): KernelNote | null {
  if (!(NOTE_MIME in data)) return null;
  const note = asRecord(data[NOTE_MIME]);
  return ["fault", "test", "pending"].includes(String(note.kind)) ? note as KernelNote : null;
}
