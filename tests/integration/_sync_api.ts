import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openPennylane } from "../../lib/connectors/pennylane/mod.ts";
import type { ApiToken } from "../../lib/sync/mod.ts";
import type { Books } from "./_books.ts";
import { COMPANIES, type Served, withSandboxApi } from "./_sandbox_api.ts";

/** Tokens whose clients are open. */
export interface OpenTokens extends AsyncDisposable {
  readonly tokens: readonly ApiToken[];
}

/**
 * Tokens of the sandbox API as the session opens them; who wants to sleep moves a clock instead.
 *
 * @param baseUrl Of the sandbox API, or of what stands before it.
 * @param companies Pharmacy, agency and builder are 0, 1 and 2.
 */
export function openTokens(baseUrl: string, companies: readonly number[] = [0, 1, 2]): OpenTokens {
  let waitedMs = 0;
  const clock = { now: () => new Date(Date.now() + waitedMs) };
  const sleep = (ms: number) => {
    waitedMs += ms;
    return Promise.resolve();
  };
  const clients = companies.map((company) =>
    openPennylane({ token: `token-${company}`, baseUrl, clock, sleep })
  );
  return {
    tokens: clients.map((client, i) => ({
      position: i + 1,
      hash: `hash-${companies[i]}`,
      client: () => Promise.resolve(client),
    })),
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) await client.close();
    },
  };
}

/** Makes the synthetic books once for all tests of a file; the function that it gives tells the server. */
export function shareSandboxApi(name: string): () => Served {
  const opened = Promise.withResolvers<Served>();
  const closing = Promise.withResolvers<void>();
  let served: Served;
  let done: Promise<void>;
  Deno.test.beforeAll(async () => {
    done = withSandboxApi(name, (made) => {
      opened.resolve(made);
      return closing.promise;
    });
    served = await Promise.race([opened.promise, done.then(() => opened.promise)]);
  });
  Deno.test.afterAll(async () => {
    closing.resolve();
    await done;
  });
  return () => served;
}

/** Shows synthetic companies to the hand-made Data Sharing too, with one fiscal year that has the id 1. */
export async function addBookCompanies(
  books: Books,
  served: Served,
  companies: readonly number[],
): Promise<void> {
  for (const index of companies) {
    const id = COMPANIES[index]!;
    const { name, siren } = await served.db.one<{ name: string; siren: string }>(
      "SELECT name, registration_number AS siren FROM pennylane.companies WHERE id = $1",
      [id],
    );
    await books.add("companies", { id, name, registration_number: siren });
    await books.add("fiscal_years", {
      id: 1,
      company_id: id,
      start_date: "2026-01-01",
      end_date: "2026-12-31",
    });
  }
}

/** A server before the sandbox API that notes the path of every request. */
export interface Watched extends AsyncDisposable {
  readonly baseUrl: string;
  /** Paths below the base URL, in order, without their queries. */
  readonly paths: string[];
  /** Status of every answer. */
  readonly statuses: number[];
}

/** Changes a row on its way; `path` is that of the request below the base URL. */
export type EditRow = (row: Record<string, unknown>, path: string) => Record<string, unknown>;

/** Opens a server that passes requests on. */
export async function watch(
  baseUrl: string,
  edit: EditRow = (row) => row,
): Promise<Watched> {
  const paths: string[] = [];
  const statuses: number[] = [];
  const target = new URL(baseUrl);
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, target);
    const path = url.pathname.replace(target.pathname, "");
    paths.push(path);
    const answer = await fetch(url, {
      headers: { authorization: request.headers.authorization ?? "" },
    });
    const headers = [...answer.headers].filter(([name]) =>
      /^(?:content-type|ratelimit)/.test(name)
    );
    statuses.push(answer.status);
    response.writeHead(answer.status, Object.fromEntries(headers));
    response.end(edited(await answer.text(), (row) => edit(row, path)));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${target.pathname}`,
    ...{ paths, statuses },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** The text of a page with other rows; any other answer as it is. */
function edited(text: string, edit: (row: Record<string, unknown>) => unknown): string {
  try {
    const page = JSON.parse(text);
    if (!Array.isArray(page.items)) return text;
    return JSON.stringify({ ...page, items: page.items.map(edit) });
  } catch {
    return text;
  }
}
