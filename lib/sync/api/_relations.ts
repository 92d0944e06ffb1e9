import { type AnyDomainName, DOMAINS } from "../../domains/mod.ts";
import type { ApiSource } from "./api_access.ts";

/** Where the rows of a resource that a path names are found, and what ties a row to one of them. */
export interface Relation {
  /** The domain whose mirror holds them; null: they are raw rows of that resource. */
  readonly domain: AnyDomainName | null;
  /** The key that holds `{id}`, e.g. `ledger_account`. */
  readonly key: string;
  /** Whether the key is in the exploded item rather than in the row. */
  readonly inItem: boolean;
}

/** Resources without a mirror. */
const PARTS: Readonly<Record<string, Pick<Relation, "inItem">>> = {
  ledger_entries: { inItem: false },
  bank_establishments: { inItem: false },
  category_groups: { inItem: true },
};

/** Domains whose rows come from a resource with another name. */
const MAIN_RESOURCES: Readonly<Partial<Record<AnyDomainName, string>>> = {
  bank_transactions: "transactions",
  general_ledger: "ledger_entry_lines",
  analytical_ledger: "ledger_entry_lines",
};

/** Domains with a row for each item of a list, and one for a row without items. */
const EXPLODED: Readonly<Partial<Record<AnyDomainName, string>>> = {
  analytical_ledger: "categories",
};

/** The resource that tells the company itself. */
const COMPANY_RESOURCES: Readonly<Record<ApiSource, string>> = {
  api: "me",
  firm: "companies",
};

/** The resource whose rows become those of a domain. */
export function mainResource(domain: AnyDomainName, source: ApiSource): string {
  if (domain === "companies") return COMPANY_RESOURCES[source];
  return MAIN_RESOURCES[domain] ?? domain;
}

/** The list whose items each make a row; null: one row makes one row. */
export function explodedList(domain: AnyDomainName): string | null {
  return EXPLODED[domain] ?? null;
}

/**
 * How the rows of a domain are tied to a resource that one of its paths names.
 *
 * @param resource Plural, as in `/journals#code`.
 * @returns Where its rows are.
 * @throws {RangeError} Neither a domain nor a known resource has that name.
 */
export function relationOf(resource: string): Relation {
  const key = resource.replace(/ies$/, "y").replace(/s$/, "");
  if (Object.hasOwn(PARTS, resource)) return { domain: null, key, ...PARTS[resource]! };
  if (!Object.hasOwn(DOMAINS, resource)) {
    throw new RangeError(`Cannot look up the resource "${resource}"`);
  }
  return { domain: resource as AnyDomainName, key, inItem: false };
}
