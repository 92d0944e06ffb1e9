import type { CompanyCount, DataSharing } from "../../connectors/data_sharing/mod.ts";
import type { Domain } from "../../domains/mod.ts";
import type { SourceSigns } from "../plan_unit.ts";
import type { Session, SyncContext, Unit, UnitPlan } from "../types.ts";
import type { UnitState } from "../unit_state.ts";
import type { SourceColumns } from "./source_columns.ts";

/** What the first statements of an extraction need. */
export interface TableAccess {
  readonly context: SyncContext;
  readonly source: DataSharing;
  readonly domain: Domain;
  readonly columns: SourceColumns;
  /** Whether the schema `etl` has the table: then it is read there, changes and whole. */
  readonly etl: boolean;
}

/** What the source tells of a table before its rows are read. */
export interface Survey {
  /** Rows alive of each company, of those too that are not read. */
  readonly counts: readonly CompanyCount[];
  /** What it tells of one unit. */
  signs(unit: Unit, state: UnitState): SourceSigns;
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
