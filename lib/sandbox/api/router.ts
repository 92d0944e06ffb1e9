import { badParameter, refused } from "./api_error.ts";
import { changelog, type Feed, FEEDS } from "./changelog.ts";
import { EXPORT_SCOPES, type Exports } from "./exports.ts";
import type { ExportKind } from "./export_job.ts";
import { includedLines } from "./included_lines.ts";
import { findRow, listPage, readOne } from "./list_page.ts";
import { me } from "./me.ts";
import { RESOURCES, TYPED_CUSTOMERS } from "./resources/mod.ts";
import { trialBalance } from "./trial_balance.ts";
import type { ApiRequest, ListResource } from "./types.ts";

/** What an endpoint answers. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** One endpoint. */
export interface Route {
  readonly method: "GET" | "POST";
  /** E.g. `/customers/{id}`. */
  readonly path: string;
  /** Any of these opens it; none: open to every token. */
  readonly scopes: readonly string[];
  readonly handle: (request: ApiRequest) => Promise<Answer> | Answer;
}

/** An answer with its body and nothing to tell besides. */
export const ok = (body: object): Answer => ({ status: 200, body });

/** All endpoints of a server. */
export function routesOf(exports: Exports): readonly Route[] {
  return [
    { method: "GET", path: "/me", scopes: [], handle: (request) => ok(me(request)) },
    ...RESOURCES.flatMap((resource) => resourceRoutes(resource, RESOURCES)),
    ...TYPED_CUSTOMERS.map(oneRoute),
    {
      method: "GET",
      path: "/trial_balance",
      scopes: ["trial_balance:readonly"],
      handle: async (request) => ok(await trialBalance(request)),
    },
    ...FEEDS.map(feedRoute),
    ...(Object.keys(EXPORT_SCOPES) as ExportKind[]).flatMap((kind) => exportRoutes(kind, exports)),
  ];
}

/** The endpoint of a change feed. */
export function feedRoute(feed: Feed): Route {
  return {
    method: "GET",
    path: `/changelogs/${feed.name}`,
    scopes: feed.scopes,
    handle: async (request) => ok(await changelog(feed, request)),
  };
}

/**
 * The endpoints of a list: itself and, when it has one, the row behind `/{id}`.
 *
 * @param resource The list.
 * @param all Lists of the same API, among which the parent of a sub-list is.
 */
export function resourceRoutes(resource: ListResource, all: readonly ListResource[]): Route[] {
  const list: Route = {
    method: "GET",
    path: resource.path,
    scopes: resource.scopes,
    handle: async (request) => {
      const parent = all.find((one) => one.path === resource.parent);
      if (parent) await findRow(parent, request, request.ids[0]!);
      const page = await listPage(resource, request);
      const included = await includedOf(resource, page.items, request);
      return ok(included === null ? page : { ...page, included });
    },
  };
  return resource.model ? [list, oneRoute(resource)] : [list];
}

async function includedOf(
  resource: ListResource,
  items: readonly Record<string, unknown>[],
  request: ApiRequest,
): Promise<Record<string, unknown> | null> {
  const include = request.url.searchParams.get("include");
  if (include === null || !resource.includesLines) return null;
  if (include !== "invoice_lines") {
    throw badParameter("include", "NotEnumInclude", "include: only invoice_lines can be included");
  }
  return await includedLines(items, request);
}

/** The endpoint of the row behind `/{id}`. */
export function oneRoute(resource: ListResource): Route {
  return {
    method: "GET",
    path: `${resource.path}/{id}`,
    scopes: resource.scopes,
    handle: async (request) => ok(await readOne(resource, request)),
  };
}

/** The endpoints of a kind of exports. */
export function exportRoutes(kind: ExportKind, exports: Exports): Route[] {
  const path = `/exports/${kind}`;
  const scopes = [EXPORT_SCOPES[kind]];
  return [
    {
      method: "POST",
      path,
      scopes,
      handle: (request) => ({ status: 201, body: exports.create(kind, request) }),
    },
    {
      method: "GET",
      path: `${path}/{id}`,
      scopes,
      handle: (request) => ok(exports.poll(kind, request)),
    },
  ];
}

/** Finds the endpoint of a request among routes, by method and path. */
export class Router {
  readonly #routes: ReadonlyMap<string, Route>;

  constructor(routes: readonly Route[]) {
    this.#routes = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  }

  /**
   * The endpoint and the ids of the path.
   *
   * @throws {ApiError} 404: no such path.
   */
  find(method: string, path: string): { route: Route; ids: string[] } {
    const segments = path.split("/");
    // An id is the second part of a path, the third one behind /exports.
    const place = segments[1] === "exports" ? 3 : 2;
    const exact = this.#routes.get(`${method} ${path}`);
    if (exact && !path.includes("{")) return { route: exact, ids: [] };
    const id = segments[place];
    if (id !== undefined && id !== "") {
      const pattern = [...segments.slice(0, place), "{id}", ...segments.slice(place + 1)].join("/");
      const route = this.#routes.get(`${method} ${pattern}`);
      if (route) return { route, ids: [id] };
    }
    throw refused(404, "Not Found");
  }
}
