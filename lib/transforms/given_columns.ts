import { columnOf, SOURCE_PHRASES, type SourceName } from "../domains/mod.ts";
import type { Domain } from "../domains/mod.ts";

/** What tells where rows come from; an extraction is one. */
export interface Origin {
  readonly domain: Domain;
  /** Source of the rows; null: none. */
  readonly source: SourceName | null;
  /** French reason why no source gives the domain; null when one does. */
  readonly unavailable: string | null;
}

/**
 * Whether the source of some rows can give a column at all; the values may still be empty. What it cannot give is null
 * in every row, which says nothing about the company.
 *
 * @param origin What was read, e.g. `await penny.extract("bank_accounts")`.
 * @param column Canonical name.
 * @returns False also when no source gives the domain.
 * @throws {UsageError} The domain has no such column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DOMAINS } from "../domains/mod.ts";
 * import { isGiven } from "./given_columns.ts";
 * const accounts = { domain: DOMAINS.bank_accounts, source: "api", unavailable: null } as const;
 * assert.equal(isGiven(accounts, "balance"), true);
 * assert.equal(isGiven(accounts, "last_sync_at"), false);
 * ```
 */
export function isGiven({ domain, source }: Origin, column: string): boolean {
  const { derived, sources } = columnOf(domain, column);
  return source !== null && (derived === true || sources[source] !== null);
}

/**
 * The columns that the source of some rows can give, so that a display leaves out what is null by nature.
 *
 * @param origin What was read.
 * @param names Canonical names. @default all columns of the domain
 * @returns Those names that are given, in the same order; all of them when no source gives the domain.
 * @throws {UsageError} The domain has no such column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DOMAINS } from "../domains/mod.ts";
 * import { givenColumns } from "./given_columns.ts";
 * const invoices = { domain: DOMAINS.customer_invoices, source: "data_sharing", unavailable: null } as const;
 * assert.deepEqual(givenColumns(invoices, ["invoice_number", "draft", "source"]), ["invoice_number", "source"]);
 * ```
 */
export function givenColumns(
  origin: Origin,
  names: readonly string[] = origin.domain.columns.map(({ name }) => name),
): string[] {
  return names.filter((name) => origin.source === null || isGiven(origin, name));
}

/**
 * The sentence to show in the place of a finding that cannot be had, so that nothing false is said of an empty frame.
 *
 * @param origin What was read.
 * @param column Canonical name of the column on which the finding stands. @default none: the domain alone
 * @returns « Non disponible avec l'API Pennylane : Dernière synchronisation. », or the reason why the whole domain is
 *   not available; null when the finding can be had.
 * @throws {UsageError} The domain has no such column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DOMAINS } from "../domains/mod.ts";
 * import { notAvailable } from "./given_columns.ts";
 * const accounts = { domain: DOMAINS.bank_accounts, source: "api", unavailable: null } as const;
 * assert.equal(notAvailable(accounts), null);
 * const text = notAvailable(accounts, "last_sync_at");
 * assert.equal(text, "Non disponible avec l'API Pennylane : Dernière synchronisation.");
 * ```
 */
export function notAvailable(origin: Origin, column?: string): string | null {
  const { domain, source, unavailable } = origin;
  if (unavailable !== null) return `Non disponible : ${unavailable}.`;
  if (source === null || column === undefined || isGiven(origin, column)) return null;
  return `Non disponible avec ${SOURCE_PHRASES[source]} : ${columnOf(domain, column).label}.`;
}
