import { DataError } from "../../base/mod.ts";
import type { DataSharing } from "../../connectors/data_sharing/mod.ts";
import { type FieldDescription, PrivilegeError } from "../../connectors/postgres/mod.ts";
import type { Domain } from "../../domains/mod.ts";
import { isNotShared } from "./probe_source.ts";
import { matchColumns, type SourceColumns } from "./source_columns.ts";

/** OID of `timestamp without time zone`. */
const TIMESTAMP = 1114;

/** Whether changes of a table can be read. */
export interface EtlAccess {
  readonly etl: boolean;
  /** French remarks: why not, when that is not usual. */
  readonly notes: readonly string[];
}

/**
 * Whether the schema `etl` has a table as changes need it: with the two columns that tell them, and with every column that
 * `pennylane` gives. Its rows must have an id: a change is named by it.
 *
 * @param source The source.
 * @param domain What is read.
 * @param columns What `pennylane` gives of it.
 * @returns Without a remark where the table is simply not there, as `trial_balance` and `vat_declarations` are not.
 * @throws {ServiceError} The source cannot be reached.
 */
export async function probeEtl(
  source: DataSharing,
  domain: Domain,
  columns: SourceColumns,
): Promise<EtlAccess> {
  if (domain.key[1] !== "id") return { etl: false, notes: [] };
  let fields: readonly FieldDescription[];
  try {
    fields = await source.probe(domain.name, { schema: "etl" });
  } catch (error) {
    if (!isNotShared(error)) throw error;
    const closed = "le schéma etl est fermé à cet utilisateur ; demandez-en l'accès à Pennylane";
    return { etl: false, notes: error instanceof PrivilegeError ? [compared(closed)] : [] };
  }
  const told = ["synchronised_at", "deleted_at"]
    .map((name) => fields.find((field) => field.name === name));
  if (told.includes(undefined)) return { etl: false, notes: [] };
  if (told.some((field) => field!.typeOid !== TIMESTAMP)) {
    return { etl: false, notes: [compared("les dates du schéma etl ont changé de type")] };
  }
  const lost = columnsLost(domain, columns, fields);
  if (lost.length === 0) return { etl: true, notes: [] };
  return { etl: false, notes: [compared(`le schéma etl n'a pas ${lost.join(", ")}`)] };
}

/** Columns that `pennylane` gives and `etl` does not, or not with a type that can be read. */
function columnsLost(
  domain: Domain,
  columns: SourceColumns,
  fields: readonly FieldDescription[],
): string[] {
  const wanted = new Set(columns.reads.map((read) => read.name));
  try {
    const given = new Set(
      matchColumns(domain, fields.filter((field) => wanted.has(field.name))).names,
    );
    return columns.names.filter((name) => !given.has(name));
  } catch (error) {
    if (error instanceof DataError) return ["les mêmes colonnes que le schéma pennylane"];
    throw error;
  }
}

function compared(reason: string): string {
  return `Comparée en entier à chaque lecture : ${reason}`;
}
