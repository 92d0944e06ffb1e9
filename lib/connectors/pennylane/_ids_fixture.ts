import { z } from "zod";
import type { ListSource } from "./_page.ts";
import { readQuery } from "./_query.ts";
import type { Transport } from "./_transport.ts";
import { CMP } from "./_shapes.ts";
import type { Condition } from "./types.ts";

/** A list of bare ids to read; by 10 ids a page unless told. */
export function idSource(options: {
  readonly streams: number;
  readonly limit?: number;
  readonly maxPages?: number;
  readonly filter?: readonly Condition[];
}): ListSource {
  const shape = {
    ...{ path: "/ids", scope: "ids", row: z.looseObject({ id: z.int() }) },
    ...{ filters: { id: CMP }, sorts: ["id"], maxLimit: 100 },
  };
  const query = readQuery("ids", shape, { limit: 10, ...options });
  return { name: "ids", path: shape.path, row: shape.row, query, maxPages: options.maxPages };
}

const HOLDS: Readonly<Record<string, (id: number, value: number) => boolean>> = {
  gt: (id, value) => id > value,
  gteq: (id, value) => id >= value,
  lteq: (id, value) => id <= value,
  lt: (id, value) => id < value,
};

/**
 * What the API answers to a page of ids.
 *
 * @param ids Ids that exist, in any order.
 * @param query Parameters of the request.
 * @returns The body.
 */
export function answerIds(ids: Iterable<number>, query: Readonly<Record<string, string>>): unknown {
  const conditions: Condition[] = JSON.parse(query.filter ?? "[]");
  const order = query.sort === "-id" ? -1 : 1;
  const cursor = query.cursor === undefined ? -Infinity * order : Number(query.cursor);
  const found = [...ids].filter((id) =>
    (id - cursor) * order > 0 &&
    conditions.every((one) => HOLDS[one.operator]!(id, one.value as number))
  ).sort((a, b) => (a - b) * order);
  const items = found.slice(0, Number(query.limit)).map((id) => ({ id }));
  const more = found.length > items.length;
  return { items, has_more: more, next_cursor: more ? String(items.at(-1)!.id) : null };
}

/** A transport of nothing but answers. */
export function transportOf(call: Transport["call"]): Transport {
  return { settings: {} as Transport["settings"], call };
}
