import { z } from "zod";
import { FIRM_RESOURCES } from "./firm_resources.ts";
import { RESOURCES } from "./resources.ts";
import type { ResourceShape } from "./types.ts";

/** What this version knows of the rows of a list. */
export interface KnownKeys {
  /** Top-level keys, used or not: any other one is new in the API. */
  readonly all: ReadonlySet<string>;
  /** Those that every row has. */
  readonly required: ReadonlySet<string>;
}

const SHAPES = { api: RESOURCES, firm: FIRM_RESOURCES };

/**
 * The keys that this version knows in the rows of a resource.
 *
 * @param resource Name in the API, e.g. `ledger_entry_lines`.
 * @param source The company API, or the Firm API.
 * @returns Of a row of its list; null: there is no such list.
 *
 * @example
 * ```ts
 * import { knownKeys } from "./known_keys.ts";
 * import assert from "node:assert/strict";
 * assert.ok(knownKeys("journals")?.required.has("code"));
 * assert.equal(knownKeys("weather"), null);
 * ```
 */
export function knownKeys(resource: string, source: "api" | "firm" = "api"): KnownKeys | null {
  const shapes: readonly ResourceShape[] = Object.values(SHAPES[source]);
  for (const { name, list } of shapes) {
    if (name !== resource || !(list?.row instanceof z.ZodObject)) continue;
    const keys = Object.entries<z.ZodType>(list.row.shape);
    const required = keys.filter(([, value]) => !value.safeParse(undefined).success);
    return {
      all: new Set(keys.map(([key]) => key)),
      required: new Set(required.map(([key]) => key)),
    };
  }
  return null;
}
