import type { JupyterMessage } from "./messages.ts";
import type { ErrorOutput, MimeBundle, Output } from "./outputs.ts";

/** The output that a message of the iopub channel carries, or null for another kind of message. */
export function readOutput(message: JupyterMessage): Output | null {
  const { content } = message;
  switch (message.header.msg_type) {
    case "stream": {
      const name = content.name === "stderr" ? "stderr" : "stdout";
      return { output_type: "stream", name, text: String(content.text ?? "") };
    }
    case "display_data":
      return { output_type: "display_data", ...readBundle(content) };
    case "execute_result": {
      const count = typeof content.execution_count === "number" ? content.execution_count : null;
      return { output_type: "execute_result", execution_count: count, ...readBundle(content) };
    }
    case "error":
      return readError(content);
    default:
      return null;
  }
}

/** Data and metadata of a display; a bundle that is no object counts as empty. */
export function readBundle(
  content: Readonly<Record<string, unknown>>,
): { data: MimeBundle; metadata: Readonly<Record<string, unknown>> } {
  return { data: asRecord(content.data), metadata: asRecord(content.metadata) };
}

/** An error as a message, a reply or the prelude words it. */
export function readError(content: Readonly<Record<string, unknown>>): ErrorOutput {
  const traceback = Array.isArray(content.traceback)
    ? content.traceback.map(String)
    : String(content.stack ?? "").split("\n");
  return {
    output_type: "error",
    ename: String(content.ename || "Error"),
    evalue: String(content.evalue ?? ""),
    traceback: traceback.filter((line, i) => i > 0 || line !== ""),
  };
}

/** The display id of a message, if it has one. */
export function displayId(content: Readonly<Record<string, unknown>>): string | null {
  const id = asRecord(content.transient).display_id;
  return typeof id === "string" ? id : null;
}

/** The value as an object; anything else counts as an empty one. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? value as Record<string, unknown> : {};
}
