import { DataError } from "../../base/mod.ts";
import type { Session, Unit, UnitPlan, UnitResult } from "../types.ts";
import { fiscalYearsOf } from "../fiscal_years.ts";
import { analyzeStaging, type Staging } from "../staging.ts";
import { syncUnits } from "../sync_unit.ts";
import { lookupRevisions } from "./affected_rows.ts";
import { type ApiReading, keptOf, keysOf, lookupsOf, stagedIn } from "./api_reading.ts";
import { apiSource } from "./api_access.ts";
import { apiRowsTable, keepRows } from "./api_rows.ts";
import { withComposed } from "./compose_rows.ts";
import { cursorAfter } from "./cursor_after.ts";
import type { Told } from "./fold_events.ts";
import { givenBy, haveSameKeys, takeNewKeys } from "./key_changes.ts";
import { FeedGapError } from "./read_feed.ts";
import { type FeedPositions, knownPositions, newestPositions, readFeeds } from "./read_feeds.ts";
import { noteTold, readTold } from "./read_told.ts";
import { resourcePages } from "./resource_pages.ts";
import { isMoving, untilSettled } from "./settling.ts";
import { refuseRepeated, stageResource } from "./stage_resource.ts";
import { rawStaging } from "./stage_raw_rows.ts";
import { idStaging } from "./unit_ids.ts";
import { countMissed, type Missed, noteUntold } from "./untold_rows.ts";

/** Rows from which on the planner is told of a first load at once. */
const MANY_ROWS = 10_000;

/** How everything of a unit is read. */
export interface WholeOptions {
  readonly plan: UnitPlan;
  /** Whether the rows that are kept are those of the last reading: what differs has changed since. */
  readonly isKept: boolean;
}

/** Tables of a whole reading. */
interface WholeTables {
  readonly raw: Staging;
  readonly ids: Staging;
}

/** What the feeds say before everything is read. */
interface Beginning {
  /** Null: nobody knows where changes begin, so that the next reading compares again. */
  readonly positions: FeedPositions | null;
  /** What was told since the last reading; null: they could not say. */
  readonly told: Told | null;
}

/**
 * Reads everything of a unit, with what changed while it was read, and merges the difference.
 *
 * @param reading The unit.
 * @param options The plan, and what is known.
 * @returns How its domains ended.
 */
export async function readWhole(
  reading: ApiReading,
  options: WholeOptions,
): Promise<UnitResult[]> {
  const { shelf, unit: { domain, company: { companyId } } } = reading;
  const beginning = await begin(reading);
  return await shelf.lend(
    { definition: rawStaging(domain), companyId },
    (raw) =>
      shelf.lend(
        { definition: idStaging(domain), companyId },
        (ids) => readInto(reading, { ...options, beginning, raw, ids }),
      ),
  );
}

async function readInto(
  reading: ApiReading,
  { beginning, raw, ids, ...options }: WholeOptions & WholeTables & {
    readonly beginning: Beginning;
  },
): Promise<UnitResult[]> {
  await stageAll(reading, raw);
  let { positions } = beginning;
  return await untilSettled(reading, async () => {
    positions = await foldIn(reading, positions, { raw, ids });
    const results = await mergeFolded(reading, { ...options, beginning, positions, raw, ids });
    return { results, isMoving: positions !== null && await isMoving(reading, raw.table, results) };
  });
}

async function mergeFolded(
  reading: ApiReading,
  { beginning, positions, raw, ids, ...options }: WholeOptions & WholeTables & {
    readonly beginning: Beginning;
    readonly positions: FeedPositions | null;
  },
): Promise<UnitResult[]> {
  const wide = await takeNewKeys(reading);
  // Rows that differ because a key came or went are no changes that should have been told.
  const isKept = options.isKept && wide === reading && haveSameKeys(reading);
  if (isKept) {
    if (beginning.told !== null) {
      await noteTold(reading, beginning.told, { ids, known: keptOf(reading) });
    }
    await noteUntold(reading, { raw: raw.table, ids: ids.table });
  }
  await analyzeStaging(reading.session, raw.table, reading.unit.company.companyId);
  return await mergeWhole(wide, { ...options, isKept, positions, raw, ids });
}

