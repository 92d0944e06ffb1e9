import { quoteLiteral } from "../../connectors/postgres/mod.ts";
import type { AnyDomainName, Domain } from "../../domains/mod.ts";
import { ofCompany } from "../of_company.ts";
import type { Session, SyncContext, Unit } from "../types.ts";
import type { StagingShelf } from "../staging_shelf.ts";
import type { UnitState } from "../unit_state.ts";
import type { ApiClient } from "./api_access.ts";
import { keptRows, type KnownRows } from "./api_rows.ts";
import type { ApiCursor } from "./api_cursor.ts";
import type { UnitFeed } from "./feeds.ts";
import type { ApiMapping } from "./mapping.ts";
import type { RowKeys } from "./row_keys.ts";

/** A domain with its mapping, and what is known of it for the company. */
export interface ReadPart {
  readonly domain: Domain;
  readonly mapping: ApiMapping;
  readonly unit: Unit;
  readonly state: UnitState;
}

/** One reading of a company: of a domain, or of both ledgers. */
export interface ApiReading {
  readonly context: SyncContext;
  /** Holds the lock of the unit. */
  readonly session: Session;
  /** Staging tables of that session. */
  readonly shelf: StagingShelf;
  /** What was asked for. */
  readonly unit: Unit;
  readonly client: ApiClient;
  /** All domains that this reading gives; they have the same main resource. */
  readonly parts: readonly ReadPart[];
  readonly feeds: readonly UnitFeed[];
  /** Where the last reading ended; null: nothing that can be gone on from. */
  readonly cursor: ApiCursor | null;
  readonly readAt: Date;
  /** Which keys come in the rows of the main resource. */
  readonly rowKeys: RowKeys;
  /** Hears French remarks on what was read. */
  readonly note: (remark: string) => void;
  /** How far it is. */
  readonly progress: ReadProgress;
}

/** How far a reading is, for who watches it. */
export interface ReadProgress {
  /** Main rows. */
  rows: number;
  requests: number;
  /** Requests in all; null: nobody knows. */
  readonly expected: number | null;
}

/** The entries of ledger lines: the one resource that is read again with the rows that point to it. */
export const ENTRIES = "ledger_entries";
/** Id of the entry of a line, over `data`. */
export const ENTRY_ID = "(data->'ledger_entry'->>'id')::bigint";

/** The resource whose rows become those of the domains. */
export function mainOf(parts: ApiReading["parts"]): string {
  return parts[0]!.mapping.main;
}

/** Whether the rows carry values of their ledger entry. */
export function hasEntries(parts: ApiReading["parts"]): boolean {
  return parts.some(({ mapping }) => mapping.parts.includes(ENTRIES));
}

/** Resources without a feed and without ids to ask for: read whole each time. */
export function wholeParts(parts: ApiReading["parts"]): string[] {
  return resourcesOf(parts, ({ parts }) => parts).filter((resource) => resource !== ENTRIES);
}

/** Domains whose mirrors are joined. */
export function lookupsOf(parts: ApiReading["parts"]): AnyDomainName[] {
  return resourcesOf(parts, ({ domains }) => domains);
}

function resourcesOf<T>(
  parts: ApiReading["parts"],
  of: (mapping: ApiMapping) => readonly T[],
): T[] {
  return [...new Set(parts.flatMap(({ mapping }) => of(mapping)))];
}

/** Resources with the keys that any of the domains uses; main ones first. */
export function keysOf(parts: ApiReading["parts"]): Map<string, readonly string[]> {
  const resources = new Map<string, readonly string[]>();
  for (const { mapping } of parts) {
    for (const resource of [mapping.main, ...mapping.parts]) {
      const keys = [...resources.get(resource) ?? [], ...mapping.keys[resource] ?? []];
      resources.set(resource, [...new Set(keys)]);
    }
  }
  return resources;
}

/** Those of the last reading. */
export function keptOf({ unit }: Pick<ApiReading, "unit">): KnownRows {
  return (resource) => keptRows(unit, resource);
}

/** Gives a subquery of (company_id, id) for those whose ids are in a table of ids, whatever their use. */
export function askedOf({ unit: { company } }: Pick<ApiReading, "unit">, ids: string): KnownRows {
  const rows = ofCompany(ids, company.companyId);
  return (resource) =>
    `(SELECT company_id, id FROM ${rows} r WHERE resource = ${quoteLiteral(resource)})`;
}

/** Those of raw staging. */
export function stagedIn({ unit: { company } }: Pick<ApiReading, "unit">, raw: string): KnownRows {
  const rows = ofCompany(raw, company.companyId);
  return (resource) =>
    `(SELECT company_id, id, data FROM ${rows} r WHERE resource = ${quoteLiteral(resource)})`;
}
