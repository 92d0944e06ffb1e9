import { refused } from "../api_error.ts";
import type { Exports } from "../exports.ts";
import { type Answer, ok, Router } from "../router.ts";
import type { ApiContext, SandboxFirmToken } from "../types.ts";
import { firmCompanies, firmCompany, type FirmScope } from "./companies.ts";
import { COMPANIES_SCOPE, firmRoutes } from "./firm_routes.ts";
import { numberedPage } from "./numbered_page.ts";

/** Where the Firm API is, below the server's address. */
export const FIRM_ROOT = "/api/external/firm/v1";

const MOST_COMPANIES = 1000;
const OF_COMPANY = /^\/companies\/([^/]+)(\/.+)?$/;

/** A request past authentication. */
export interface FirmRequest {
  readonly context: ApiContext;
  readonly token: SandboxFirmToken;
  readonly method: string;
  readonly url: URL;
  /** Path under {@linkcode FIRM_ROOT}. */
  readonly path: string;
  /** Reads the body of a POST. */
  body(): Promise<string>;
}

/** The endpoints of the Firm API: the companies of a firm, and what lies under each. */
export class FirmApi {
  readonly #router: Router;

  constructor(exports: Exports) {
    this.#router = new Router(firmRoutes(exports));
  }

  /**
   * Answers a request.
   *
   * @throws {ApiError} 403: a scope is missing; 404: no such path, row or company; 400: a parameter does not fit.
   */
  async handle(request: FirmRequest): Promise<Answer> {
    const { context, token, url, path } = request;
    const scope: FirmScope = { context, token };
    const [, id, below] = OF_COMPANY.exec(path) ?? [];
    if (below !== undefined) return await this.#ofCompany(request, { scope, id: id!, below });
    if (request.method !== "GET" || (id === undefined && path !== "/companies")) {
      throw refused(404, "Not Found");
    }
    requireScope(token, [COMPANIES_SCOPE]);
    if (id !== undefined) return ok((await firmCompany(scope, id)).json);
    const companies = await firmCompanies(scope, url);
    const rows = companies.map(({ json }) => json);
    return ok(numberedPage(rows, { url, maximum: MOST_COMPANIES }));
  }

  async #ofCompany(
    request: FirmRequest,
    { scope, id, below }: {
      readonly scope: FirmScope;
      readonly id: string;
      readonly below: string;
    },
  ): Promise<Answer> {
    const { context, token, url, method } = request;
    const { route, ids } = this.#router.find(method, below);
    requireScope(token, route.scopes);
    const company = await firmCompany(scope, id);
    return await route.handle({
      ...{ context, company, url, ids, scopes: token.scopes, path: request.path },
      body: method === "POST" ? await request.body() : "",
      link: (target) => `${context.origin}${FIRM_ROOT}/companies/${id}${target}`,
    });
  }
}

function requireScope({ scopes }: SandboxFirmToken, any: readonly string[]): void {
  if (any.some((scope) => scopes.includes(scope))) return;
  throw refused(403, `Access to this resource requires scope "${any[0]}".`);
}
