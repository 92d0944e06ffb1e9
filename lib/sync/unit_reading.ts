import type { Queryable } from "../connectors/postgres/mod.ts";
import type { Domain } from "../domains/mod.ts";
import type { Unit, UnitPlan } from "./types.ts";
import type { UnitState } from "./unit_state.ts";

/** What a unit needs to be merged. */
export interface UnitReading {
  readonly domain: Domain;
  readonly unit: Unit;
  readonly state: UnitState;
  /** Quoted staging table that holds the rows that were read and are alive, under Penny's ids of the companies. */
  readonly staging: string;
  /**
   * Quoted table, or query in brackets with an alias, whose column `id` holds the ids that were read; `null`: the whole unit,
   * from one snapshot.
   */
  readonly scope: string | null;
  readonly plan: UnitPlan;
  /** Where the next reading of changes begins; `null`: it cannot. */
  readonly cursor: unknown;
  /** Canonical columns that the source gave. */
  readonly columns: readonly string[];
  /** When the reading began. */
  readonly readAt: Date;
  /** Whether it counts as a comparison. @default as the plan says: `full` and `compare` do */
  readonly compared?: boolean;
  /** What the source's own reader writes together with the rows, in their transaction, after they are merged. */
  readonly alongside?: (tx: Queryable) => Promise<void>;
}
