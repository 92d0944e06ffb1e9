import type { Queryable } from "../connectors/postgres/mod.ts";
import { DataError } from "../base/mod.ts";
import { mirrorTable } from "./mirror_table.ts";
import type { PlanKind, Unit } from "./types.ts";

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
  /** Where a reading of changes begins, in the words of the source's own reader; `null`: it cannot. */
  readonly cursor: unknown;
  /** When the last whole reading began, ISO; `null`: never. */
  readonly comparedAt: string | null;
  /** Rows alive that the mirror has now: other than `rows` when a hand was in it. @default not counted */
  readonly present?: number;
}

/** A unit that was never read. */
const NEVER: UnitState = {
  version: "0",
  revision: "0",
  rows: 0,
  runId: null,
  cursor: null,
  comparedAt: null,
};

interface StateRow {
  readonly company_id: string;
  readonly version: string;
  readonly revision: string;
  readonly rows: string;
  readonly run_id: string | null;
  readonly cursor: unknown;
  readonly compared_at: string | null;
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
  const rows = await db.many<StateRow>(
    "SELECT company_id, version, revision, rows, run_id, cursor, compared_at FROM penny.units " +
      "WHERE source = $1 AND domain = $2 AND company_id = ANY($3::bigint[])",
    [source, domain, units.map((unit) => unit.company.companyId)],
  );
  const byCompany = new Map(rows.map((row) => [row.company_id, row]));
  return units.map(({ company }) => {
    const row = byCompany.get(company.companyId);
    return row ? stateOf(row) : NEVER;
  });
}

function stateOf(row: StateRow): UnitState {
  return {
    version: row.version,
    revision: row.revision,
    rows: Number(row.rows),
    runId: row.run_id,
    cursor: row.cursor,
    comparedAt: row.compared_at,
  };
}

/**
 * States of units as {@linkcode readUnitStates} gives them, with the rows that their mirror really has.
 *
 * @param db The warehouse; without the mirror no row is there.
 * @param units Of one source and domain.
 * @returns One state a unit.
 */
export async function countedUnitStates(
  db: Queryable,
  units: readonly Unit[],
): Promise<UnitState[]> {
  const states = await readUnitStates(db, units);
  if (states.every(({ version }) => version === "0")) return states;
  const { source, domain } = units[0]!;
  const mirror = mirrorTable({ name: domain }, source);
  const { exists } = await db.one<{ exists: boolean }>(
    "SELECT to_regclass($1) IS NOT NULL AS exists",
    [mirror],
  );
  const rows = !exists ? [] : await db.many<{ company_id: string; rows: string }>(
    `SELECT company_id, count(*) AS rows FROM ${mirror} ` +
      "WHERE company_id = ANY($1::bigint[]) AND _deleted_at IS NULL GROUP BY 1",
    [units.map((unit) => unit.company.companyId)],
  );
  const counts = new Map(rows.map((row) => [row.company_id, Number(row.rows)]));
  return states.map((state, i) => ({
    ...state,
    present: counts.get(units[i]!.company.companyId) ?? 0,
  }));
}

/** What a reading makes of the state of a unit. */
export interface UnitMove {
  /** The state read at the start. */
  readonly from: UnitState;
  readonly revision: string;
  /** Rows alive afterwards. */
  readonly rows: number;
  /** When the reading began. */
  readonly readAt: Date;
  readonly runId: string;
  readonly plan: PlanKind;
  readonly cursor: unknown;
  /** Whether it counts as a comparison. @default for `full` and `compare` */
  readonly compared?: boolean;
}

/**
 * Moves the state of a unit, in the transaction that merged its rows.
 *
 * @param tx The transaction that merged the rows.
 * @param unit What was read.
 * @param move What it becomes; a whole reading counts as a comparison.
 * @throws {DataError} Somebody else moved it since it was read: nothing of this transaction may stay.
 */
export async function moveUnitState(
  tx: Queryable,
  unit: Unit,
  { from, revision, rows, readAt, runId, plan, cursor, compared }: UnitMove,
): Promise<void> {
  const whole = compared ?? (plan === "full" || plan === "compare");
  const moved = await tx.execute(
    "INSERT INTO penny.units AS u (source, domain, company_id, version, revision, rows, read_at, run_id, plan, cursor, " +
      "compared_at) VALUES ($1, $2, $3, 1, $5, $6, $7, $8, $9, $10::jsonb, $11) " +
      "ON CONFLICT (source, domain, company_id) DO UPDATE SET version = u.version + 1, revision = excluded.revision, " +
      "rows = excluded.rows, read_at = excluded.read_at, run_id = excluded.run_id, plan = excluded.plan, " +
      "cursor = excluded.cursor, compared_at = coalesce(excluded.compared_at, u.compared_at) WHERE u.version = $4",
    [
      unit.source,
      unit.domain,
      unit.company.companyId,
      from.version,
      revision,
      rows,
      readAt.toISOString(),
      runId,
      plan,
      cursor === null ? null : JSON.stringify(cursor),
      whole ? readAt.toISOString() : null,
    ],
  );
  if (moved === 1) return;
  throw new DataError(
    `Impossible d'enregistrer « ${unit.domain} » de « ${unit.company.name} » : un autre traitement l'a ` +
      "mis à jour entre-temps ; relancez la cellule ou l'exécution",
    { retriable: true },
  );
}
