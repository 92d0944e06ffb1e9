import { UsageError } from "../../base/mod.ts";
import type { Database, Queryable } from "../../connectors/postgres/mod.ts";
import { prepareSandboxApi } from "../api/prepare/prepare_sandbox_api.ts";
import { DERIVE_SQL, SETTLE_SQL } from "./_derive.ts";
import { makeChange } from "./_make_change.ts";
import { rebuildEtl, refreshEtl } from "./_refresh.ts";
import { type LiveCompany, plainTime } from "./step.ts";
import { TRIGGER_SQL } from "./_triggers.ts";
import { TRUTH_SQL } from "./_truth.ts";
import { CHANGES } from "./changes/mod.ts";
import type { Live, LiveKind, LiveOptions, LiveRefresh } from "./types.ts";

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
  const take = <T>(work: (tx: Queryable, moment: Moment) => Promise<T>) =>
    db.transaction(async (tx) => await work(tx, await begin(tx, options)));
  return {
    step: (kind) =>
      take(async (tx, { at }) => {
        const change = await makeChange(tx, { at, companies, weights, kind, seed: options.seed });
        if (options.refreshEachStep) await refresh(tx, at);
        return change;
      }),
    refresh: () => take((tx, { at }) => refresh(tx, at)),
    rebuildEtl: () => take((tx, { at }) => rebuild(tx, at)),
    keepUp: () =>
      take(async (tx, { at, refreshedAt, rebuiltAt }) => {
        if (at.getTime() - rebuiltAt.getTime() >= REBUILD_MS) {
          await rebuild(tx, at);
          return "rebuilt";
        }
        if (at.getTime() - refreshedAt.getTime() < REFRESH_MS) return null;
        await refresh(tx, at);
        return "refreshed";
      }),
  };
}

/** How often Data Sharing is copied. */
const REFRESH_MS = 2 * 3_600_000;
/** How often `etl` is made anew. */
const REBUILD_MS = 7 * 86_400_000;

async function refresh(tx: Queryable, at: Date): Promise<LiveRefresh> {
  const rows = await refreshEtl(tx, plainTime(at));
  await tx.execute("UPDATE sandbox_live.state SET refreshed_at = $1::timestamp", [plainTime(at)]);
  return { at, rows };
}

async function rebuild(tx: Queryable, at: Date): Promise<void> {
  await rebuildEtl(tx, plainTime(at));
  await tx.execute(
    "UPDATE sandbox_live.state SET refreshed_at = $1::timestamp, rebuilt_at = $1::timestamp",
    [plainTime(at)],
  );
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
  await tx.execute(`INSERT INTO sandbox_live.state
      (made, step, next_id, last_at, refreshed_at, rebuilt_at)
    SELECT a.input, 0, 1, b.at, b.at, b.at
      FROM sandbox_api.made a,
           (SELECT date::timestamp + interval '5 hours' AS at FROM penny_sandbox.made) b`);
}

async function companiesOf(db: Queryable): Promise<LiveCompany[]> {
  const rows = await db.many<Record<"id" | "name" | "base" | "shift", string>>(
    "SELECT company_id AS id, name, base, shift FROM sandbox_api.companies ORDER BY company_id",
  );
  return rows.map(({ id, name, base, shift }) => ({
    ...{ id: Number(id), name, base: Number(base), shift: Number(shift) },
  }));
}

/** When something is done, and when Data Sharing was brought up to date. */
interface Moment {
  readonly at: Date;
  readonly refreshedAt: Date;
  readonly rebuiltAt: Date;
}

const STATE = `
  SELECT (extract(epoch FROM last_at) * 1000)::bigint AS last,
         (extract(epoch FROM refreshed_at) * 1000)::bigint AS refreshed,
         (extract(epoch FROM rebuilt_at) * 1000)::bigint AS rebuilt
    FROM sandbox_live.state
   WHERE EXISTS (SELECT FROM penny_sandbox.made WHERE input LIKE 'moving %') FOR UPDATE`;

/** Waits for its turn; answers the moment, never before an earlier one. */
async function begin(tx: Queryable, { clock }: LiveOptions): Promise<Moment> {
  const state = await tx.maybeOne<Record<"last" | "refreshed" | "rebuilt", string>>(STATE);
  if (state === null) {
    throw new UsageError(
      "Impossible de faire bouger les sociétés : elles ont été refabriquées entre-temps ; " +
        "relancez « deno task sandbox --live »",
    );
  }
  const at = new Date(Math.max(clock.now().getTime(), Number(state.last)));
  await tx.execute("UPDATE sandbox_live.state SET last_at = $1::timestamp", [plainTime(at)]);
  return {
    at,
    refreshedAt: new Date(Number(state.refreshed)),
    rebuiltAt: new Date(Number(state.rebuilt)),
  };
}
