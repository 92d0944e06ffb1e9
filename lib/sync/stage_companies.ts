import { DataError, plural } from "../base/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import type { Domain } from "../domains/mod.ts";
import { type Frame, frameColumns, frameToCsv, releaseFrames } from "../frames/mod.ts";
import { postgresType } from "./column_types.ts";
import { mirrorChunks, mirrorFrame } from "./mirror_rows.ts";
import { MIRROR_SCHEMA, mirrorTable } from "./mirror_table.ts";
import type { DueCompany, PublicationFailure, PublicationPlan } from "./publication_state.ts";
import type { PublishedTable } from "./published_table.ts";
import type { CompanyShare } from "./publish_merge.ts";
import type { Staging } from "./staging.ts";
import { applyTransform, type Transform, TransformError } from "./transform_checks.ts";
import type { Session, SyncContext } from "./types.ts";

/**
 * Companies after which their frames are given back. Small frames are no reason for the collector to come by itself, and
 * when it comes at last, after some ten thousand of them, it stops the process for most of a minute.
 */
const COMPANIES_A_RELEASE = 16;

/** What the steps of one publication share. */
export interface Publication {
  readonly context: SyncContext;
  readonly domain: Domain;
  readonly transform: Transform;
  readonly whole: boolean;
  /** Holds the lock of the table; writes. */
  readonly session: Session;
}

/**
 * The columns that a transform gives, with the types that PostgreSQL keeps them in.
 *
 * @param frame What the transform gave.
 * @returns In the order of the frame.
 * @throws {DataError} A column has a type that PostgreSQL could not hold exactly.
 */
export function publishedColumns(frame: Frame): PublishedTable["columns"] {
  return frameColumns(frame).map((column) => ({
    name: column.name,
    type: postgresType(column),
  }));
}

/**
 * Copies the transformed rows of every company that is due into staging, from one snapshot, so that rows and revisions
 * belong together.
 *
 * @param publication The transform and the connection that writes.
 * @param table What shall be published: every company must give these columns.
 * @param options `staging`: where to; `plan`: which companies, and since which revision.
 * @returns What each company brings, and those on which the transform failed: none of their rows is in staging.
 * @throws {ServiceError} The warehouse cannot be reached.
 */
export function stageCompanies(
  publication: Publication,
  table: PublishedTable,
  { staging, plan }: { staging: Staging; plan: PublicationPlan },
): Promise<{ shares: CompanyShare[]; failures: PublicationFailure[] }> {
  const { context, domain } = publication;
  return context.db.transaction(async (snapshot) => {
    const shares: CompanyShare[] = [];
    const failures: PublicationFailure[] = [];
    for (const [i, due] of plan.due.entries()) {
      if (i % COMPANIES_A_RELEASE === COMPANIES_A_RELEASE - 1) releaseFrames();
      const { revision: upTo, rows } = await stateOf(snapshot, domain, due);
      try {
        await stageCompany(publication, table, { staging, snapshot, due, rows });
        shares.push({
          companyId: due.company.companyId,
          source: due.source,
          mirror: mirrorTable(domain, due.source),
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

/** Counter and rows of the mirror, as its last reading left them. */
async function stateOf(
  snapshot: Queryable,
  domain: Domain,
  { company, source }: DueCompany,
): Promise<{ revision: string; rows: number }> {
  const { revision, rows } = await snapshot.one<{ revision: string; rows: string }>(
    "SELECT revision, rows FROM penny.units WHERE source = $1 AND domain = $2 AND company_id = $3",
    [source, domain.name, company.companyId],
  );
  return { revision, rows: Number(rows) };
}

/** Copies the transformed rows of one company into staging; a failure leaves none of them there. */
async function stageCompany(
  publication: Publication,
  table: PublishedTable,
  { staging, snapshot, due, rows }: {
    staging: Staging;
    snapshot: Queryable;
    due: DueCompany;
    rows: number;
  },
): Promise<void> {
  const { domain, session, transform } = publication;
  const names = table.columns.map(({ name }) => name);
  await session.copyIn(
    { schema: MIRROR_SCHEMA, table: staging.name, columns: names, format: "csv" },
    transformed(),
  );
  async function* transformed(): AsyncGenerator<Uint8Array> {
    let count = 0;
    for await (const frame of companyFrames(publication, snapshot, due)) {
      count += frame.height;
      const result = applyTransform(frame, transform, domain.key);
      refuseOtherColumns(result, table);
      yield frameToCsv(result, { columns: names, header: false });
    }
    if (due.since === null && count !== rows) throw otherRows(domain, { count, rows });
  }
}

/** A mirror that somebody emptied must not empty the published table: the next reading compares it. */
function otherRows(
  { title }: Domain,
  { count, rows }: { readonly count: number; readonly rows: number },
): DataError {
  return new DataError(
    `Impossible de publier « ${title} » : la copie locale a ${plural(count, "ligne")} au lieu de ` +
      `${rows}, elle a été modifiée à la main ; relancez, elle sera comparée à Pennylane`,
  );
}

async function* companyFrames(
  { domain, whole }: Publication,
  snapshot: Queryable,
  { company, source, since }: DueCompany,
): AsyncGenerator<Frame> {
  const selection = {
    domain,
    source,
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
