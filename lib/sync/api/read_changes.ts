import { plural } from "../../base/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import { ofCompany } from "../of_company.ts";
import type { UnitPlan, UnitResult } from "../types.ts";
import { analyzeStaging, type Staging, type StagingDefinition } from "../staging.ts";
import { confirmUnchanged, syncUnits } from "../sync_unit.ts";
import { completeRaw, findAffected, lookupRevisions, type Revisions } from "./affected_rows.ts";
import { type ApiCursor, fingerprintsOf } from "./api_cursor.ts";
import { type ApiReading, keptOf, keysOf, lookupsOf, stagedIn, wholeParts } from "./api_reading.ts";
import { keepRows } from "./api_rows.ts";
import { withComposed } from "./compose_rows.ts";
import { cursorAfter } from "./cursor_after.ts";
import { chosenPlan } from "./plan_api_unit.ts";
import { refuseOtherKeys } from "./key_changes.ts";
import { type FeedsReading, knownPositions, readFeeds } from "./read_feeds.ts";
import { readTold } from "./read_told.ts";
import { resourcePages } from "./resource_pages.ts";
import { isMoving, type Try, untilSettled } from "./settling.ts";
import { refuseRepeated, stageResource } from "./stage_resource.ts";
import { rawStaging } from "./stage_raw_rows.ts";
import { idStaging, noteWhole, scopeStaging } from "./unit_ids.ts";

/** Tables of a reading of changes. */
interface Tables {
  readonly raw: Staging;
  readonly ids: Staging;
  readonly scope: Staging;
}

/** What is known once the feeds have been read. */
interface Announced {
  readonly feeds: FeedsReading;
  /** Revisions of what is looked up, taken before rows are composed: what changes later is composed again next time. */
  readonly lookups: Revisions;
  /** Every row is composed again: the company has another name, or columns are made differently. */
  readonly everything: boolean;
  readonly cursor: ApiCursor;
}

/**
 * Reads what changed since the last reading, and composes the rows that depend on it.
 *
 * @param reading The unit, with a cursor.
 * @returns How its domains ended.
 * @throws {FeedGapError} The feeds cannot tell everything, or rows have other keys than before: compare.
 */
export function readChanges(reading: ApiReading): Promise<UnitResult[]> {
  return untilSettled(reading, () => readOnce(reading));
}

async function readOnce(reading: ApiReading): Promise<Try> {
  const { session, parts, unit, cursor: last } = reading;
  const { name } = unit.company;
  const feeds = await readFeeds(reading, knownPositions(reading));
  const lookups = await lookupRevisions(session, unit, lookupsOf(parts));
  const { composed } = fingerprintsOf(parts.map(({ mapping }) => mapping), name);
  const everything = last?.composed !== composed;
  const cursor = cursorAfter(reading, { positions: feeds.positions, lookups });
  const announced = { feeds, lookups, everything, cursor };
  const same = Object.entries(lookups).every(([domain, at]) => last?.lookups[domain] === at);
  if (feeds.events === 0 && same && !everything && wholeParts(parts).length === 0) {
    return { results: await confirm(reading, announced, feeds.requests), isMoving: false };
  }
  tell(reading, feeds.events);
  return await withTables(reading, async (tables) => {
    const results = await readAnnounced(reading, announced, tables);
    return { results, isMoving: await isMoving(reading, tables.raw.table, results) };
  });
}

function withTables<T>(
  { shelf, unit: { domain, company: { companyId } } }: ApiReading,
  work: (tables: Tables) => Promise<T>,
): Promise<T> {
  const lend = (definition: StagingDefinition, work: (staging: Staging) => Promise<T>) =>
    shelf.lend({ definition, companyId }, work);
  return lend(
    rawStaging(domain),
    (raw) =>
      lend(
        idStaging(domain),
        (ids) => lend(scopeStaging(domain), (scope) => work({ raw, ids, scope })),
      ),
  );
}

