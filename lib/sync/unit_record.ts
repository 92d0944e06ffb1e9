import type { Queryable } from "../connectors/postgres/mod.ts";
import type { SyncContext, UnitResult } from "./types.ts";

/**
 * Records how units ended, with their checks: a red unit leaves a trace although its rows were rolled back.
 *
 * @param context The synchronisation; the record is kept under its run.
 * @param db A transaction, other than that of the rows.
 * @param results How units ended.
 */
export async function recordUnits(
  context: SyncContext,
  db: Queryable,
  results: readonly UnitResult[],
): Promise<void> {
  const units = results.filter((result) => result.status !== "fresh");
  if (units.length === 0) return;
  await db.execute(
    "INSERT INTO penny.run_units (run_id, source, domain, company_id, status, reason, plan, plan_reason, inserted, updated, " +
      "deleted, unchanged) " +
      "SELECT $1, u.* FROM jsonb_to_recordset($2::jsonb) AS u(source text, domain text, company_id bigint, status text, " +
      "reason text, plan text, plan_reason text, inserted bigint, updated bigint, deleted bigint, unchanged bigint) " +
      "ON CONFLICT (run_id, source, domain, company_id) DO UPDATE SET status = excluded.status, reason = excluded.reason, " +
      "plan = excluded.plan, plan_reason = excluded.plan_reason, inserted = excluded.inserted, updated = excluded.updated, deleted = excluded.deleted, unchanged = excluded.unchanged, " +
      "recorded_at = now()",
    [context.runId, JSON.stringify(units.map(unitRecord))],
  );
  await db.execute(
    "INSERT INTO penny.run_gates (run_id, source, domain, company_id, gate, status, detail) " +
      "SELECT $1, g.* FROM jsonb_to_recordset($2::jsonb) AS g(source text, domain text, company_id bigint, gate text, " +
      "status text, detail jsonb) ON CONFLICT (run_id, source, domain, company_id, gate) DO UPDATE SET " +
      "status = excluded.status, detail = excluded.detail, recorded_at = now()",
    [context.runId, JSON.stringify(units.flatMap(gateRecords))],
  );
}

function identity({ unit }: UnitResult) {
  return { source: unit.source, domain: unit.domain, company_id: unit.company.companyId };
}

function unitRecord(result: UnitResult) {
  const { status, reason = null, plan, counts } = result;
  const chosen = { plan: plan?.kind ?? null, plan_reason: plan?.reason ?? null };
  return { ...identity(result), status, reason, ...chosen, ...counts };
}

function gateRecords(result: UnitResult) {
  return result.gates.map(({ gate, status, detail, rows = [] }) => ({
    ...identity(result),
    gate,
    status,
    detail: { detail, rows },
  }));
}
