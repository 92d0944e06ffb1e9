import assert from "node:assert/strict";
import type { UnitState } from "../unit_state.ts";
import { type EtlSigns, signsOf } from "./signs.ts";

const NOW = new Date("2026-10-31T12:00:00Z");
const UNTIL = "2026-10-30 04:30:00";
const STATE: UnitState = {
  ...{ version: "1", revision: "1", rows: 10, runId: null, comparedAt: NOW.toISOString() },
  cursor: { until: UNTIL, total: 12, mark: "before", columns: "all" },
};
const SUMMARY = {
  ...{ companyId: "1", total: 12, alive: 10, undated: 0, first: "2025-01-01 00:00:00" },
  ...{ last: UNTIL, mark: "before" },
};

/** Signs of a unit whose summary differs in some points from that of its last reading. */
function signs(
  summary: Partial<typeof SUMMARY> | null,
  others: Partial<EtlSigns> = {},
  state: Partial<UnitState> = {},
) {
  return signsOf({ ...STATE, ...state }, {
    summary: summary === null ? undefined : { ...SUMMARY, ...summary },
    ...{ tableFirst: "2024-01-01 00:00:00", changed: 3, now: NOW, columns: "all" },
    ...others,
  });
}

Deno.test("signsOf() tells no change and no doubt while etl tells the same", () => {
  assert.deepEqual(signs({}, { changed: null }), {
    ...{ tellsChanges: true, rows: 10, changed: 0, doubt: null },
  });
});

Deno.test("signsOf() tells the changes that were counted", () => {
  const { changed, doubt } = signs({ mark: "after", last: "2026-10-31 04:30:00" });
  assert.deepEqual([changed, doubt], [3, null]);
});

Deno.test("signsOf() takes a table without a row older than the watermark for rebuilt", () => {
  const after = { mark: "after", last: "2026-10-31 04:30:00" };
  const rebuilt = { tableFirst: "2026-10-31 02:00:00" };
  assert.equal(signs(after, rebuilt).doubt, "le schéma etl a été reconstruit");
  assert.equal(signs(after, rebuilt, { rows: 0 }).doubt, null);
});

Deno.test("signsOf() takes rows that left etl for a rebuild, down to the last one", () => {
  const purged = { mark: "after", total: 11, last: "2026-10-31 04:30:00" };
  assert.equal(signs(purged).doubt, "le schéma etl a été reconstruit");
  assert.equal(signs(null, { tableFirst: null }).doubt, "le schéma etl a été reconstruit");
});

Deno.test("signsOf() does not trust dates that are missing, ahead of the clock, or behind the watermark", () => {
  assert.match(signs({ undated: 2 }).doubt!, /^2\u00a0lignes sans date de synchronisation$/);
  const ahead = "etl porte des dates de l'avenir";
  assert.equal(signs({ last: "2026-11-02 00:00:00", mark: "after" }).doubt, ahead);
  assert.equal(signs({ last: "infinity", mark: "after" }).doubt, ahead);
  assert.equal(
    signs({ last: "2026-10-29 00:00:00", mark: "after" }).doubt,
    "le schéma etl est plus ancien que la lecture précédente",
  );
  assert.equal(
    signs({ mark: "after" }).doubt,
    "etl a changé sans date plus récente que la lecture précédente",
  );
});

Deno.test("signsOf() leaves a unit without a watermark to the plan", () => {
  assert.equal(signs({ mark: "after" }, {}, { cursor: null }).doubt, null);
  assert.match(signs({}, {}, { cursor: "2026" }).doubt!, /illisible/);
});

Deno.test("signsOf() has most of a big company read whole, in slices", () => {
  const after = { mark: "after", last: "2026-10-31 04:30:00", total: 400_000, alive: 400_000 };
  const doubtAt = (changed: number) => signs(after, { changed }).doubt;
  assert.equal(doubtAt(200_000), null);
  assert.equal(
    doubtAt(200_001)!.replaceAll("\u00a0", " "),
    "200 001 lignes à relire, soit plus de la moitié",
  );
  assert.equal(signs({ ...after, alive: 900_000 }, { changed: 300_000 }).doubt, null);
});

Deno.test("signsOf() doubts changes when other columns are to be read", () => {
  const doubt = "les colonnes à lire ont changé";
  assert.equal(signs({}, { columns: "one more" }).doubt, doubt);
  const cursor = { until: UNTIL, total: 12, mark: "before" };
  assert.equal(signs({}, {}, { cursor }).doubt, doubt);
});
