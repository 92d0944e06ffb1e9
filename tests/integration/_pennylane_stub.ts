import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  openPennylane,
  type Pennylane,
  type PennylaneOptions,
} from "../../lib/connectors/pennylane/mod.ts";

/** The token of every test; it must never be seen in an error. */
export const TOKEN = "jeton-secret-0123456789";

/** A request as the stub received it. */
export interface SeenRequest {
  readonly method: string;
  /** Path below the base URL. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** An answer; `raw` takes the answer in its own hands, e.g. to cut the connection. */
export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is; anything else becomes JSON. */
  readonly body?: unknown;
  readonly raw?: (response: ServerResponse) => void;
}

/** A server on loopback, a client of it, and what went over the wire. */
export interface Stub {
  readonly client: Pennylane;
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Milliseconds that the client wanted to wait; nothing sleeps. */
  readonly waits: number[];
}

async function readRequest(request: IncomingMessage): Promise<SeenRequest> {
  let body = "";
  for await (const chunk of request) body += chunk;
  const url = new URL(request.url ?? "/", "http://stub");
  return {
    method: request.method ?? "",
    path: url.pathname.replace("/api/external/v2", ""),
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body,
  };
}

function send(response: ServerResponse, answer: StubAnswer): void {
  if (answer.raw !== undefined) return answer.raw(response);
  const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {});
  response.writeHead(answer.status ?? 200, {
    "content-type": "application/json",
    ...answer.headers,
  });
  response.end(text);
}

/**
 * Runs a test against a server of its own that answers what `answer` says.
 *
 * @param answer From the request and its number (1 for the first) to the answer.
 * @param test The test.
 * @param options Options of the client beside token, address, clock and waiting.
 */
export async function withStub(
  answer: (request: SeenRequest, number: number) => StubAnswer,
  test: (stub: Stub) => Promise<void>,
  options: Partial<PennylaneOptions> = {},
): Promise<void> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const one = await readRequest(request);
    seen.push(one);
    send(response, answer(one, seen.length));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waits: number[] = [];
  let now = Date.UTC(2026, 9, 31);
  const client = openPennylane({
    token: TOKEN,
    baseUrl: `${url}/api/external/v2`,
    clock: { now: () => new Date(now) },
    sleep: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
    random: () => 1,
    ...options,
  });
  try {
    await test({ client, url, seen, waits });
  } finally {
    await client.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

/** A page as the API sends it. */
export function page(items: readonly unknown[], nextCursor: string | null = null): StubAnswer {
  return { body: { items, has_more: nextCursor !== null, next_cursor: nextCursor } };
}

/** A journal: the shortest row there is. */
export function journal(id: number): Record<string, unknown> {
  return { id, code: `J${id}`, label: `Journal ${id}`, type: "misc" };
}

/** What a call throws; fails when it throws nothing. */
export async function thrown(call: () => Promise<unknown>): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