/** Takes the positions of the feeds before the lists: what changes from then on is told after them. */
async function begin(reading: ApiReading): Promise<Beginning> {
  if (reading.feeds.length === 0) return { positions: null, told: null };
  if (reading.cursor !== null) {
    try {
      return await readFeeds(reading, knownPositions(reading));
    } catch (error) {
      if (!(error instanceof FeedGapError)) throw error;
    }
  }
  try {
    return { positions: await newestPositions(reading), told: null };
  } catch (error) {
    if (!(error instanceof FeedGapError)) throw error;
    return { positions: null, told: null };
  }
}

/** Fills raw staging: the main resource first, since some parts are asked for by the ids that it names. */
async function stageAll(reading: ApiReading, raw: Staging): Promise<void> {
  const { session, client, unit, parts } = reading;
  const staged = stagedIn(reading, raw.table);
  const years = unit.domain === "trial_balance" ? await knownYears(session, unit) : [];
  for (const resource of keysOf(parts).keys()) {
    const pages = resourcePages(resource, { client, session, staged, years });
    await stageResource(reading, { raw, resource, pages });
  }
  await refuseRepeated(reading, raw);
}

/** Reads again what changed while the lists were read; gives the positions after that. */
async function foldIn(
  reading: ApiReading,
  positions: FeedPositions | null,
  { raw, ids }: WholeTables,
): Promise<FeedPositions | null> {
  if (positions === null) return null;
  try {
    const after = await readFeeds(reading, positions);
    await readTold(reading, after.told, { raw, ids, known: stagedIn(reading, raw.table) });
    return after.positions;
  } catch (error) {
    if (!(error instanceof FeedGapError)) throw error;
    return null;
  }
}

async function mergeWhole(
  reading: ApiReading,
  { plan, isKept, positions, raw, ids }: WholeOptions & WholeTables & {
    readonly positions: FeedPositions | null;
  },
): Promise<UnitResult[]> {
  const { context, session, parts, unit, feeds, readAt } = reading;
  const lookups = await lookupRevisions(session, unit, lookupsOf(parts));
  const { absent } = reading.rowKeys;
  const cursor = positions === null ? null : cursorAfter(reading, { positions, lookups, absent });
  const given: (readonly string[])[] = [];
  for (const part of parts) given.push(await givenBy(reading, part));
  let missed: Missed | undefined;
  const alongside = async (tx: Parameters<typeof keepRows>[0]) => {
    if (isKept) missed = await countMissed(tx, reading, ids.table);
    const resources = [...keysOf(parts).keys()];
    await keepRows(tx, { unit, resources, raw: raw.table, asked: "true" });
  };
  const results = await withComposed(reading, raw.table, (tables) =>
    syncUnits(
      context,
      session,
      parts.map(({ domain, unit, state }, i) => ({
        ...{ domain, unit, state, plan, cursor, readAt },
        staging: tables[i]!,
        scope: null,
        columns: given[i]!,
        // Once, when all of them are merged.
        ...(feeds.length > 0 && i === parts.length - 1 ? { alongside } : {}),
      })),
    ));
  if (plan.kind === "full" && feeds.length > 0 && results[0]!.rows >= MANY_ROWS) {
    await session.execute(`ANALYZE ${apiRowsTable(apiSource(unit))}`);
  }
  return missed === undefined ? results : results.map((one) => ({ ...one, missed }));
}

/** A trial balance is asked for by fiscal year: without any, an empty answer would look like deleted rows. */
async function knownYears(session: Session, { company }: Unit) {
  const years = await fiscalYearsOf(session, [company]);
  if (years.length > 0) return years;
  throw new DataError(
    `Impossible de lire la balance de « ${company.name} » : aucun exercice n'est connu ; ` +
      "vérifiez que le jeton donne accès aux exercices (fiscal_years:readonly)",
  );
}
