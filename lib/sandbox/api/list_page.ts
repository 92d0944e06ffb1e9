import { badParameter, refused } from "./api_error.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { addFilters, isDate, type SqlConditions } from "./filters.ts";
import { limitOf, refuseHashFilter } from "./parameters.ts";
import type { ApiRequest, ListResource, SandboxRow } from "./types.ts";

/** A page as the API answers it. */
export interface Page {
  readonly items: Record<string, unknown>[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** Old page keys that some lists still send. */
const NULL_KEYS = { total_pages: null, current_page: null, per_page: null, total_items: null };

interface Query {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/**
 * The statement of one page: by key, so that a late page costs what the first one does.
 *
 * @param resource The list.
 * @param request The request.
 * @returns A statement that reads one row more than the page holds.
 * @throws {ApiError} 400: a parameter that does not fit.
 */
export function pageQuery(resource: ListResource, request: ApiRequest): Query {
  const { searchParams } = request.url;
  refuseHashFilter(request.url);
  const sql = baseConditions(resource, request);
  addFilters(searchParams.get("filter"), resource.filters ?? {}, sql);
  const sort = sortOf(resource, request);
  const order = sort.replace(/^-/, "");
  const columns = resource.sorts[order]!;
  const descending = sort.startsWith("-");
  const text = searchParams.get("cursor");
  const cursor = text === null || text === ""
    ? null
    : decodeCursor(text, { sort, width: columns.length });
  if (cursor !== null && cursor.cursor_attributes.length > 0) {
    const from = cursor.cursor_attributes.map((value, index) => {
      sql.params.push(attribute(value, columns[index]!.type));
      return `$${sql.params.length}::${columns[index]!.type}`;
    });
    const key = columns.map((one) => one.sql).join(", ");
    sql.conditions.push(`(${key}) ${descending ? "<" : ">"} (${from.join(", ")})`);
  }
  sql.params.push(limitOf(request.url, resource.maxLimit) + 1);
  const direction = descending ? " DESC" : "";
  return {
    sql: `SELECT ${resource.select}, ${
      columns.map((one, index) => `${one.sql}::text AS key_${index}`).join(", ")
    } FROM ${resource.from} WHERE ${sql.conditions.join(" AND ")} ORDER BY ${
      columns.map((one) => one.sql + direction).join(", ")
    } LIMIT $${sql.params.length}::int`,
    params: sql.params,
  };
}

/** Reads a page of a list. */
export async function listPage(resource: ListResource, request: ApiRequest): Promise<Page> {
  const { sql, params } = pageQuery(resource, request);
  const rows = await request.context.db.many<SandboxRow>(sql, params);
  const limit = Number(params.at(-1)) - 1;
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1)! : null;
  const sort = sortOf(resource, request);
  const width = resource.sorts[sort.replace(/^-/, "")]!.length;
  return {
    items: shown.map((row) => resource.json(row, request)),
    has_more: last !== null,
    next_cursor: last === null ? null : encodeCursor({
      cursor_attributes: Array.from({ length: width }, (_, index) => last[`key_${index}`]),
      sort,
    }),
    ...(resource.nullKeys && NULL_KEYS),
  };
}

/**
 * Reads the row behind `/{id}`.
 *
 * @throws {ApiError} 404: unknown, deleted, or of another company.
 */
export async function readOne(
  resource: ListResource,
  request: ApiRequest,
): Promise<Record<string, unknown>> {
  const row = await findRow(resource, request, request.ids[0]!);
  return resource.detail ? await resource.detail(row, request) : resource.json(row, request);
}

/**
 * The row of a list with an id.
 *
 * @throws {ApiError} 404.
 */
export async function findRow(
  resource: ListResource,
  request: ApiRequest,
  id: string,
): Promise<SandboxRow> {
  const sql = baseConditions(resource, request);
  sql.params.push(/^\d{1,18}$/.test(id) ? id : "-1");
  const row = await request.context.db.maybeOne<SandboxRow>(
    `SELECT ${resource.select} FROM ${resource.from}
      WHERE ${sql.conditions.join(" AND ")} AND r.id = $${sql.params.length}::bigint`,
    sql.params,
  );
  if (row === null) {
    throw refused(404, `Couldn't find ${resource.model} with 'id'=${id.slice(0, 40)}`);
  }
  return row;
}

function baseConditions(resource: ListResource, request: ApiRequest): SqlConditions {
  const params: unknown[] = [resource.shared ? 0 : request.company.companyId];
  const conditions = ["r.company_id = $1"];
  if (resource.where !== undefined) {
    if (resource.where.includes("$parent")) params.push(request.ids[0]);
    conditions.push(resource.where.replaceAll("$parent", "$2::bigint"));
  }
  const deleted = request.context.faults.deletedIds(resource.path);
  if (deleted.length > 0) {
    params.push(deleted);
    conditions.push(`r.id <> ALL($${params.length}::bigint[])`);
  }
  return { conditions, params };
}

function sortOf(resource: ListResource, request: ApiRequest): string {
  const sort = request.url.searchParams.get("sort");
  if (sort === null || resource.sortable === false) return resource.defaultSort;
  if (!Object.hasOwn(resource.sorts, sort.replace(/^-/, ""))) {
    throw badParameter(
      "sort",
      "NotEnumInclude",
      `sort: "${sort.slice(0, 40)}" isn't part of the enum`,
    );
  }
  return sort;
}

function attribute(value: string, type: "bigint" | "date" | "text"): string {
  const fits = type === "text" || (type === "bigint" && /^-?\d{1,18}$/.test(value)) ||
    (type === "date" && (value === "infinity" || isDate(value)));
  if (!fits) throw refused(400, "The cursor is invalid");
  return value;
}
