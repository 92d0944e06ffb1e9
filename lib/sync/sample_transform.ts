import { DataError } from "../base/mod.ts";
import type { SourceName } from "../domains/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { mirrorFrame } from "./mirror_rows.ts";
import type { Publication } from "./stage_companies.ts";
import { applyTransform, checkRowWise, emptyResult, SAMPLE_ROWS } from "./transform_checks.ts";

/** Companies tried, the largest first, before a transform that fails on each counts as broken for all. */
const TRIED = 10;

/** Companies that vote on the columns: a transform that gives one of them others is no reason to refuse all the others. */
const VOTERS = 3;

/** A company's rows, and what the transform gave for them. */
interface Sample {
  readonly rows: Frame;
  readonly result: Frame;
}

/**
 * The columns that a transform gives, told by a sample on which its promises are checked. Rows of one company on which it
 * fails are no sample: that company keeps its old rows, and the others are published.
 *
 * @param publication The transform.
 * @returns What it gives, with the columns that most companies get.
 * @throws {TransformError} It breaks its promise, or fails on every company that was tried.
 */
export async function sampleTransform(publication: Publication): Promise<Frame> {
  const { domain, transform, whole } = publication;
  const samples = await takeSamples(publication);
  if (samples.length === 0) return emptyResult(domain.columns, transform, domain.key);
  const usual =
    samples.find((one) =>
      samples.filter((other) => shapeOf(other) === shapeOf(one)).length * 2 > samples.length
    ) ?? samples[0]!;
  return whole ? usual.result : checkRowWise(usual.rows, transform, domain.key);
}

/** Samples of the largest companies on which the transform does not fail; none when no company has a row. */
async function takeSamples({ context, domain, transform, whole }: Publication): Promise<Sample[]> {
  const companies = await context.db.many<{ company_id: string; source: SourceName }>(
    "SELECT company_id, source FROM penny.units JOIN penny.sources_in_force USING (company_id, domain, source) " +
      "WHERE domain = $1 AND rows > 0 ORDER BY rows DESC, company_id LIMIT $2",
    [domain.name, TRIED],
  );
  const samples: Sample[] = [];
  let failure: DataError | undefined;
  for (const { company_id: companyId, source } of companies) {
    // A `whole` transform is given all rows of a company at once: one of them is enough to hold in memory.
    if (samples.length === (whole ? 1 : VOTERS)) break;
    const limit = whole ? {} : { limit: SAMPLE_ROWS };
    try {
      const rows = await mirrorFrame(context.db, { domain, source, companyId, ...limit });
      samples.push({ rows, result: applyTransform(rows, transform, domain.key) });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      failure ??= error;
    }
  }
  if (samples.length === 0 && failure) throw failure;
  return samples;
}

/** Names and types of the columns; a type that the base cannot hold is told by the check. */
function shapeOf({ result }: Sample): string {
  return result.columns.map((name) => `${name} ${result.getColumn(name).dtype}`).join(", ");
}
