import { DataError } from "../base/mod.ts";
import { DOMAINS } from "../domains/mod.ts";
import { sourceOf } from "./source_choice.ts";
import { confirmUnchanged, NO_CHANGE } from "./sync_unit.ts";
import type { Session, SyncContext, UnitResult } from "./types.ts";
import type { UnitReading } from "./unit_reading.ts";

/** A unit of which its source says that nothing has changed. */
type Unchanged = Pick<UnitReading, "unit" | "state" | "plan" | "readAt">;

/**
 * Notes that units were looked at and that their source says that nothing has changed: two statements for all of them, since
 * a run every ten minutes finds most of a thousand companies so.
 *
 * @param context The synchronisation.
 * @param session Connection that holds the locks of the units.
 * @param readings Units of one source and domain, their states and plans.
 * @returns How each ended, in their order; `failed` where somebody else moved the state meanwhile.
 */
export async function confirmUnchangedUnits(
  context: SyncContext,
  session: Session,
  readings: readonly Unchanged[],
): Promise<UnitResult[]> {
  if (readings.length === 0) return [];
  const moved = await moveStates(context, session, readings);
  const results: UnitResult[] = [];
  for (const { unit, state, plan, readAt } of readings) {
    const { rows } = state;
    const known = { unit, plan, rows, gates: [] };
    if (moved.has(unit.company.companyId)) {
      results.push({ ...known, status: "ok", counts: { ...NO_CHANGE, unchanged: rows } });
      continue;
    }
    // Alone it gives the reason why it could not be moved.
    results.push(
      await confirmUnchanged(context, session, { unit, state, plan, readAt }).catch((error) => {
        if (!(error instanceof DataError)) throw error;
        const { message: reason, retriable } = error;
        return { ...known, status: "failed", reason, retriable, counts: NO_CHANGE };
      }),
    );
  }
  return results;
}

/** Moves the states that are still those that were read; answers their companies. */
async function moveStates(
  context: SyncContext,
  session: Session,
  readings: readonly Unchanged[],
): Promise<Set<string>> {
  const { unit: { source, domain }, readAt, plan } = readings[0]!;
  const versions = readings.map(({ unit, state }) => ({
    company_id: unit.company.companyId,
    version: state.version,
  }));
  const inForce = readings.map(({ unit }) => unit.company)
    .filter((company) => sourceOf(DOMAINS[domain], company, context.sourceChoice).source === source)
    .map((company) => company.companyId);
  return await session.transaction(async (tx) => {
    const moved = await tx.many<{ company_id: string }>(
      "UPDATE penny.units u SET version = u.version + 1, read_at = $1, run_id = $2, plan = $3 " +
        "FROM jsonb_to_recordset($4::jsonb) AS r(company_id bigint, version bigint) " +
        "WHERE u.source = $5 AND u.domain = $6 AND u.company_id = r.company_id AND u.version = r.version " +
        "RETURNING u.company_id",
      [
        readAt.toISOString(),
        context.runId,
        plan.kind,
        JSON.stringify(versions),
        source,
        domain,
      ],
    );
    const companies = new Set(moved.map((row) => row.company_id));
    await tx.execute(
      "INSERT INTO penny.sources_in_force AS f (domain, company_id, source) " +
        "SELECT $1, company_id, $3 FROM unnest($2::bigint[]) AS company_id " +
        "ON CONFLICT (company_id, domain) DO UPDATE SET source = excluded.source, since = now() " +
        "WHERE f.source <> excluded.source",
      [domain, inForce.filter((id) => companies.has(id)), source],
    );
    return companies;
  });
}
