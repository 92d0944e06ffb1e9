import { dayNumber, UsageError } from "../../base/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import { Random } from "../prng.ts";
import { type CategoryChange, tellEvents } from "./_events.ts";
import { type LiveCompany, Step } from "./step.ts";
import { CHANGES } from "./changes/mod.ts";
import type { LiveChange, LiveKind, TouchedRow } from "./types.ts";

/** What to change. */
export interface Wanted {
  readonly at: Date;
  readonly companies: readonly LiveCompany[];
  readonly weights: ReadonlyMap<LiveKind, number>;
  readonly kind: LiveKind | undefined;
  readonly seed: number | string;
}

/**
 * Makes one change: the kind wanted where it finds something to work on, else what chance brings.
 *
 * @param tx The transaction of the step.
 * @param wanted Moment, companies, weights, seed.
 * @returns What happened.
 * @throws {UsageError} Nothing of what is wanted can happen.
 */
export async function makeChange(tx: Queryable, wanted: Wanted): Promise<LiveChange> {
  const { at, seed } = wanted;
  const state = await tx.one<{ step: number; next_id: string }>(
    "UPDATE sandbox_live.state SET step = step + 1 RETURNING step, next_id",
  );
  const random = new Random(`live/${seed}/${state.step}`);
  let nextId = Number(state.next_id);
  for (const [kind, company] of attempts(random, wanted)) {
    const step = new Step(tx, { random, company, at, nextId });
    const due = await mustOpenYear(step) ? "fiscal_year_opened" : kind;
    const text = await CHANGES[due].run(step);
    nextId = step.nextId;
    if (text === null) continue;
    const settled = await settle(step, at);
    await tx.execute("UPDATE sandbox_live.state SET next_id = $1", [nextId]);
    return {
      ...{ step: state.step, kind: due, companyId: company.id, company: company.name, at, text },
      ...{ silent: step.silent, ...settled },
    };
  }
  throw new UsageError(
    "Impossible de faire bouger les sociétés : aucun des changements voulus ne trouve de quoi se faire ; " +
      "donnez un poids à d'autres",
  );
}

/** Draws before one gives up: nothing of what is wanted can happen. */
const MOST_DRAWS = 200;

/** What to try, in order: the kind wanted in each company, then what chance brings. */
function* attempts(
  random: Random,
  { companies, weights, kind }: Wanted,
): Generator<[LiveKind, LiveCompany]> {
  if (kind !== undefined) {
    const first = random.int(0, companies.length - 1);
    for (let rank = 0; rank < companies.length; rank++) {
      yield [kind, companies[(first + rank) % companies.length]!];
    }
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    let left = random.unit() * total;
    const [drawn] = [...weights].find(([, weight]) => (left -= weight) < 0) ?? [...weights][0]!;
    yield [drawn, random.pick(companies)];
  }
}

/** Whether the books have no fiscal year for today. */
async function mustOpenYear(step: Step): Promise<boolean> {
  const last = await step.first<{ end: string }>(
    `SELECT max(end_date) AS end FROM sandbox_live.fiscal_years WHERE company_id = $1`,
  );
  return last !== null && last.end !== null && dayNumber(last.end) < dayNumber(step.day);
}

/** Derives what the API shows of the change, and tells it in the feeds. */
async function settle(step: Step, at: Date): Promise<Pick<LiveChange, "rows" | "events">> {
  const { settled } = await step.tx.one<{ settled: Settled }>(
    "SELECT sandbox_live.settle($1, $2) AS settled",
    [step.company.id, step.silent],
  );
  const events = await tellEvents(step, { at, categories: settled.categories });
  return {
    events,
    rows: settled.rows.map(([model, id, operations]) => ({
      ...{ model, id, operation: operationOf(model, operations) },
    })),
  };
}

interface Settled {
  readonly rows: readonly [TouchedRow["model"], string, readonly string[]][];
  readonly categories: readonly CategoryChange[];
}

function operationOf(model: string, operations: readonly string[]): TouchedRow["operation"] {
  // Tags of a line come and go while the line stays.
  if (model === "analytical_ledger" && operations.length > 1 && !operations.includes("UPDATE")) {
    return "update";
  }
  if (operations.includes("DELETE")) return "delete";
  return operations.includes("INSERT") ? "insert" : "update";
}
