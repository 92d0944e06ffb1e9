import { plural } from "../base/mod.ts";
import { daysSince, isComparisonDue } from "./comparison_due.ts";
import type { UnitState } from "./unit_state.ts";
import type { PlanWish, UnitPlan } from "./types.ts";

/** What a source tells of a unit before it is read. */
export interface SourceSigns {
  /** Whether it tells its changes at all. */
  readonly tellsChanges: boolean;
  /** Rows that it has now; `null`: it does not say. */
  readonly rows: number | null;
  /** Rows that changed since the cursor of the state; `null`: not known before they are read. */
  readonly changed: number | null;
  /** French reason why its changes cannot be trusted this time, e.g. « etl a été reconstruit »; `null`: none. */
  readonly doubt: string | null;
}

/** What a plan is made from. */
export interface PlanInput {
  readonly companyId: string;
  readonly state: UnitState;
  readonly signs: SourceSigns;
  readonly wish: PlanWish;
  readonly now: Date;
  /** Days after which everything is compared again, because nobody knows that a source tells all its changes. */
  readonly compareDays: number;
}

/**
 * Chooses how a unit is read. Pure: the same input gives the same plan.
 *
 * @param input State, signs of the source, wishes.
 * @returns The plan with its reason; requests are left to the source's own reader.
 *
 * @example
 * ```ts
 * import { planUnit } from "./plan_unit.ts";
 * import assert from "node:assert/strict";
 * const state = { version: "0", revision: "0", rows: 0, runId: null, cursor: null, comparedAt: null };
 * const signs = { tellsChanges: true, rows: 10, changed: null, doubt: null };
 * const now = new Date();
 * const plan = planUnit({ companyId: "1", state, signs, wish: {}, now, compareDays: 7 });
 * assert.equal(plan.kind, "full");
 * ```
 */
export function planUnit(
  { companyId, state, signs, wish, now, compareDays }: PlanInput,
): UnitPlan {
  const whole = (kind: "full" | "compare", reason: string): UnitPlan => ({
    ...{ kind, reason, rows: signs.rows, requests: null },
  });
  if (state.version === "0") return whole("full", "première lecture");
  if (wish.full) return whole("full", "relecture complète demandée");
  const { present = state.rows } = state;
  const repair = (reason: string): UnitPlan => ({ ...whole("compare", reason), isRepair: true });
  if (present !== state.rows) {
    return repair(`${plural(present, "ligne")} ici au lieu de ${state.rows}, modifiées à la main`);
  }
  if (!signs.tellsChanges) return whole("compare", "la source n'annonce pas ses changements");
  if (state.cursor === null) return whole("compare", "aucun repère d'une lecture précédente");
  const { comparedAt } = state;
  const days = daysSince(comparedAt, now);
  if (days === null) return whole("compare", "jamais comparée en entier");
  if (days < 0) return repair("l'horloge est revenue en arrière");
  if (isComparisonDue({ companyId, comparedAt, now, compareDays })) {
    return whole(
      "compare",
      `dernière comparaison il y a ${plural(Math.floor(days), "jour")}`,
    );
  }
  if (signs.doubt !== null) return whole("compare", signs.doubt);
  if (wish.since !== undefined) return changes(signs, `changements depuis le ${wish.since}`);
  if (signs.changed !== 0) return changes(signs, "changements annoncés par la source");
  if (signs.rows !== null && signs.rows !== state.rows) {
    const here = plural(state.rows, "ligne");
    return whole("compare", `${here} ici, ${signs.rows} à la source, sans changement annoncé`);
  }
  return { kind: "unchanged", reason: "aucun changement annoncé", rows: 0, requests: null };
}

function changes({ changed }: SourceSigns, reason: string): UnitPlan {
  return { kind: "changes", reason, rows: changed, requests: null };
}
