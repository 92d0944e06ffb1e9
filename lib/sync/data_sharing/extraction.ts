import type { DataSharing } from "../../connectors/data_sharing/mod.ts";
import type { Domain } from "../../domains/mod.ts";
import type { UnitPlan } from "../plan_unit.ts";
import type { Session, SyncContext, Unit } from "../types.ts";
import type { UnitState } from "../unit_state.ts";
import type { SourceColumns } from "./source_columns.ts";
import type { Survey } from "./survey.ts";

/** What the first statements of an extraction need. */
export interface TableAccess {
  readonly context: SyncContext;
  readonly source: DataSharing;
  readonly domain: Domain;
  readonly columns: SourceColumns;
  /** Whether the schema `etl` has the table: then it is read there, changes and whole. */
  readonly etl: boolean;
}

/** Everything that the steps of one extraction share; once it has its session they ask for no other connection. */
export interface Extraction extends TableAccess {
  readonly session: Session;
  readonly survey: Survey;
  /** Rows that one statement reads at most, when more than one company shares it, and above which one is cut. */
  readonly batchRows: number;
  /** Hears French remarks on what was read. */
  readonly note: (remark: string) => void;
}

/** A unit whose lock is held, and how it will be read. */
export interface PlannedUnit {
  readonly unit: Unit;
  readonly state: UnitState;
  readonly plan: UnitPlan;
}
