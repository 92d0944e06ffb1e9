import { asRecord } from "./_read_output.ts";
import type { JupyterMessage } from "./messages.ts";

const FENCE_MIME = "application/vnd.penny.fence+json";

/** Name of the symbol under which the prelude keeps its broadcast: a cell may declare a `Deno` of its own. */
export const FENCE_BROADCAST = "penny.broadcast";

const BROADCAST = `(globalThis[Symbol.for("${FENCE_BROADCAST}")] ?? Deno.jupyter.broadcast)`;

/** A marker that the kernel broadcasts behind all output so far. */
export interface Fence {
  /** What the kernel has to execute, silently. */
  readonly code: string;
  /** Resolves when the marker arrives. */
  readonly arrived: Promise<void>;
  /** Called with the marker's value. */
  readonly see: (token: unknown) => void;
}

/** A fence of its own: only its own marker passes it. */
export function newFence(): Fence {
  const token = crypto.randomUUID();
  const { promise, resolve } = Promise.withResolvers<void>();
  const content = { data: { [FENCE_MIME]: token }, metadata: {}, transient: {} };
  return {
    code: `${BROADCAST}("display_data", ${JSON.stringify(content)}); undefined`,
    arrived: promise,
    see: (seen) => seen === token && resolve(),
  };
}

/** The value of a marker, or undefined for any other message: those alone are output. */
export function fenceToken(message: JupyterMessage): unknown {
  if (message.header.msg_type !== "display_data") return undefined;
  return asRecord(message.content.data)[FENCE_MIME];
}
