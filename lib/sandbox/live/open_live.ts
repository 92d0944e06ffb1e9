import { dayNumber, UsageError } from "../../base/mod.ts";
import type { Database, Queryable } from "../../connectors/postgres/mod.ts";
import { prepareSandboxApi } from "../api/prepare/prepare_sandbox_api.ts";
import { Random } from "../prng.ts";
import { DERIVE_SQL, SETTLE_SQL } from "./_derive.ts";
import { type CategoryChange, tellEvents } from "./_events.ts";
import { rebuild, refreshEtl } from "./_refresh.ts";
import { type LiveCompany, plainTime, Step } from "./_step.ts";
import { TRIGGER_SQL } from "./_triggers.ts";
import { TRUTH_SQL } from "./_truth.ts";
import { CHANGES } from "./changes/mod.ts";
import type { Live, LiveChange, LiveKind, LiveOptions, LiveRefresh, TouchedRow } from "./types.ts";

/**
 * Makes the companies of a sandbox move: invoices, payments, lettering, corrections, in the books of the API at once, in
 * Data Sharing when it is refreshed.
 *
 * Books that move already go on where they stopped, also in another process. They stop being the books of their date:
 * `loadSandbox` makes these anew when asked for.
 *
 * @param db Connected as owner to the stand-in's database; stays open.
 * @param options Seed and clock, which decide every change.
 * @returns What moves them.
 * @throws {UsageError} The database holds no books, or a weight is not a number.
 */
export async function openLive(db: Database, options: LiveOptions): Promise<Live> {
  const weights = weightsOf(options);
  await prepareSandboxApi(db);
  await db.session(async (session) => {
    await session.execute("SELECT pg_advisory_lock(hashtextextended('penny_sandbox', 0))");
    await session.transaction(prepare);
  });
  const companies = await companiesOf(db);
  const take = <T>(work: (tx: Queryable, at: Date) => Promise<T>) =>
    db.transaction(async (tx) => await work(tx, await begin(tx, options)));
  return {
    step: (kind) =>
      take(async (tx, at) => {
        const change = await makeChange(tx, { at, companies, weights, kind, seed: options.seed });
        if (options.refreshEachStep) await refreshEtl(tx, plainTime(at));
        return change;
      }),
    refresh: () =>
      take(async (tx, at): Promise<LiveRefresh> => ({
        at,
        rows: await refreshEtl(tx, plainTime(at)),
      })),
    rebuildEtl: () => take((tx, at) => rebuild(tx, plainTime(at))),
  };
}

function weightsOf({ weights = {} }: LiveOptions): Map<LiveKind, number> {
  const entries = Object.entries(CHANGES).map(([name, { weight }]): [LiveKind, number] => {
    const kind = name as LiveKind;
    return [kind, weights[kind] ?? weight];
  });
  const wrong = entries.find(([, weight]) => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong === undefined && entries.some(([, weight]) => weight > 0)) return new Map(entries);
  throw new UsageError(
    `Impossible de faire bouger les sociétés : le poids de « ${
      wrong?.[0] ?? "tous les changements"
    } » est « ${wrong?.[1] ?? 0} » ; donnez un nombre positif`,
  );
}

/** Copies the books to schema `sandbox_live`, unless these move already. */
async function prepare(tx: Queryable): Promise<void> {
  const made = await tx.one<{ input: string }>("SELECT input FROM sandbox_api.made");
  const { exists } = await tx.one<{ exists: boolean }>(
    "SELECT to_regclass('sandbox_live.state') IS NOT NULL AS exists",
  );
  if (exists) {
    const state = await tx.maybeOne<{ made: string }>("SELECT made FROM sandbox_live.state");
    if (state?.made === made.input) return;
  }
  for (const sql of [...TRUTH_SQL, ...TRIGGER_SQL, DERIVE_SQL, SETTLE_SQL]) await tx.execute(sql);
  // From now on nobody takes these books for those of their date, nor derives the API from the late copy.
  await tx.execute("UPDATE penny_sandbox.made SET input = 'moving ' || input");
  await tx.execute(`UPDATE sandbox_api.made SET input =
    split_part(input, ' ', 1) || ' ' || (SELECT m.input || ' ' || m.made_at FROM penny_sandbox.made m)`);
  await tx.execute(`INSERT INTO sandbox_live.state (made, step, next_id, last_at)
    SELECT a.input, 0, 1, m.date::timestamp + interval '5 hours' FROM sandbox_api.made a, penny_sandbox.made m`);
}

async function companiesOf(db: Queryable): Promise<LiveCompany[]> {
  const rows = await db.many<Record<"id" | "name" | "base" | "shift", string>>(
    "SELECT company_id AS id, name, base, shift FROM sandbox_api.companies ORDER BY company_id",
  );
  return rows.map(({ id, name, base, shift }) => ({
    ...{ id: Number(id), name, base: Number(base), shift: Number(shift) },
  }));
}

/** Waits for its turn; answers the moment, never before an earlier one. */
async function begin(tx: Queryable, { clock }: LiveOptions): Promise<Date> {
  const state = await tx.one<{ last_at: string }>(
    'SELECT to_char(last_at, \'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\') AS last_at FROM sandbox_live.state FOR UPDATE',
  );
  const at = new Date(Math.max(clock.now().getTime(), Date.parse(state.last_at)));
  await tx.execute("UPDATE sandbox_live.state SET last_at = $1::timestamp", [plainTime(at)]);
  return at;
}

interface Wanted {
  readonly at: Date;
  readonly companies: readonly LiveCompany[];
  readonly weights: ReadonlyMap<LiveKind, number>;
  readonly kind: LiveKind | undefined;
  readonly seed: number | string;
}

async function makeChange(tx: Queryable, wanted: Wanted): Promise<LiveChange> {
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
