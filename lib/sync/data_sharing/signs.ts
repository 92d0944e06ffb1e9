import { parseInstant, plural } from "../../base/mod.ts";
import type { CompanySummary } from "../../connectors/data_sharing/mod.ts";
import type { SourceSigns } from "../plan_unit.ts";
import type { UnitState } from "../unit_state.ts";
import { BATCH_ROWS } from "./batches.ts";
import { isSourceInstant, readWatermark, type Watermark } from "./watermark.ts";

/** What `etl` tells of a unit. */
export interface EtlSigns {
  /** Of the company; absent when it has no row. */
  readonly summary: CompanySummary | undefined;
  /** First synchronisation of a row alive, of all companies of the table; `null`: it has none. */
  readonly tableFirst: string | null;
  /** Rows that changed since the watermark less its overlap; `null`: not counted. */
  readonly changed: number | null;
  readonly now: Date;
  /** Mark of the columns that would be read. */
  readonly columns: string;
}

/** A source may be ahead of our clock by so much; a row synchronised later than that would hide all changes until then. */
const AHEAD_MS = 86_400_000;

/**
 * Whether nothing happened to the rows of a company since its watermark: then its changes need not even be counted.
 *
 * @param state Of the unit.
 * @param summary What `etl` tells now.
 * @returns True when `etl` tells exactly what it told before.
 */
export function isUntouched(state: UnitState, summary: CompanySummary | undefined): boolean {
  return readWatermark(state.cursor)?.mark === (summary?.mark ?? "");
}

/**
 * What the source tells of a unit that `etl` has, and whether that can be trusted.
 *
 * @param state Of the unit.
 * @param signs What `etl` tells.
 * @returns What plans are made from.
 */
export function signsOf(state: UnitState, signs: EtlSigns): SourceSigns {
  const { summary } = signs;
  const untouched = isUntouched(state, summary);
  return {
    tellsChanges: true,
    rows: summary?.alive ?? 0,
    changed: untouched ? signs.changed ?? 0 : signs.changed,
    doubt: doubtOf(state, signs) ?? (untouched ? null : lateDoubt(state, signs)) ??
      massDoubt(signs),
  };
}

/**
 * Why changes cannot be trusted. Rows leave `etl` only when it is rebuilt; a rebuild also synchronises every row alive of every
 * company again. A company that had rows while the table has none older than its watermark was therefore rebuilt; one whose
 * rows are all new because it had none was not.
 */
function doubtOf(state: UnitState, { summary, tableFirst, now, columns }: EtlSigns): string | null {
  if (state.cursor === null) return null;
  const watermark = readWatermark(state.cursor);
  if (watermark === null) return "le repère de la lecture précédente est illisible";
  if (summary && summary.undated > 0) {
    return `${plural(summary.undated, "ligne")} sans date de synchronisation`;
  }
  const last = summary?.last ?? null;
  if (last !== null && isAhead(last, now)) return "etl porte des dates de l'avenir";
  if (isRebuilt(state, watermark, { total: summary?.total ?? 0, tableFirst })) {
    return "le schéma etl a été reconstruit";
  }
  if (watermark.until !== null && (last === null || last < watermark.until)) {
    return "le schéma etl est plus ancien que la lecture précédente";
  }
  return watermark.columns === columns ? null : "les colonnes à lire ont changé";
}

function isAhead(instant: string, now: Date): boolean {
  if (!isSourceInstant(instant)) return true;
  return parseInstant(`${instant}+00`).getTime() > now.getTime() + AHEAD_MS;
}

function isRebuilt(
  state: UnitState,
  { until, total }: Watermark,
  source: { readonly total: number; readonly tableFirst: string | null },
): boolean {
  if (source.total < total) return true;
  if (state.rows === 0 || until === null || source.tableFirst === null) return false;
  return source.tableFirst > until;
}

/** Something moved at or before the watermark: a transaction ended late, perhaps later than the overlap allows for. */
function lateDoubt(state: UnitState, { summary }: EtlSigns): string | null {
  const watermark = readWatermark(state.cursor);
  if (watermark === null || summary === undefined || summary.total !== watermark.total) return null;
  return summary.last === watermark.until
    ? "etl a changé sans date plus récente que la lecture précédente"
    : null;
}

/** A change of most rows of a big company, as when a rebuild stamped them all within the overlap: only a whole reading is cut. */
function massDoubt({ summary, changed }: EtlSigns): string | null {
  if (changed === null || changed <= BATCH_ROWS || changed * 2 <= (summary?.alive ?? 0)) {
    return null;
  }
  return `${plural(changed, "ligne")} à relire, soit plus de la moitié`;
}
