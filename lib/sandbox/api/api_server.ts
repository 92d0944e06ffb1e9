import { type Clock, UsageError } from "../../base/mod.ts";
import type { Database } from "../../connectors/postgres/mod.ts";
import { ApiError, refused } from "./api_error.ts";
import { Exports } from "./exports.ts";
import type { FaultState } from "./fault_state.ts";
import { fileResponse, publicFile } from "./file_response.ts";
import type { Page } from "./list_page.ts";
import { encodeCursor } from "./cursor.ts";
import { type Allowance, RateCounter, rateHeaders, type RateLimit } from "./rate_limit.ts";
import { jsonResponse } from "./json_response.ts";
import { type Answer, Router, routesOf } from "./router.ts";
import { spoil } from "./spoil.ts";
import { FIRM_ROOT, FirmApi } from "./firm/firm_api.ts";
import type {
  ApiContext,
  ApiRequest,
  SandboxFirmToken,
  SandboxToken,
  TokenCompany,
} from "./types.ts";

const ROOT = "/api/external/v2";
/** Counts the requests that bear no known token. */
const NOBODY = "";

/** What a server needs. */
export interface ServerOptions {
  readonly port: number;
  readonly clock: Clock;
  readonly limitClock: Clock;
  readonly tokens: readonly SandboxToken[];
  readonly firms: readonly SandboxFirmToken[];
  readonly limit: RateLimit;
  readonly faults: FaultState;
  readonly onAnswer: (status: number) => void;
}

interface Access {
  readonly token: SandboxToken;
  readonly company: TokenCompany;
}

/** A request to one of the two APIs. */
interface Asked {
  readonly root: string;
  /** Path under the root. */
  readonly path: string;
  readonly url: URL;
  /** Bearer token, "" without one that is known there. */
  readonly token: string;
}

/** The HTTP side of both sandbox APIs: authentication, rate limit, errors, faults. */
export class ApiServer {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #context: ApiContext;
  readonly #accesses: ReadonlyMap<string, Access>;
  readonly #firms: ReadonlyMap<string, SandboxFirmToken>;
  readonly #rates: RateCounter;
  readonly #exports = new Exports();
  readonly #router = new Router(routesOf(this.#exports));
  readonly #firm = new FirmApi(this.#exports);
  readonly #closing = new AbortController();
  #closed: Promise<void> | null = null;

