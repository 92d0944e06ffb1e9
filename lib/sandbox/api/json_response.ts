import type { FaultState } from "./fault_state.ts";

/** How an answer is sent. */
export interface JsonResponseOptions {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly faults: FaultState;
  readonly path: string;
}

/** A JSON answer, or what a fault makes of it: broken JSON, a connection cut in the middle. */
export function jsonResponse(body: object, options: JsonResponseOptions): Response {
  const { faults, path, status } = options;
  const headers = { ...options.headers, "content-type": "application/json; charset=utf-8" };
  const text = JSON.stringify(body);
  if (faults.strike("malformed_json", path)) {
    return new Response(text.slice(0, -Math.ceil(text.length / 3)), { status, headers });
  }
  if (faults.strike("cut_connection", path)) {
    const bytes = new TextEncoder().encode(text);
    return new Response(cut(bytes), {
      status,
      headers: { ...headers, "content-length": String(bytes.length) },
    });
  }
  return new Response(text, { status, headers });
}

/** Half of the bytes that were announced: the server then breaks the connection. */
function cut(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, Math.ceil(bytes.length / 2)));
      controller.close();
    },
  });
}
