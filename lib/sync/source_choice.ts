import { UsageError } from "../base/mod.ts";
import {
  columnsReadBy,
  type Domain,
  domainOf,
  SOURCE_TITLES,
  type SourceName,
} from "../domains/mod.ts";
import type { Company, SourceChoice } from "./types.ts";

/** Domains that come from the API where it can be had: it knows more of them than Data Sharing. */
const API_FIRST = new Set([
  "customers",
  "suppliers",
  "customer_invoices",
  "supplier_invoices",
  "bank_accounts",
]);

/** What follows the wanted source and the usual one. */
const LAST: readonly SourceName[] = ["data_sharing", "api", "firm"];

/** The source that shall give a domain of a company, or why none can. */
export type ChosenSource =
  | { readonly source: SourceName; readonly reason: null }
  | { readonly source: null; readonly reason: string };

/**
 * Reads the user's choice of sources.
 *
 * @param written PENNY_SOURCES: source by name of table.
 * @returns The same, for tables that exist and that their source gives.
 * @throws {UsageError} Some do not; the message names all of them, one a line.
 *
 * @example
 * ```ts
 * import { readSourceChoice } from "./source_choice.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(readSourceChoice({ customers: "api" }), { customers: "api" });
 * assert.throws(() => readSourceChoice({ vat_declarations: "api" }), /seul Data Sharing les a/);
 * ```
 */
export function readSourceChoice(written: Readonly<Record<string, SourceName>>): SourceChoice {
  const faults = Object.entries(written).flatMap(([table, source]) => choiceFault(table, source));
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  return { ...written };
}

/** What is wrong with one choice; nothing, or one French sentence. */
function choiceFault(table: string, source: SourceName): string[] {
  try {
    if (columnsReadBy(domainOf(table), source).length > 0) return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [`${error.message} (PENNY_SOURCES)`];
  }
  return [
    `Impossible de choisir la source de « ${table} » : ${reasonWithout([source])} ; ` +
    `retirez ${table}=${source} de PENNY_SOURCES`,
  ];
}

/**
 * The one source that a domain of a company shall come from: the user's choice, else the usual one, as far as the company
 * can be read there and the source knows the domain.
 *
 * @param domain What is read.
 * @param company Where it can be read.
 * @param choice PENNY_SOURCES.
 * @returns The source, or a French reason without a full stop.
 *
 * @example
 * ```ts
 * import { DOMAINS } from "../domains/mod.ts";
 * import { sourceOf } from "./source_choice.ts";
 * import assert from "node:assert/strict";
 * const company = { companyId: "7", name: "A", siren: null, dataSharingId: "7", token: null };
 * assert.equal(sourceOf(DOMAINS.customers, company, {}).source, "data_sharing");
 * ```
 */
export function sourceOf(domain: Domain, company: Company, choice: SourceChoice): ChosenSource {
  const usual: SourceName = API_FIRST.has(domain.name) ? "api" : "data_sharing";
  // One budget serves all companies of a firm: it is kept for what nothing else gives.
  const order = new Set([choice[domain.name] ?? usual, usual, ...LAST]);
  const reachable = [...order].filter((source) => canRead(company, source));
  const source = reachable.find((name) => columnsReadBy(domain, name).length > 0);
  if (source !== undefined) return { source, reason: null };
  return { source: null, reason: reasonWithout(reachable) };
}

function canRead(company: Company, source: SourceName): boolean {
  if (source === "data_sharing") return company.dataSharingId !== null;
  return source === "api" ? company.token !== null : (company.firm ?? null) !== null;
}

function reasonWithout(reachable: readonly SourceName[]): string {
  if (reachable.length === 0) return "aucune source réglée ne montre cette société";
  if (reachable.every((source) => source === "data_sharing")) {
    return "Data Sharing ne donne pas ces données, seule l'API les a";
  }
  const api = SOURCE_TITLES[reachable.find((source) => source !== "data_sharing")!];
  return `l'${api} ne donne pas ces données, seul Data Sharing les a`;
}