  private constructor(db: Database, accesses: ReadonlyMap<string, Access>, options: ServerOptions) {
    const { clock, faults, limit, limitClock, port, onAnswer } = options;
    this.#accesses = accesses;
    this.#firms = new Map(options.firms.map((firm) => [firm.token, firm]));
    this.#rates = new RateCounter(limit, limitClock);
    this.#server = listen(port, async (request) => {
      const answer = await this.#answer(request);
      onAnswer(answer.status);
      return answer;
    });
    this.#context = { db, clock, faults, origin: `http://127.0.0.1:${this.#server.addr.port}` };
  }

  /** Looks up the companies of the tokens and listens. */
  static async start(db: Database, options: ServerOptions): Promise<ApiServer> {
    const rows = await db.many<Record<string, string>>("SELECT * FROM sandbox_api.companies");
    const accesses = new Map<string, Access>();
    for (const token of options.tokens) {
      const row = rows.find((one) => Number(one.company_id) === token.companyId);
      if (row === undefined) {
        throw new UsageError(
          `Impossible de servir l'API de démonstration : la société « ${token.companyId} » d'un jeton ` +
            `n'existe pas ; sociétés présentes : ${rows.map((one) => one.company_id).join(", ")}`,
        );
      }
      const company = {
        companyId: token.companyId,
        apiId: Number(row.api_id),
        name: row.name ?? "",
        regNo: row.reg_no ?? "",
      };
      accesses.set(token.token, { token, company });
    }
    return new ApiServer(db, accesses, options);
  }

  /** Where the company API is. */
  get baseUrl(): string {
    return this.#context.origin + ROOT;
  }

  /** Where the Firm API is. */
  get firmBaseUrl(): string {
    return this.#context.origin + FIRM_ROOT;
  }

  /** Stops listening, ends slow answers and waits for the requests under way. */
  close(): Promise<void> {
    this.#closing.abort();
    return this.#closed ??= this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const asked = this.#askedOf(request, url);
    if (asked === null) {
      const file = await fileResponse(url, { exports: this.#exports, context: this.#context });
      return file ?? publicFile(url) ??
        Response.json({ error: "Not Found", status: 404 }, { status: 404 });
    }
    const { path } = asked;
    const allowance = this.#rates.take(asked.token);
    const headers = {
      ...rateHeaders(allowance, this.#rates.limit),
      "x-request-id": crypto.randomUUID(),
    };
    const early = await this.#refusedEarly(path, allowance);
    if (early) return withHeaders(early, headers);
    try {
      const answer = await this.#handle(request, asked);
      const page = this.#pageFaults(answer.body as Record<string, unknown>, url, path);
      const body = spoil(page, { faults: this.#context.faults, path });
      return jsonResponse(body, {
        status: answer.status,
        headers,
        faults: this.#context.faults,
        path,
      });
    } catch (error) {
      return withHeaders(errorResponse(error), headers);
    }
  }

  /** Null: the request is for none of the APIs. */
  #askedOf(request: Request, url: URL): Asked | null {
    const root = [ROOT, FIRM_ROOT].find((one) => url.pathname.startsWith(`${one}/`));
    if (root === undefined) return null;
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    const known = root === ROOT ? this.#accesses : this.#firms;
    const token = known.has(bearer) ? bearer : NOBODY;
    return { root, path: url.pathname.slice(root.length), url, token };
  }

  /** What answers before any endpoint: too many requests, a server in trouble, another server. */
  async #refusedEarly(path: string, allowance: Allowance): Promise<Response | null> {
    const { faults } = this.#context;
    if (!allowance.allowed) return tooMany(allowance.retryAfter);
    const limited = faults.strike("rate_limited", path);
    if (limited) return tooMany(limited.retryAfter ?? allowance.retryAfter);
    const slow = faults.strike("slow", path);
    if (slow) await delay(slow.delayMs, this.#closing.signal);
    if (faults.strike("unavailable", path)) {
      return new Response("Service Unavailable", { status: 503 });
    }
    if (faults.strike("server_error", path)) {
      return new Response("Internal Server Error", { status: 500 });
    }
    if (faults.strike("html", path)) {
      return new Response("<!doctype html><title>Connexion</title><h1>Connexion</h1>", {
        headers: { "content-type": "text/html; charset=utf-8" },
      });
    }
    return null;
  }

  async #handle(request: Request, { root, path, url, token }: Asked): Promise<Answer> {
    if (token === NOBODY || this.#context.faults.strike("unauthorized", path)) {
      throw refused(401, "The access token is invalid");
    }
    const { method } = request;
    const context = this.#context;
    if (root === FIRM_ROOT) {
      const body = () => request.text();
      return await this.#firm.handle({
        ...{ context, token: this.#firms.get(token)!, method, url, path, body },
      });
    }
    const { route, ids } = this.#router.find(method, path);
    const { token: { scopes }, company } = this.#accesses.get(token)!;
    if (route.scopes.length > 0 && !route.scopes.some((scope) => scopes.includes(scope))) {
      throw refused(403, `Access to this resource requires scope "${route.scopes[0]}".`);
    }
    const apiRequest: ApiRequest = {
      ...{ context, company, scopes, url, path, ids },
      body: method === "POST" ? await request.text() : "",
      link: (target) => this.baseUrl + target,
    };
    return await route.handle(apiRequest);
  }

  #pageFaults(body: Record<string, unknown>, url: URL, path: string): Record<string, unknown> {
    // Lists that go by page numbers have no cursor to spoil.
    if (!Array.isArray(body.items) || !("next_cursor" in body)) return body;
    const { faults } = this.#context;
    const page = body as unknown as Page;
    const sent = url.searchParams.get("cursor");
    if (faults.strike("empty_page", path)) {
      return { ...page, items: [], has_more: true, next_cursor: sent ?? beginning(url, path) };
    }
    if (page.next_cursor !== null && faults.strike("repeated_cursor", path)) {
      return { ...page, next_cursor: sent ?? page.next_cursor };
    }
    return body;
  }
}

function listen(
  port: number,
  handler: (request: Request) => Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, handler);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new UsageError(
      `Impossible de servir l'API de démonstration sur le port « ${port} » : il est déjà pris ; ` +
        "choisissez-en un autre, ou 0 pour un port libre",
      { cause: error },
    );
  }
}

/** A cursor of the beginning of a list. */
function beginning(url: URL, path: string): string {
  if (path.includes("/changelogs/")) return btoa("2000-01-01T00:00:00.000000Z");
  const sort = path === "/trial_balance" ? "number" : url.searchParams.get("sort") ?? "-id";
  return encodeCursor({ cursor_attributes: [], sort });
}

function tooMany(seconds: number): Response {
  return new Response(`Rate limit exceeded. Please retry in ${seconds} seconds.`, {
    status: 429,
    headers: { "retry-after": String(seconds), "content-type": "text/plain; charset=utf-8" },
  });
}

function errorResponse(error: unknown): Response {
  if (error instanceof ApiError) return Response.json(error.body, { status: error.status });
  console.error(error);
  return new Response("Internal Server Error", { status: 500 });
}

function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** Waits, or until the server closes. */
function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
