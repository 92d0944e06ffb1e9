import { DataError } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { type AnyDomainName, type Domain, DOMAINS } from "../domains/mod.ts";
import { type Frame, frameColumns, frameToCsv } from "../frames/mod.ts";
import { postgresType } from "./column_types.ts";
import { inTurn } from "./in_turn.ts";
import { MIRROR_SCHEMA, mirrorTable } from "./mirror_table.ts";
import { mirrorChunks, mirrorFrame } from "./mirror_rows.ts";
import {
  type DueCompany,
  markPublished,
  planPublication,
  type PublicationPlan,
  recordPublication,
} from "./publication_state.ts";
import { type CompanyShare, mergePublished } from "./publish_merge.ts";
import {
  preparePublished,
  type PublishedTable,
  type ReadyTable,
  swapColumns,
} from "./published_table.ts";
import { type Staging, withStaging } from "./staging.ts";
import {
  applyTransform,
  checkRowWise,
  emptyResult,
  SAMPLE_ROWS,
  type Transform,
  TransformError,
} from "./transform_checks.ts";
import type { Company, MergeCounts, Session, SyncContext } from "./types.ts";

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

/** A company that kept its old rows, and why. */
export interface PublicationFailure {
  readonly company: Company;
  readonly reason: string;
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

/** What the steps of one publication share. */
interface Publication {
  readonly context: SyncContext;
  readonly domain: Domain;
  readonly transform: Transform;
  readonly whole: boolean;
  /** Holds the lock of the table; writes. */
  readonly session: Session;
}

/**
 * Brings `<schema>.<domain>` to the state of the mirror, every company, in one transaction that readers see whole or not
 * at all. A company on which the transform fails keeps its old rows and is named.
 *
 * @param context The synchronisation.
 * @param name The domain.
 * @param options How the transform is called.
 * @returns Exact counts and the companies that kept their old rows.
 * @throws {TransformError} The transform breaks its promise on the sample: nothing is published.
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
        withTableLock(session, table, () => {
          const { transform, whole = false } = options;
          return publishLocked({ context, domain: DOMAINS[name], transform, whole, session });
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
  const sample = await sampleResult(publication);
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
  const { counts, failures } = await publishDue(publication, table, { ready, plan });
  if (failures.length === 0) await swapColumns(context.db, table, ready);
  return {
    counts: { ...counts, unchanged: counts.unchanged + plan.untouchedRows },
    failures,
    notes: ready.retired.length === 0 ? [] : [
      `Colonnes que la transformation ne donne plus, désormais vides : ${ready.retired.join(", ")}`,
    ],
  };
}

function isRetype(ready: ReadyTable): boolean {
  return [...ready.writeTo].some(([name, target]) => name !== target);
}

/** The transform's columns, told by a sample on which its promises are checked. */
async function sampleResult({ context, domain, transform, whole }: Publication): Promise<Frame> {
  const largest = await context.db.maybeOne<{ company_id: string }>(
    "SELECT company_id FROM penny.units WHERE source = 'data_sharing' AND domain = $1 AND rows > 0 " +
      "ORDER BY rows DESC, company_id LIMIT 1",
    [domain.name],
  );
  if (!largest) return emptyResult(domain.columns, transform, domain.key);
  const sample = await mirrorFrame(context.db, {
    domain,
    source: "data_sharing",
    companyId: largest.company_id,
    ...(whole ? {} : { limit: SAMPLE_ROWS }),
  });
  return whole
    ? applyTransform(sample, transform, domain.key)
    : checkRowWise(sample, transform, domain.key);
}

function publishedColumns(frame: Frame): PublishedTable["columns"] {
  return frameColumns(frame).map((column) => ({
    name: column.name,
    type: postgresType(column),
  }));
}

/** Transforms what is due into staging, then merges all of it in one transaction. */
async function publishDue(
  publication: Publication,
  table: PublishedTable,
  { ready, plan }: { ready: ReadyTable; plan: PublicationPlan },
): Promise<{ counts: MergeCounts; failures: PublicationFailure[] }> {
  const { session, domain } = publication;
  if (plan.due.length === 0) return { counts: sum([]), failures: [] };
  return await withStaging(
    session,
    { purpose: `publish_${domain.name}`, columns: table.columns },
    async (staging) => {
      const { shares, failures } = await stageCompanies(publication, table, { staging, plan });
      await session.execute(`ANALYZE ${staging.table}`);
      const counts = await session.transaction(async (tx) => {
        const merged = await mergePublished(tx, { table, ready, staging: staging.table, shares });
        await markPublished(tx, publication.context, { table, shares, merged });
        return merged;
      });
      await recordPublication(publication.context, table, { counts, failures });
      return { counts: sum([...counts.values()]), failures };
    },
  );
}

/** One reading snapshot for all companies, so that rows and revisions belong together. */
function stageCompanies(
  publication: Publication,
  table: PublishedTable,
  { staging, plan }: { staging: Staging; plan: PublicationPlan },
): Promise<{ shares: CompanyShare[]; failures: PublicationFailure[] }> {
  const { context, domain } = publication;
  return context.db.transaction(async (snapshot) => {
    const shares: CompanyShare[] = [];
    const failures: PublicationFailure[] = [];
    for (const due of plan.due) {
      const upTo = await revisionOf(snapshot, domain, due);
      try {
        await stageCompany(publication, table, { staging, snapshot, due });
        shares.push({
          companyId: due.company.companyId,
          mirror: mirrorTable(domain, "data_sharing"),
          since: due.since,
          upTo,
        });
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        failures.push({ company: due.company, reason: error.message });
      }
    }
    return { shares, failures };
  }, { isolation: "repeatable read", readOnly: true });
}

async function revisionOf(
  snapshot: Queryable,
  domain: Domain,
  { company }: DueCompany,
): Promise<string> {
  const { revision } = await snapshot.one<{ revision: string }>(
    "SELECT revision FROM penny.units WHERE source = 'data_sharing' AND domain = $1 AND company_id = $2",
    [domain.name, company.companyId],
  );
  return revision;
}

/** Copies the transformed rows of one company into staging; a failure leaves none of them there. */
async function stageCompany(
  publication: Publication,
  table: PublishedTable,
  { staging, snapshot, due }: { staging: Staging; snapshot: Queryable; due: DueCompany },
): Promise<void> {
  const { domain, session, transform } = publication;
  const names = table.columns.map(({ name }) => name);
  await session.copyIn(
    { schema: MIRROR_SCHEMA, table: staging.name, columns: names, format: "csv" },
    transformed(),
  );
  async function* transformed(): AsyncGenerator<Uint8Array> {
    for await (const frame of companyFrames(publication, snapshot, due)) {
      const result = applyTransform(frame, transform, domain.key);
      refuseOtherColumns(result, table);
      yield frameToCsv(result, { columns: names, header: false });
    }
  }
}

async function* companyFrames(
  { domain, whole }: Publication,
  snapshot: Queryable,
  { company, since }: DueCompany,
): AsyncGenerator<Frame> {
  const selection = {
    domain,
    source: "data_sharing" as const,
    companyId: company.companyId,
    // The snapshot serves the other companies too, whatever the transform of this one does.
    readToEnd: true,
    ...(since === null ? {} : { since }),
  };
  if (whole) yield await mirrorFrame(snapshot, selection);
  else yield* mirrorChunks(snapshot, selection);
}

/** A transform must give every company the same columns and types. */
function refuseOtherColumns(result: Frame, table: PublishedTable): void {
  const expected = table.columns.map(({ name, type }) => `${name} ${type}`).join(", ");
  const actual = publishedColumns(result).map(({ name, type }) => `${name} ${type}`).join(", ");
  if (expected === actual) return;
  throw new TransformError(
    `Impossible d'appliquer la transformation : elle donne d'autres colonnes ou types qu'à l'échantillon ` +
      `(${actual} ; attendu : ${expected}) ; donnez un type fixe à chaque colonne ajoutée`,
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
