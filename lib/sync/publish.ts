import { sha256 } from "../base/mod.ts";
import { quoteName } from "../connectors/postgres/mod.ts";
import type { AnyDomainName, Domain } from "../domains/mod.ts";
import { analyzeGrown } from "./analyze_grown.ts";
import { domainInUse } from "./found_columns.ts";
import { inTurn } from "./in_turn.ts";
import {
  handMadeNotes,
  markPublished,
  planPublication,
  type PublicationFailure,
  type PublicationPlan,
  recordPublication,
} from "./publication_state.ts";
import { mergePublished } from "./publish_merge.ts";
import {
  preparePublished,
  type PublishedTable,
  type ReadyTable,
  swapColumns,
} from "./published_table.ts";
import { sampleTransform } from "./sample_transform.ts";
import { type Publication, publishedColumns, stageCompanies } from "./stage_companies.ts";
import { withStaging } from "./staging.ts";
import type { Transform } from "./transform_checks.ts";
import type { MergeCounts, Session, SyncContext } from "./types.ts";

/** Options of {@linkcode publishDomain}. */
export interface PublishOptions {
  /** The user's; it treats each row alone unless `whole` says otherwise. */
  readonly transform: Transform;
  /**
   * Give the transform the whole frame of one company instead of rows; the row-wise check is not made, and the memory
   * needed is that of the largest company.
   * @default false
   */
  readonly whole?: boolean;
}

/** How a publication ended. */
export interface PublicationReport {
  /** `schema.table`. */
  readonly table: string;
  /** All companies together. */
  readonly counts: MergeCounts;
  readonly failures: readonly PublicationFailure[];
  /** French remarks, e.g. columns that became null. */
  readonly notes: readonly string[];
  readonly seconds: number;
}

/**
 * Brings `<schema>.<domain>` to the state of the mirror, every company, in one transaction that readers see whole or not
 * at all. A company on which the transform fails keeps its old rows and is named.
 *
 * @param context The synchronisation.
 * @param name The domain.
 * @param options How the transform is called.
 * @returns Exact counts and the companies that kept their old rows.
 * @throws {TransformError} The transform breaks its promise on the sample, or fails on every company: nothing is published.
 * @throws {UsageError} The table exists and Penny did not make it.
 * @throws {DataError} A view stands on a column whose type changed, or readers kept a change of columns out.
 * @throws {ServiceError} The warehouse cannot be reached, or its disk is full.
 */
export async function publishDomain(
  context: SyncContext,
  name: AnyDomainName,
  options: PublishOptions,
): Promise<PublicationReport> {
  const started = performance.now();
  const table = `${context.schema}.${name}`;
  // A publication holds two connections: many begun at once would each hold one and wait for ever for the other.
  const report = await inTurn(
    context.db,
    () =>
      context.db.session((session) =>
        withTableLock(session, table, async () => {
          const { transform, whole = false } = options;
          const domain = await domainInUse(session, name);
          const own = { ...context, fingerprint: fingerprintWith(domain, context.fingerprint) };
          return publishLocked({ context: own, domain, transform, whole, session });
        })
      ),
  );
  context.emit({
    type: "publication",
    table,
    ...report.counts,
    failures: report.failures.map(({ company, reason }) => ({ company: company.name, reason })),
  });
  return { table, ...report, seconds: (performance.now() - started) / 1000 };
}

/** A column that came may change what a transform gives for rows that have nothing in it. */
function fingerprintWith({ columns }: Domain, fingerprint: string | null): string | null {
  const found = columns.filter((column) => column.found).map(({ name, type }) => [name, type]);
  if (fingerprint === null || found.length === 0) return fingerprint;
  return sha256(new TextEncoder().encode(JSON.stringify([fingerprint, found])));
}

/** One publication a table at a time, from its snapshot to its commit, whoever asks. */
async function withTableLock<T>(
  session: Session,
  table: string,
  work: () => Promise<T>,
): Promise<T> {
  const key = `penny:publish:${table}`;
  await session.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", [key]);
  try {
    return await work();
  } finally {
    // A lost connection has given it back already.
    await session.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [key])
      .catch(() => undefined);
  }
}

type LockedReport = Omit<PublicationReport, "table" | "seconds">;

async function publishLocked(publication: Publication): Promise<LockedReport> {
  const { context, domain } = publication;
  const sample = await sampleTransform(publication);
  const table: PublishedTable = {
    schema: context.schema,
    name: domain.name,
    key: domain.key,
    columns: publishedColumns(sample),
  };
  const ready = await preparePublished(context.db, table);
  const plan = await planPublication(context, domain, {
    retype: isRetype(ready),
    whole: publication.whole,
  });
  const { counts, failures, notes } = await publishDue(publication, table, { ready, plan });
  const written = counts.inserted + counts.updated;
  await analyzeGrown(context.db, quoteName(table.schema, table.name), written);
  return {
    counts: { ...counts, unchanged: counts.unchanged + plan.untouchedRows },
    failures,
    notes: [
      ...notes,
      ...(ready.retired.length === 0 ? [] : [
        `Colonnes que la transformation ne donne plus, désormais vides : ${
          ready.retired.join(", ")
        }`,
      ]),
    ],
  };
}

function isRetype(ready: ReadyTable): boolean {
  return [...ready.writeTo].some(([name, target]) => name !== target);
}

/** Transforms what is due into staging, then merges all of it in one transaction. */
async function publishDue(
  publication: Publication,
  table: PublishedTable,
  { ready, plan }: { ready: ReadyTable; plan: PublicationPlan },
): Promise<{ counts: MergeCounts; failures: PublicationFailure[]; notes: string[] }> {
  const { session, domain } = publication;
  if (plan.due.length === 0) {
    await session.transaction((tx) => swapColumns(tx, table, ready));
    return { counts: sum([]), failures: [], notes: [] };
  }
  return await withStaging(
    session,
    { purpose: `publish_${domain.name}`, columns: table.columns },
    async (staging) => {
      const { shares, failures } = await stageCompanies(publication, table, { staging, plan });
      await session.execute(`ANALYZE ${staging.table}`);
      const counts = await session.transaction(async (tx) => {
        const merged = await mergePublished(tx, { table, ready, staging: staging.table, shares });
        await markPublished(tx, publication.context, { table, shares, merged });
        if (failures.length === 0) await swapColumns(tx, table, ready);
        return merged;
      });
      await recordPublication(publication.context, table, { counts, failures });
      return { counts: sum([...counts.values()]), failures, notes: handMadeNotes(plan, counts) };
    },
  );
}

function sum(counts: readonly MergeCounts[]): MergeCounts {
  const total = (field: keyof MergeCounts) => counts.reduce((n, count) => n + count[field], 0);
  return {
    inserted: total("inserted"),
    updated: total("updated"),
    deleted: total("deleted"),
    unchanged: total("unchanged"),
  };
}
