import { addedColumns, type Domain, type SourceName } from "../domains/mod.ts";
import { emptyFrame } from "../frames/mod.ts";

const NO_COLUMNS = emptyFrame([]);

/** PostgreSQL cuts longer names. */
const MAX_BYTES = 63;

/** Names that mirrors, staging tables, publications and PostgreSQL itself use. */
const RESERVED = [
  ...["_revision", "_deleted_at", "_snapshot", "ordinal"],
  ...["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"],
];

/**
 * The canonical name of a column that was found in a source: the one that it has there. Where another column has that name,
 * in capitals or not, the source is added to it, then a number; a name that is too long is cut. Quotes and control characters,
 * which no CSV of frames can carry in its header, become `_`.
 *
 * @param sourceName As the source writes it.
 * @param source Where it was found.
 * @param domain The domain with the columns that it has, or had once, by now.
 * @returns A name that no column of the domain has, of 63 bytes at most; null: there is nothing to make one of.
 *
 * @example
 * ```ts
 * import { DOMAINS } from "../domains/mod.ts";
 * import { foundColumnName } from "./found_column_name.ts";
 * import assert from "node:assert/strict";
 * assert.equal(foundColumnName("currency_code", "data_sharing", DOMAINS.customers), "currency_code");
 * assert.equal(foundColumnName("IBAN", "data_sharing", DOMAINS.customers), "IBAN__data_sharing");
 * ```
 */
export function foundColumnName(
  sourceName: string,
  source: SourceName,
  domain: Pick<Domain, "name"> & { readonly columns: readonly { readonly name: string }[] },
): string | null {
  const name = sourceName.replaceAll(/[\p{Cc}"]/gu, "_");
  if (name.trim() === "") return null;
  const taken = new Set([
    ...RESERVED,
    ...[...domain.columns, ...addedColumns(domain.name)].map((column) => folded(column.name)),
  ]);
  const isFree = (candidate: string) =>
    !taken.has(folded(candidate)) && !candidate.endsWith("__penny_new") && !isOfFrames(candidate);
  for (let n = 0;; n++) {
    const suffix = ["", `__${source}`][n] ?? `__${source}_${n}`;
    const candidate = cut(name, MAX_BYTES - suffix.length) + suffix;
    if (isFree(candidate)) return candidate;
  }
}

/** A frame shows its columns as properties: one called `columns` or `select` would hide what every transform uses. */
function isOfFrames(name: string): boolean {
  return (NO_COLUMNS as unknown as Record<string, unknown>)[name] !== undefined;
}

/** Power BI takes two names that differ in capitals alone for one. */
function folded(name: string): string {
  return name.toLowerCase();
}

/** Whole characters that fit into so many bytes of UTF-8. */
function cut(name: string, bytes: number): string {
  const encoder = new TextEncoder();
  let kept = "";
  let size = 0;
  for (const character of name) {
    size += encoder.encode(character).length;
    if (size > bytes) break;
    kept += character;
  }
  return kept;
}
