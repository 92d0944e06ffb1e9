import type { Queryable } from "../connectors/postgres/mod.ts";
import { DataError } from "../base/mod.ts";
import type { Unit } from "./types.ts";

/** What is known of a unit between two readings. */
export interface UnitState {
  /** Moves at each success; who moves it from the version read at the start is the only writer. */
  readonly version: string;
  /** Counter of the mirror's rows. */
  readonly revision: string;
  /** Rows alive. */
  readonly rows: number;
  /** Run that read the unit last. */
  readonly runId: string | null;
}

/**
 * States of units, in their order; a unit never read has version 0.
 *
 * @param db The warehouse.
 * @param units Of one source and domain.
 * @returns One state a unit.
 */
export async function readUnitStates(db: Queryable, units: readonly Unit[]): Promise<UnitState[]> {
  if (units.length === 0) return [];
  const { source, domain } = units[0]!;
  const rows = await db.many<
    { company_id: string; version: string; revision: string; rows: string; run_id: string | null }
  >(
    "SELECT company_id, version, revision, rows, run_id FROM penny.units " +
      "WHERE source = $1 AND domain = $2 AND company_id = ANY($3::bigint[])",
    [source, domain, units.map((unit) => unit.company.companyId)],
  );
  const byCompany = new Map(rows.map((row) => [row.company_id, row]));
  return units.map(({ company }) => {
    const row = byCompany.get(company.companyId);
    if (!row) return { version: "0", revision: "0", rows: 0, runId: null };
    return {
      version: row.version,
      revision: row.revision,
      rows: Number(row.rows),
      runId: row.run_id,
    };
  });
}

/**
 * Moves the state of a unit, in the transaction that merged its rows.
 *
 * @param tx The transaction that merged the rows.
 * @param unit What was read.
 * @param move `from`: the state read at the start; the rest is what it becomes.
 * @throws {DataError} Somebody else moved it since it was read: nothing of this transaction may stay.
 */
export async function moveUnitState(
  tx: Queryable,
  unit: Unit,
  { from, revision, rows, readAt, runId }: {
    from: UnitState;
    revision: string;
    rows: number;
    readAt: Date;
    runId: string;
  },
): Promise<void> {
  const moved = await tx.execute(
    "INSERT INTO penny.units AS u (source, domain, company_id, version, revision, rows, read_at, run_id) " +
      "VALUES ($1, $2, $3, 1, $5, $6, $7, $8) ON CONFLICT (source, domain, company_id) DO UPDATE SET " +
      "version = u.version + 1, revision = $5, rows = $6, read_at = $7, run_id = $8 WHERE u.version = $4",
    [
      unit.source,
      unit.domain,
      unit.company.companyId,
      from.version,
      revision,
      rows,
      readAt.toISOString(),
      runId,
    ],
  );
  if (moved === 1) return;
  throw new DataError(
    `Impossible d'enregistrer « ${unit.domain} » de « ${unit.company.name} » : un autre traitement l'a ` +
      "mis à jour entre-temps ; relancez la cellule ou l'exécution",
    { retriable: true },
  );
}