async function readAnnounced(
  reading: ApiReading,
  announced: Announced,
  { raw, ids, scope }: Tables,
): Promise<UnitResult[]> {
  const { session, client, parts, unit } = reading;
  const { feeds, lookups, everything } = announced;
  let requests = feeds.requests;
  requests += await readTold(reading, feeds.told, { raw, ids, known: keptOf(reading) });
  const staged = stagedIn(reading, raw.table);
  for (const resource of wholeParts(parts)) {
    await noteWhole(session, ids.table, { resource, known: keptOf(reading)(resource) });
    const pages = resourcePages(resource, { client, session, staged, years: [] });
    await stageResource(reading, { raw, resource, pages });
    requests += 1;
  }
  refuseOtherKeys(reading);
  await refuseRepeated(reading, raw);
  await analyzeStaging(session, ids.table, unit.company.companyId);
  const tables = { raw: raw.table, ids: ids.table, scope: scope.table };
  const rows = await findAffected(reading, tables, everything ? null : lookups);
  if (rows === 0 && feeds.events === 0) return await confirm(reading, announced, requests);
  await completeRaw(reading, tables);
  const plan = { ...planAfter(reading, announced), rows, requests };
  return await mergeChanges(reading, { ...tables, plan, cursor: announced.cursor });
}

/** What the reading turned out to be. */
function planAfter(reading: ApiReading, { feeds, everything }: Announced): UnitPlan {
  const { context, parts } = reading;
  const changed = feeds.events;
  const signs = { tellsChanges: true, rows: null, changed, doubt: null };
  const plan = chosenPlan(context, parts, signs);
  if (plan.kind !== "unchanged") return plan;
  const reason = everything
    ? "composition des lignes modifiée"
    : "noms ou libellés d'autres tables modifiés";
  return { ...plan, kind: "changes", reason };
}

async function mergeChanges(
  reading: ApiReading,
  { raw, ids, scope, plan, cursor }: {
    readonly raw: string;
    readonly ids: string;
    readonly scope: string;
    readonly plan: UnitPlan;
    readonly cursor: ApiCursor;
  },
): Promise<UnitResult[]> {
  const { context, session, parts, unit: { company: { companyId } }, readAt } = reading;
  const alongside = (tx: Queryable) =>
    keepRows(tx, {
      unit: reading.unit,
      resources: [...keysOf(parts).keys()],
      raw,
      asked: `(k.resource, k.id) IN (SELECT a.resource, a.id FROM ${ofCompany(ids, companyId)} a)`,
    });
  return await withComposed(reading, raw, (tables) =>
    syncUnits(
      context,
      session,
      parts.map(({ domain, mapping, unit, state }, i) => ({
        ...{ domain, unit, state, plan, cursor, readAt },
        scope: `${ofCompany(scope, companyId)} s`,
        staging: tables[i]!,
        columns: mapping.columns,
        // Once, when all of them are merged.
        ...(i === parts.length - 1 ? { alongside } : {}),
      })),
    ));
}

/** Nothing has changed; the feeds stand where they stand. */
async function confirm(
  { context, session, parts, readAt }: ApiReading,
  { cursor }: Announced,
  requests: number,
): Promise<UnitResult[]> {
  const signs = { tellsChanges: true, rows: null, changed: 0, doubt: null };
  const plan = { ...chosenPlan(context, parts, signs), requests };
  const results: UnitResult[] = [];
  for (const { unit, state } of parts) {
    const known = { ...state, cursor };
    results.push(await confirmUnchanged(context, session, { unit, state: known, plan, readAt }));
  }
  return results;
}

function tell({ context, parts, unit }: ApiReading, events: number): void {
  const count = plural(events, "changement annoncé", "changements annoncés");
  context.emit({
    type: "progress",
    text: `${parts[0]!.domain.title} de « ${unit.company.name} » : ${count}`,
  });
}
