import type {
  CompanySummary,
  DataSharing,
  Selection,
  Snapshot,
} from "../../connectors/data_sharing/mod.ts";
import {
  encodeCopyText,
  type Queryable,
  quoteName,
  UnreachableError,
} from "../../connectors/postgres/mod.ts";
import { MIRROR_SCHEMA } from "../mirror_table.ts";
import type { Unit } from "../types.ts";

/** Rows to copy from the source into a table of the mirror's schema. */
export interface CopyStep {
  readonly selection: Selection;
  /** Name without schema. */
  readonly table: string;
  readonly columns: readonly string[];
  /** Column that takes the number of the snapshot from the second one on; absent: it is not kept. */
  readonly snapshotColumn?: string;
}

/** Which steps, and what a cut connection means for them. */
export interface CopyPlan {
  readonly steps: readonly CopyStep[];
  /** Whether what was copied before a cut is kept, and rows of several snapshots stand side by side. */
  readonly resumable: boolean;
  /** What the source calls companies by another id than Penny does: Penny's ids, by those of the source. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Companies of which `etl` is asked for a summary first, in the snapshot; absent: none. */
  readonly summarize?: Pick<Selection, "table" | "companyColumn" | "companies">;
}

/**
 * What a plan needs to know of companies, so that the rows of the source carry the ids of Penny.
 *
 * @param units Those that are read.
 * @returns Only the companies whose ids differ.
 */
export function renamedCompanies(units: readonly Pick<Unit, "company">[]): Map<string, string> {
  const ids = units.map(({ company }) => [company.dataSharingId!, company.companyId] as const);
  return new Map(ids.filter(([id, own]) => id !== own));
}

/** What was copied. */
export interface Copied {
  /** Snapshots that the rows come from; with more than one, what is absent may have moved. */
  readonly snapshots: number;
  /** By source id of the company, as told before the first row was read. */
  readonly summaries: ReadonlyMap<string | null, CompanySummary>;
}

/** Snapshots that may break one after the other without a step completed. */
const MAX_FAILURES = 3;

/**
 * Copies rows step by step, from one snapshot of the source if its connection holds. When it breaks, a new snapshot goes on
 * with the step that was not complete, or with the first one where the rows must come from one snapshot.
 *
 * @param source Where to read.
 * @param session Connection that made the tables; not in a transaction.
 * @param plan The steps.
 * @returns Where the rows come from.
 * @throws {ServiceError} The source broke off three times in a row without a step completed, or the warehouse is lost.
 */
export async function copySteps(
  source: DataSharing,
  session: Queryable,
  plan: CopyPlan,
): Promise<Copied> {
  const progress: Progress = { next: 0, snapshot: 0, used: new Set(), summaries: null };
  for (let failures = 0; progress.next < plan.steps.length;) {
    const before = progress.next;
    try {
      await source.snapshot((view) => copyFrom(view, session, { plan, progress }));
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      failures = plan.resumable && progress.next > before ? 0 : failures + 1;
      if (failures === MAX_FAILURES) throw error;
      // The same error when it was the warehouse that broke off.
      await session.execute("SELECT 1");
    }
  }
  return { snapshots: progress.used.size, summaries: progress.summaries ?? new Map() };
}

interface Progress {
  /** The step that is not complete. */
  next: number;
  /** Number of the current snapshot. */
  snapshot: number;
  /** Snapshots from which steps were completed. */
  readonly used: Set<number>;
  summaries: ReadonlyMap<string | null, CompanySummary> | null;
}

/** Copies what is left from one snapshot; it may be begun again, by a cut or by a smaller FETCH. */
async function copyFrom(
  view: Snapshot,
  session: Queryable,
  { plan, progress }: { readonly plan: CopyPlan; readonly progress: Progress },
): Promise<void> {
  const snapshot = ++progress.snapshot;
  if (!plan.resumable && progress.next > 0) {
    for (const { table } of plan.steps) {
      await session.execute(`TRUNCATE ${quoteName(MIRROR_SCHEMA, table)}`);
    }
    progress.next = 0;
  }
  if (!plan.resumable) {
    progress.used.clear();
    progress.summaries = null;
  }
  progress.summaries ??= await summarize(view, plan);
  while (progress.next < plan.steps.length) {
    const { selection, table, columns, snapshotColumn } = plan.steps[progress.next]!;
    const mark = snapshot === 1 || snapshotColumn === undefined ? [] : [snapshotColumn];
    const marked = mark.map(() => String(snapshot));
    await session.copyIn(
      { schema: MIRROR_SCHEMA, table, columns: [...columns, ...mark], format: "text" },
      chunks(view.read(selection), { columns, marked, renamed: plan.renamed }),
    );
    progress.used.add(snapshot);
    progress.next++;
  }
}

async function* chunks(
  pages: AsyncIterable<(string | null)[][]>,
  { columns, marked, renamed }: {
    readonly columns: readonly string[];
    readonly marked: readonly string[];
    readonly renamed: CopyPlan["renamed"];
  },
): AsyncGenerator<Uint8Array> {
  const company = columns.indexOf("company_id");
  for await (const rows of pages) {
    if (renamed.size > 0) {
      for (const row of rows) row[company] = renamed.get(row[company]!) ?? row[company]!;
    }
    yield encodeCopyText(marked.length === 0 ? rows : rows.map((row) => [...row, ...marked]));
  }
}

async function summarize(view: Snapshot, { summarize }: CopyPlan) {
  if (summarize === undefined) return new Map<string | null, CompanySummary>();
  const { table, companyColumn, companies } = summarize;
  const summaries = await view.summarize(table, companyColumn, companies);
  return new Map(summaries.map((summary) => [summary.companyId, summary]));
}
