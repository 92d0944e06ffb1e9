import type { Column, Domain, SourceName } from "./types.ts";

/** French names of the sources, as users read them. */
export const SOURCE_TITLES: Readonly<Record<SourceName, string>> = Object.freeze({
  data_sharing: "Data Sharing",
  api: "API Pennylane",
  firm: "API Cabinet",
});

/** French names of the sources as they stand after a preposition: « avec l'API Pennylane ». */
export const SOURCE_PHRASES: Readonly<Record<SourceName, string>> = Object.freeze({
  data_sharing: SOURCE_TITLES.data_sharing,
  api: `l'${SOURCE_TITLES.api}`,
  firm: `l'${SOURCE_TITLES.firm}`,
});

/**
 * The columns of a domain that a source gives, in canonical order. Empty: the source does not have this domain.
 *
 * @param domain Any domain.
 * @param source Any source.
 * @returns The columns with a place in that source; derived ones are not among them.
 *
 * @example
 * ```ts
 * import { DOMAINS } from "./domains.ts";
 * import { columnsReadBy } from "./sources.ts";
 * import assert from "node:assert/strict";
 * assert.equal(columnsReadBy(DOMAINS.general_ledger, "data_sharing").length, 23);
 * assert.equal(columnsReadBy(DOMAINS.vat_declarations, "api").length, 0);
 * ```
 */
export function columnsReadBy(domain: Domain, source: SourceName): Column[] {
  return domain.columns.filter((column) => column.sources[source] !== null);
}

/**
 * The columns of a domain that a source cannot give: null in its rows, and named in displays.
 *
 * @param domain Any domain.
 * @param source Any source.
 * @returns The columns without a place in that source, in canonical order; derived ones are not among them.
 */
export function unavailable(domain: Domain, source: SourceName): Column[] {
  return domain.columns.filter((column) => !column.derived && column.sources[source] === null);
}
