import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/mod.ts";
import { connect } from "../../lib/connectors/postgres/mod.ts";
import { openScheduleAlerts, scheduleViews } from "../../lib/scheduling/mod.ts";
import { renderSchedules } from "../../lib/scheduling/mod.ts";
import { openCable } from "./cable.ts";
import { schedule, type SchedulerTest, withScheduler } from "./_scheduler.ts";

const MORNING = "2026-11-20T07:10:30Z";

interface Kept {
  readonly key: string;
  readonly title: string;
  readonly open: boolean;
}

/** Runs the scheduler with its alerts until an instant; answers the incidents of schedules. */
async function incidentsUntil(test: SchedulerTest, end: string): Promise<Kept[]> {
  {
    await using alerts = openScheduleAlerts({
      db: test.db,
      config: test.config,
      timeZone: "Europe/Paris",
      secrets: [],
      clock: test.world,
      note: (line) => test.lines.push(line),
    });
    await test.until(end, {
      afterTick: async (tick, now) => {
        alerts.looked(tick, now);
        await alerts.settled();
      },
    });
  }
  return await test.db.many<Kept>(
    "SELECT key, title, closed_at IS NULL AS open FROM penny.alerts WHERE scope = 'schedule' ORDER BY opened_at, key",
  );
}

Deno.test("openScheduleAlerts() tells missed slots once, as one incident", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    await incidentsUntil(test, "2026-11-20T07:30:00Z");
    test.world.time = Date.parse("2026-11-20T15:30:00Z");
    const kept = await incidentsUntil(test, "2026-11-20T19:30:00Z");
    assert.deepEqual(kept.map(({ key, title }) => [key, title.replaceAll("\u00a0", " ")]), [[
      "missed_run:essai:2026-11-20T09:00:00.000Z",
      "3 exécutions manquées : essai, du 20/11/2026 à 10 h 00 au 20/11/2026 à 14 h 00",
    ]]);
  }));

Deno.test("openScheduleAlerts() tells a run that outlasts three slots, and its end", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    test.queue.minutes = () => 500;
    const during = await incidentsUntil(test, "2026-11-20T14:00:00Z");
    assert.deepEqual(during.map(({ key, open }) => [key, open]), [
      ["missed_run:essai:overlap", true],
    ]);
    test.queue.minutes = () => 1;
    const after = await incidentsUntil(test, "2026-11-20T17:30:00Z");
    assert.deepEqual(after.map(({ open }) => open), [false]);
  }));

Deno.test("openScheduleAlerts() tells a run that no worker begins", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    test.queue.state = (runId) => Promise.resolve(test.queue.runs.has(runId) ? "waiting" : null);
    const kept = await incidentsUntil(test, "2026-11-20T07:40:00Z");
    assert.deepEqual(kept.map(({ key, open }) => [key, open]), [["worker:waiting:essai", true]]);
  }));

Deno.test("openScheduleAlerts() goes on after a report that nobody answered", () =>
  withScheduler(MORNING, async ({ db, config, settings, world, lines }) => {
    await using cable = openCable(settings);
    await using cabled = connect({ ...settings, port: cable.port }, { maxConnections: 2 });
    await cabled.execute("SELECT 1");
    await using alerts = openScheduleAlerts({
      ...{ db: cabled, config, timeZone: "Europe/Paris", secrets: [], clock: world },
      ...{ note: (line) => lines.push(line), limitMs: 300 },
    });
    const fault = new UsageError(
      "Impossible de lire « penny.schedules.json » : ligne 3 ; corrigez",
    );
    const tick = { schedules: [], open: [], done: 0, failed: 0, changed: false, fault };
    const open = async () => {
      alerts.looked(tick, world.now());
      await alerts.settled();
      return await db.rows("SELECT key FROM penny.alerts");
    };
    cable.pull();
    assert.deepEqual(await open(), []);
    assert.deepEqual(lines, ["[INFO] Les alertes n'ont pas pu être traitées : pas de réponse"]);
    cable.mend();
    assert.deepEqual(await open(), [["failure:schedules_file"]]);
  }));

Deno.test("renderSchedules() shows what has come and what will come", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    await test.until("2026-11-20T09:30:00Z");
    const options = { now: test.world.now(), count: 2, schedules: null };
    assert.deepEqual(renderSchedules(await scheduleViews(test.db, options)), [
      "essai : 2 h (fuseau Europe/Paris)",
      "  20/11/2026 à 8 h 10  terminée (2026-11-20T08-10-30)",
      "  20/11/2026 à 10 h 00  terminée (2026-11-20T10-00-00)",
      "  20/11/2026 à 12 h 00  à venir",
      "  20/11/2026 à 14 h 00  à venir",
    ]);
  }));
