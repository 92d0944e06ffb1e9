import { Agent, createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Rows that somebody asked the API for by their ids. */
export interface Asked {
  /** As in Data Sharing. */
  readonly companyId: string;
  /** Last part of the path, e.g. `ledger_entry_lines`. */
  readonly resource: string;
  readonly ids: readonly string[];
}

/** A server before the sandbox API that notes which ids are asked for. */
export interface AskedIds extends AsyncDisposable {
  readonly baseUrl: string;
  /** What was asked for since the last call. */
  take(): Asked[];
}

/**
 * Opens a server that passes requests on and notes the ids that they name: what a reading of changes reads again is seen from
 * outside of it.
 *
 * @param baseUrl Of the sandbox API.
 */
export async function noteAskedIds(baseUrl: string): Promise<AskedIds> {
  let asked: Asked[] = [];
  const target = new URL(baseUrl);
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const one = askedIn(incoming);
    if (one !== null) asked.push(one);
    const { host, port } = { host: target.hostname, port: target.port };
    const options = { host, port, agent, path: incoming.url, method: incoming.method };
    const headers = { authorization: incoming.headers.authorization ?? "" };
    const passed = request({ ...options, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${target.pathname}`,
    take: () => {
      const taken = asked;
      asked = [];
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      agent.destroy();
    },
  };
}

interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: readonly (number | string)[];
}

function askedIn({ url = "/", headers }: IncomingMessage): Asked | null {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  const filter = searchParams.get("filter");
  if (filter === null) return null;
  const ids = (JSON.parse(filter) as Condition[])
    .find(({ field, operator }) => field === "id" && operator === "in");
  if (ids === undefined) return null;
  const companyId = /sandbox-(\d+)$/.exec(headers.authorization ?? "")![1]!;
  return { companyId, resource: pathname.split("/").at(-1)!, ids: ids.value.map(String) };
}
