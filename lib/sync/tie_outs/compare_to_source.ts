import { type AnyDomainName, columnsReadBy, type Domain, domainOf } from "../../domains/mod.ts";
import type { Company, SyncContext } from "../types.ts";
import { mirroredSources, mirrorRows } from "./rows_in_force.ts";
import { runTieOut } from "./run_tie_out.ts";
import type { TieOut } from "./types.ts";

/**
 * « Comparer à Pennylane »: the rows and sums that Penny has of a company from Data Sharing, against those that Data Sharing
 * gives at this moment, in one grouped statement there. A difference cannot be opened: the next reading tells the rows.
 *
 * @param context The synchronisation.
 * @param options Table and company.
 * @returns A statement for the rows and for each column that can be summed; none when the company is not read from there.
 * @throws {ServiceError} Data Sharing cannot be reached.
 */
export async function compareToSource(
  { db, dataSharing, clock }: Pick<SyncContext, "db" | "dataSharing" | "clock">,
  { domain: name, company }: { readonly domain: AnyDomainName; readonly company: Company },
): Promise<TieOut[]> {
  const domain = domainOf(name);
  const { dataSharingId } = company;
  const mirrored = (await mirroredSources(db, name)).includes("data_sharing");
  if (dataSharing === null || dataSharingId === null || !mirrored) return [];
  const measures = columnsReadBy(domain, "data_sharing").filter(({ summable }) => summable);
  const totals = await dataSharing.totals({
    table: name,
    companyColumn: domain.columns.find((one) => one.name === "company_id")!.sources.data_sharing!,
    companies: [dataSharingId],
    columns: measures.map(({ sources, roundedFromDouble, scale = 2 }) => ({
      name: sources.data_sharing!,
      ...(roundedFromDouble ? { roundTo: scale } : {}),
    })),
  });
  const live = totals.get(dataSharingId) ?? ["0"];
  const subjects = ["lignes", ...measures.map((column) => column.name)];
  return await runTieOut(db, {
    ...{ kind: "source", domain: name },
    leftLabel: "Lignes lues par Penny",
    rightLabel: "Data Sharing en ce moment",
    expressions: expressions(domain, subjects.slice(1)),
    values: [subjects, subjects.map((_, at) => live[at] ?? "0"), clock.now().toISOString()],
    reasons: {
      other: { label: "Changé dans Pennylane depuis la lecture, ou pas lu", explained: false },
    },
    columns: [],
  }, [company.companyId]);
}

function expressions({ name }: Domain, measures: readonly string[]): string {
  const sums = measures.map((measure) => `, coalesce(sum("${measure}"), 0)`).join("");
  return `mirror AS (${mirrorRows(name, "data_sharing")} AND m._deleted_at IS NULL), ` +
    `sums AS (SELECT ARRAY[count(*)::numeric${sums}] AS amounts FROM mirror), ` +
    "sides AS (SELECT u.company_id, v.subject, CASE WHEN v.subject = 'lignes' THEN 'Nombre de lignes' " +
    "ELSE 'Somme de la colonne ' || v.subject END AS title, " +
    "CASE WHEN v.subject = 'lignes' THEN 'rows' ELSE 'euros' END AS unit, " +
    "sums.amounts[v.at] AS left_amount, v.live::numeric AS right_amount, u.read_at AS left_read_at, " +
    "$4::timestamptz AS right_read_at FROM sums, penny.units u, " +
    "unnest($2::text[], $3::text[]) WITH ORDINALITY AS v(subject, live, at) " +
    `WHERE u.company_id = ANY($1::bigint[]) AND u.domain = '${name}' AND u.source = 'data_sharing'), ` +
    "differences AS (SELECT NULL::bigint AS company_id, NULL::text AS subject, NULL::text AS kind, " +
    "0::numeric AS amount WHERE false)";
}
