import { type Clock, fixedClock } from "../../lib/base/mod.ts";
import type { Database } from "../../lib/connectors/postgres/mod.ts";
import {
  ALL_READ_SCOPES,
  type SandboxApi,
  type SandboxApiOptions,
  serveSandboxApi,
} from "../../lib/sandbox/api/mod.ts";
import { loadSandbox } from "../../lib/sandbox/mod.ts";
import { withDatabase } from "./_server.ts";

/** Day of the books of these tests. */
export const DATE = "2026-10-31";
/** Noon of that day. */
export const NOON = new Date(`${DATE}T12:00:00Z`);
/** Pharmacy, agency (another id in the API), building (other row ids), as Data Sharing numbers them. */
export const COMPANIES = [21_847_061, 21_847_174, 21_847_287] as const;

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

/** A clock that a test moves. */
export class DrivenClock implements Clock {
  #time = NOON.getTime();

  now(): Date {
    return new Date(this.#time);
  }

  /** Moves the clock. */
  advance(seconds: number): void {
    this.#time += seconds * 1000;
  }
}

/** What a test gets. */
export interface Served {
  readonly db: Database;
  readonly api: SandboxApi;
  /** GET of a path under the base URL, with the token of a company (0, 1, 2) or any other text. */
  get(path: string, token?: number | string): Promise<Answer>;
  /** POST of a JSON body. */
  post(path: string, body: unknown, token?: number | string): Promise<Answer>;
  /** Every item of a list, page after page. */
  all(path: string, token?: number): Promise<Record<string, unknown>[]>;
  /** Another server over the same books. */
  serve(options: Partial<SandboxApiOptions>): Promise<SandboxApi>;
}

/** Runs a test on a server over the synthetic books of seed 1. */
export async function withSandboxApi(
  name: string,
  test: (served: Served) => Promise<void>,
): Promise<void> {
  await withDatabase(`api_${name}`, async ({ db }) => {
    await loadSandbox(db, { seed: 1, date: DATE });
    const serve = (options: Partial<SandboxApiOptions>) =>
      serveSandboxApi(db, {
        clock: fixedClock(NOON),
        tokens: COMPANIES.map((companyId, index) => ({
          token: `token-${index}`,
          companyId,
          scopes: ALL_READ_SCOPES,
        })),
        limit: { requests: 1_000_000, windowSeconds: 5 },
        ...options,
      });
    await using api = await serve({});
    const get = (path: string, token: number | string = 0) => getFrom(api, path, token);
    await test({
      db,
      api,
      get,
      post: (path, body, token = 0) =>
        send(api.baseUrl + path, {
          method: "POST",
          headers: headersOf(token),
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
      all: (path, token = 0) => allItems((next) => get(next, token), path),
      serve,
    });
  });
}

/** GET from any server. */
export function getFrom(api: SandboxApi, path: string, token: number | string = 0) {
  return send(path.startsWith("http") ? path : api.baseUrl + path, { headers: headersOf(token) });
}

/** A `filter` parameter. */
export function filterOf(...conditions: [string, string, unknown][]): string {
  const filter = conditions.map(([field, operator, value]) => ({ field, operator, value }));
  return `filter=${encodeURIComponent(JSON.stringify(filter))}`;
}

function headersOf(token: number | string): Record<string, string> {
  const text = typeof token === "number" ? `token-${token}` : token;
  return text === "" ? {} : { authorization: `Bearer ${text}` };
}

async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const { status, headers } = response;
  return { status, headers, text, json: isJson ? JSON.parse(text) : null };
}

async function allItems(
  get: (path: string) => Promise<Answer>,
  path: string,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  do {
    const mark = path.includes("?") ? "&" : "?";
    const next: Answer = await get(
      cursor === null ? path : `${path}${mark}cursor=${encodeURIComponent(cursor)}`,
    );
    if (next.status !== 200) throw new Error(`${path}: ${next.status} ${next.text}`);
    items.push(...next.json.items);
    cursor = next.json.next_cursor;
  } while (cursor !== null);
  return items;
}
