import { UsageError } from "../../base/mod.ts";
import { lenientRow } from "./_lenient_row.ts";
import { createListing, listingOf } from "./_listing.ts";
import { type LooseListOptions, readQuery } from "./_query.ts";
import { parseRow } from "./_rows.ts";
import type { Transport } from "./_transport.ts";
import type { Listing, ListShape, Page, Parent, Resource, ResourceShape } from "./types.ts";

/** Ids in one request: as many as fit on a page. */
const IDS_A_REQUEST = 100;

/**
 * The methods of a resource.
 *
 * @param transport Sends the calls.
 * @param shape What the resource can do.
 * @returns An object with those of `list`, `byIds`, `get` and the lists of a row that the resource has.
 */
export function createResource<R extends ResourceShape>(
  transport: Transport,
  shape: R,
): Resource<R> {
  const methods: Record<string, unknown> = {};
  const { list, get, name } = shape;
  if (list !== undefined) {
    methods.list = (options: LooseListOptions = {}) => listOf(transport, { name, list }, options);
    if (list.filters.id?.includes("in")) {
      methods.byIds = (ids: Iterable<number>) => rowsByIds(transport, { name, list }, ids);
    }
  }
  if (get !== undefined) {
    methods.get = async (id: number) => {
      const request = { method: "GET", path: fillId(name, get.path, id) } as const;
      return parseRow(get.row, await transport.call(request), { request, name });
    };
  }
  for (const [part, one] of Object.entries(shape.parts ?? {})) {
    methods[part] = (parent: Parent, options: LooseListOptions = {}) => {
      const path = fillId(name, one.path, parentId(name, one.path, parent));
      return listOf(transport, { name: `${name}.${part}`, list: { ...one, path } }, options);
    };
  }
  return Object.freeze(methods) as Resource<R>;
}

/**
 * The resources of an API, by their names on the client.
 *
 * @param transport Sends the calls.
 * @param shapes What each can do.
 */
export function createResources<const S extends Readonly<Record<string, ResourceShape>>>(
  transport: Transport,
  shapes: S,
): { readonly [K in keyof S]: Resource<S[K]> } {
  const made = Object.entries(shapes).map(([name, shape]) => [
    name,
    createResource(transport, shape),
  ]);
  return Object.fromEntries(made);
}

interface NamedList {
  readonly name: string;
  readonly list: ListShape;
}

function listOf(
  transport: Transport,
  { name, list }: NamedList,
  options: LooseListOptions,
): Listing<unknown> {
  const query = readQuery(name, list, options);
  const { maxPages } = options;
  const { path, numbered } = list;
  const row = lenientRow(list.row);
  return createListing(transport, { name, path, row, query, numbered, maxPages });
}

function rowsByIds(
  transport: Transport,
  named: NamedList,
  ids: Iterable<number>,
): Listing<unknown> {
  const wanted = [...new Set(ids)].sort((a, b) => a - b);
  wanted.forEach((id) => checkId(named.name, id));
  return listingOf(async function* () {
    let number = 0;
    for (let start = 0; start < wanted.length; start += IDS_A_REQUEST) {
      const value = wanted.slice(start, start + IDS_A_REQUEST);
      const last = start + IDS_A_REQUEST >= wanted.length;
      const filter = [{ field: "id", operator: "in", value }] as const;
      const options = { filter, limit: IDS_A_REQUEST, maxPages: 2 };
      for await (const page of listOf(transport, named, options).pages()) {
        yield { ...page, number: ++number, hasMore: page.hasMore || !last } as Page<unknown>;
      }
    }
  });
}

function checkId(name: string, id: unknown): asserts id is number {
  if (typeof id === "number" && Number.isSafeInteger(id) && id > 0) return;
  throw new UsageError(
    `Impossible de lire « ${name} » : identifiant « ${id} » ; donnez un entier positif`,
  );
}

function fillId(name: string, path: string, id: number): string {
  checkId(name, id);
  return path.replace("{id}", String(id));
}

/**
 * The id in a link. Only the id is taken from it: the request goes to the base URL, so that no answer can send the token to
 * another machine.
 */
function parentId(name: string, path: string, parent: Parent): number {
  if (typeof parent === "number") return parent;
  const [before, after] = path.split("{id}") as [string, string];
  const pathname = URL.canParse(parent?.url, "https://x")
    ? new URL(parent.url, "https://x").pathname
    : "";
  const start = pathname.lastIndexOf(before);
  const rest = start < 0 ? "" : pathname.slice(start + before.length);
  const digits = rest.endsWith(after) ? rest.slice(0, rest.length - after.length) : "";
  if (/^\d+$/.test(digits)) return Number(digits);
  throw new UsageError(
    `Impossible de lire « ${name} » : ce lien ne mène pas à « ${path} » ; donnez l'identifiant, ou le lien de la ligne`,
  );
}
