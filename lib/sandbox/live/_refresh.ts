import type { Queryable } from "../../connectors/postgres/mod.ts";
import { columnsOf, MOVING_MODELS, type MovingModel, sameKey } from "./_truth.ts";

/** What waits for a model, with the living rows of the same ids as `l`. */
function waiting(model: MovingModel): string {
  return `sandbox_live.pending p JOIN sandbox_live.${model} l
      ON p.model = '${model}' AND l.company_id = p.company_id AND l.id = p.id`;
}

/** Statements that bring a model of `etl` up to date; `$1` is the moment. */
function statements(model: MovingModel): string[] {
  const gone = `p.model = '${model}' AND p.company_id = e.company_id AND p.id = e.id
    AND e.deleted_at IS NULL
    AND NOT EXISTS (SELECT FROM sandbox_live.${model} l WHERE ${sameKey(model, "l", "e")})`;
  const now = "$1::timestamp";
  return [
    `UPDATE etl.${model} e SET deleted_at = ${now}, synchronised_at = ${now}
       FROM sandbox_live.pending p WHERE NOT p.silent AND ${gone}`,
    // Parameters keep their number: the moment is compared in vain.
    `DELETE FROM etl.${model} e USING sandbox_live.pending p
      WHERE p.silent AND ${now} IS NOT NULL AND ${gone}`,
    `UPDATE etl.${model} e SET (${columnsOf(model)}) = ROW (${
      columnsOf(model, "l")
    }), deleted_at = NULL,
            synchronised_at = CASE WHEN p.silent THEN e.synchronised_at ELSE ${now} END
       FROM ${waiting(model)}
      WHERE ${sameKey(model, "e", "l")}
        AND (e.deleted_at IS NOT NULL
             OR (${columnsOf(model, "e")}) IS DISTINCT FROM (${columnsOf(model, "l")}))`,
    `INSERT INTO etl.${model} (${columnsOf(model)}, synchronised_at, deleted_at)
     SELECT ${columnsOf(model, "l")}, ${now}, NULL FROM ${waiting(model)}
      WHERE NOT EXISTS (SELECT FROM etl.${model} e WHERE ${sameKey(model, "e", "l")})`,
  ];
}

/**
 * Copies to `etl` what changed since the last refresh.
 *
 * @param at The moment, without zone.
 * @returns Rows added, changed or deleted, by model.
 */
export async function refreshEtl(tx: Queryable, at: string): Promise<Record<string, number>> {
  const pending = await tx.many<{ model: MovingModel }>(
    "SELECT DISTINCT model FROM sandbox_live.pending",
  );
  const counts: Record<string, number> = {};
  for (const model of MOVING_MODELS) {
    if (!pending.some((one) => one.model === model)) continue;
    counts[model] = 0;
    for (const sql of statements(model)) counts[model] += await tx.execute(sql, [at]);
  }
  await tx.execute("DELETE FROM sandbox_live.pending");
  if (pending.some(({ model }) => BALANCED.includes(model))) await refreshTrialBalance(tx, at);
  return counts;
}

const BALANCED: readonly MovingModel[] = ["general_ledger", "fiscal_years"];

/** Makes `etl` anew: living rows alone, all with the same `synchronised_at`. */
export async function rebuildEtl(tx: Queryable, at: string): Promise<void> {
  for (const model of MOVING_MODELS) {
    // Not TRUNCATE: a reader in mid-statement must see either all of the old rows or all of the new ones.
    await tx.execute(`DELETE FROM etl.${model}`);
    await tx.execute(
      `INSERT INTO etl.${model} (${columnsOf(model)}, synchronised_at, deleted_at)
       SELECT ${columnsOf(model, "l")}, $1::timestamp, NULL FROM sandbox_live.${model} l
        ORDER BY l.company_id, l.id`,
      [at],
    );
  }
  for (const model of ["companies", "company_users", "tax_declarations"]) {
    await tx.execute(`DELETE FROM etl.${model} WHERE deleted_at IS NOT NULL`);
    await tx.execute(`UPDATE etl.${model} SET synchronised_at = $1::timestamp`, [at]);
  }
  await tx.execute("DELETE FROM sandbox_live.pending");
  await refreshTrialBalance(tx, at);
}

/** Totals by account and fiscal year: auxiliary accounts are folded into 401 and 411, which have no id. */
export function trialBalanceSql(ledger: string): string {
  return `SELECT s.company_id, c.name AS company_name,
         CASE WHEN NOT s.folded THEN a.id - c.shift END AS id, s.number::varchar AS number,
         a.label::varchar AS label, s.debits, s.credits, s.debits - s.credits AS balance, s.events,
         s.start_date, s.end_date
    FROM (SELECT g.company_id, y.start_date, y.end_date,
                 CASE WHEN g.plan_item_number = g.thirdparty_plan_item_number THEN left(g.plan_item_number, 3)
                      ELSE g.plan_item_number END AS number,
                 bool_or(coalesce(g.plan_item_number = g.thirdparty_plan_item_number, false)) AS folded,
                 sum(g.debit) AS debits, sum(g.credit) AS credits, count(*) AS events
            FROM ${ledger}.general_ledger g
            JOIN ${ledger}.fiscal_years y
              ON y.company_id = g.company_id AND g.date BETWEEN y.start_date AND y.end_date
           GROUP BY 1, 2, 3, 4) s
    JOIN sandbox_api.companies c ON c.company_id = s.company_id
    JOIN sandbox_api.ledger_accounts a ON a.company_id = s.company_id AND a.number = s.number`;
}

const KEY =
  "t.company_id = f.company_id AND t.number = f.number AND t.fiscal_period_start = f.start_date";

/** Brings the trial balance to what the ledger of the last refresh adds up to; rows that stay the same are left alone. */
async function refreshTrialBalance(tx: Queryable, at: string): Promise<void> {
  const merge = `MERGE INTO pennylane.trial_balance t USING (${
    trialBalanceSql("pennylane")
  }) f ON ${KEY}
    WHEN MATCHED AND (t.debits, t.credits, t.ledger_events_count, t.label)
                     IS DISTINCT FROM (f.debits, f.credits, f.events, f.label)
      THEN UPDATE SET debits = f.debits, credits = f.credits, balance = f.balance, label = f.label,
                      ledger_events_count = f.events, updated_at = $1::timestamp
    WHEN NOT MATCHED THEN INSERT (
        company_id, company_name, id, number, vat_rate, country_alpha2, label, enabled, debits, credits,
        balance, ledger_events_count, fiscal_period_start, fiscal_period_finish, updated_at)
      VALUES (f.company_id, f.company_name, f.id, f.number, 'any', 'any', f.label, true, f.debits, f.credits,
              f.balance, f.events, f.start_date, f.end_date, $1::timestamp)
    WHEN NOT MATCHED BY SOURCE AND t.company_id IN (SELECT company_id FROM sandbox_api.companies) THEN DELETE`;
  await tx.execute(merge, [at]);
}
