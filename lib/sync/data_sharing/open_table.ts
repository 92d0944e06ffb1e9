import type { DataSharing } from "../../connectors/data_sharing/mod.ts";
import type { FieldDescription } from "../../connectors/postgres/mod.ts";
import type { Domain } from "../../domains/mod.ts";
import { addFound, domainInUse, type FoundColumns, nameFound } from "../found_columns.ts";
import { foundNotes } from "../found_notes.ts";
import type { SyncContext, Unit } from "../types.ts";
import type { TableAccess } from "./extraction.ts";
import { foundField, foundFields } from "./found_fields.ts";
import { probeEtl } from "./probe_etl.ts";
import { probeSource } from "./probe_source.ts";
import {
  ChangedTypeError,
  isReadable,
  matchColumns,
  type SourceColumns,
} from "./source_columns.ts";

/** For whom a table is opened. */
export interface OpenTableOptions {
  /** Whose rows will be read. */
  readonly units: readonly Unit[];
  /** Whether columns that are new are added to the mirror; otherwise they are only counted with. */
  readonly keep: boolean;
}

/** A table that can be read, and remarks on it. */
export interface OpenedTable {
  readonly access: TableAccess;
  /** French. */
  readonly notes: readonly string[];
}

/** Values that are shown of a column whose type changed. */
const VALUES = 3;
/** Companies among whose rows such values are looked for. */
const COMPANIES = 20;

/**
 * Looks at a table of Data Sharing: its columns, those among them that Penny does not know yet, and the schema in which it is
 * read.
 *
 * @param context The synchronisation; Data Sharing is configured.
 * @param domain What to read.
 * @param options For whom.
 * @returns Null when Data Sharing does not give the table, and never did.
 * @throws {ServiceError} The source or the warehouse cannot be reached.
 * @throws {DataError} The table is gone, or changed in a way that could corrupt the mirror.
 */
export async function openTable(
  context: SyncContext,
  domain: Domain,
  options: OpenTableOptions,
): Promise<OpenedTable | null> {
  const source = context.dataSharing!;
  const fields = await probeSource(source, domain.name, context.db);
  if (fields === null) return null;
  const found = await findColumns(context, await domainInUse(context.db, domain.name), {
    ...{ fields, ...options },
  });
  const columns = await match(source, found.domain, { fields, units: options.units });
  const { etl, notes } = await probeEtl(source, found.domain, columns);
  return {
    access: { context, source, domain: found.domain, columns, etl },
    notes: [...foundNotes(found, "data_sharing"), ...columns.notes, ...notes],
  };
}

type Fields = { readonly fields: readonly FieldDescription[] };

/** Columns that nobody knew; when everything is read again, also those that were found with another type. */
async function findColumns(
  { db, clock, wish }: SyncContext,
  known: Domain,
  { fields, keep }: OpenTableOptions & Fields,
): Promise<FoundColumns> {
  const retyped = wish?.full ? retypedFields(known, fields) : [];
  const found = [...foundFields(known, fields), ...retyped.map(foundField)];
  if (!keep) return nameFound(known, "data_sharing", { found });
  if (found.length === 0) return { domain: known, added: [], left: [] };
  return await db.session((session) =>
    addFound(session, known.name, {
      ...{ source: "data_sharing", found, now: clock.now() },
      retyped: retyped.map(({ name }) => name),
    })
  );
}

/** Fields of columns that were found, and that can no longer be read with the type of then. */
function retypedFields(known: Domain, fields: readonly FieldDescription[]): FieldDescription[] {
  const columns = known.columns.filter(({ found }) => found);
  return fields.filter((field) => {
    const column = columns.find(({ sources }) => sources.data_sharing === field.name);
    return column !== undefined && !isReadable(column, field);
  });
}

/** The same, but an error about a type shows some of the values. */
async function match(
  source: DataSharing,
  domain: Domain,
  { fields, units }: Fields & Pick<OpenTableOptions, "units">,
): Promise<SourceColumns> {
  try {
    return matchColumns(domain, fields);
  } catch (error) {
    if (!(error instanceof ChangedTypeError)) throw error;
    const { column } = error;
    const { typeOid } = fields.find(({ name }) => name === column.sources.data_sharing)!;
    const values = await someValues(source, domain, { column, units }).catch(() => []);
    throw new ChangedTypeError(domain, column, { typeOid, values });
  }
}

async function someValues(
  source: DataSharing,
  domain: Domain,
  { column, units }: Pick<ChangedTypeError, "column"> & Pick<OpenTableOptions, "units">,
): Promise<string[]> {
  const company = domain.columns.find(({ name }) => name === "company_id")!;
  const selection = {
    table: domain.name,
    columns: [{ name: column.sources.data_sharing! }],
    companyColumn: company.sources.data_sharing!,
    companies: units.slice(0, COMPANIES).map(({ company }) => company.dataSharingId!),
  };
  const values = new Set<string>();
  await source.snapshot(async (view) => {
    for await (const rows of view.read(selection)) {
      for (const [value] of rows) {
        if (value !== null && value !== undefined && values.size < VALUES) values.add(value);
      }
      if (values.size === VALUES) return;
    }
  });
  return [...values];
}
