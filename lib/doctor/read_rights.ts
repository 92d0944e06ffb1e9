import { RESOURCES, type ResourceShape } from "../connectors/pennylane/mod.ts";
import { type AnyDomainName, DOMAIN_NAMES, type DomainName } from "../domains/mod.ts";
import { type ApiMapping, apiMapping } from "../sync/api/mapping.ts";

/** A scope of the API that Penny reads with, and what it is for. */
export interface ReadRight {
  /** E.g. `customers:readonly`. */
  readonly scope: string;
  /** Resources that it opens, by the names of the client (`RESOURCES`), in the order in which they are read. */
  readonly resources: readonly ResourceName[];
  /** Tables that cannot be read without it. */
  readonly needs: readonly DomainName[];
  /** Tables that lack names or accounts without it. */
  readonly completes: readonly DomainName[];
}

/** A resource by its name on the client. */
export type ResourceName = keyof typeof RESOURCES;

interface Mapped {
  readonly domain: DomainName;
  readonly mapping: ApiMapping;
}

/**
 * The scopes that reading needs, in the order of use, worked out of the tables of the domains.
 *
 * @returns Each scope once.
 *
 * @example
 * ```ts
 * import { readRights } from "./read_rights.ts";
 * import assert from "node:assert/strict";
 * const right = readRights().find(({ scope }) => scope === "customers:readonly")!;
 * assert.deepEqual(right.needs, ["customers"]);
 * assert.ok(right.completes.includes("customer_invoices"));
 * ```
 */
export function readRights(): ReadRight[] {
  const mapped = DOMAIN_NAMES.flatMap((domain): Mapped[] => {
    const mapping = apiMapping(domain);
    return mapping === null ? [] : [{ domain, mapping }];
  });
  const rights = new Map<string, Record<"resources" | "needs" | "completes", Set<string>>>();
  const add = (resource: string, use: "needs" | "completes", domain: DomainName) => {
    const { name, scope } = shapeOf(resource);
    const right = rights.get(scope) ??
      { resources: new Set(), needs: new Set(), completes: new Set() };
    rights.set(scope, right);
    right.resources.add(name);
    right[use].add(domain);
  };
  for (const { domain, mapping } of mapped) {
    for (const joined of mapping.domains) {
      ownResources(joined).forEach((resource) => add(resource, "completes", domain));
    }
    // Tables of one resource are read together: what one of them lacks fails both.
    mapped.filter((other) => other.mapping.main === mapping.main)
      .flatMap((other) => [other.mapping.main, ...other.mapping.parts])
      .forEach((resource) => add(resource, "needs", domain));
  }
  return [...rights].map(([scope, right]) => ({
    scope,
    resources: [...right.resources] as ResourceName[],
    needs: [...right.needs] as DomainName[],
    completes: [...right.completes].filter((name) => !right.needs.has(name)) as DomainName[],
  }));
}

function ownResources(domain: AnyDomainName): string[] {
  const mapping = apiMapping(domain);
  return mapping === null ? [] : [mapping.main, ...mapping.parts];
}

/** The resource of the client that has this name in the API. */
function shapeOf(resource: string): { readonly name: string; readonly scope: string } {
  const found = Object.entries<ResourceShape>(RESOURCES)
    .find(([, shape]) => shape.name === resource && shape.list !== undefined);
  if (found === undefined) throw new RangeError(`Cannot find the list of "${resource}"`);
  const scope = found[1].list!.scope;
  return { name: found[0], scope: scope.includes(":") ? scope : `${scope}:readonly` };
}
