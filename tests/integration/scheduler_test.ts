import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/mod.ts";
import { parseRecurrence, SchedulerHeldError } from "../../lib/scheduling/mod.ts";
import { openCable } from "./cable.ts";
import { KILLED, schedule, withScheduler } from "./_scheduler.ts";

const MORNING = "2026-11-20T07:10:30Z"; // 8 h 10 in Paris
const HOUR_MS = 3_600_000;

Deno.test("runScheduler() runs at once at the first start, then at each slot", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("toutes les 2 heures")];
    await test.until("2026-11-20T11:30:00Z");
    assert.deepEqual(await test.slots(), [
      "essai 11-20 07:10 done first",
      "essai 11-20 09:00 done due",
      "essai 11-20 11:00 done due",
    ]);
    assert.deepEqual(test.queue.added.map(({ runId }) => runId), [
      "2026-11-20T08-10-30",
      "2026-11-20T10-00-00",
      "2026-11-20T12-00-00",
    ]);
  }));

Deno.test("runScheduler() does not run again at a restart, nor for a schedule added later", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("toutes les 2 heures")];
    await test.until("2026-11-20T07:30:00Z");
    test.schedules = [...test.schedules, schedule("chaque jour à 12 h", { name: "midi" })];
    await test.until("2026-11-20T11:30:00Z");
    assert.deepEqual((await test.slots()).filter((slot) => !slot.startsWith("essai")), [
      "midi 11-20 11:00 done due",
    ]);
    assert.equal(test.queue.added.length, 4);
  }));

Deno.test("runScheduler() hands what a schedule asks for to the queue", () =>
  withScheduler(MORNING, async (test) => {
    const asked = {
      notebooks: ["customers"],
      companies: ["Martin"],
      parameters: { societe: "Martin" },
      priority: -5,
    };
    test.schedules = [schedule("2 h", asked)];
    await test.until("2026-11-20T07:11:00Z");
    const [{ runId, schedule: name, slot, notebooks, companies, parameters, priority }] = test
      .queue.added as [typeof test.queue.added[number]];
    assert.deepEqual({ notebooks, companies, parameters, priority }, asked);
    assert.deepEqual([runId, name, slot.toISOString()], [
      "2026-11-20T08-10-30",
      "essai",
      "2026-11-20T07:10:30.000Z",
    ]);
  }));

Deno.test("runScheduler() skips the slot that a run outlasts and says which run", () =>
  withScheduler(MORNING, async (test) => {
    test.queue.minutes = () => 150;
    test.schedules = [schedule("toutes les 2 heures")];
    await test.until("2026-11-20T13:30:00Z");
    assert.deepEqual(await test.slots(), [
      "essai 11-20 07:10 done first",
      "essai 11-20 09:00 skipped due",
      "essai 11-20 11:00 running due",
      "essai 11-20 13:00 skipped due",
    ]);
    const { reason } = await test.db.one<{ reason: string }>(
      "SELECT reason FROM penny.schedule_slots WHERE slot = '2026-11-20 09:00+00'",
    );
    assert.equal(reason, "l'exécution 2026-11-20T08-10-30 n'était pas terminée");
  }));

Deno.test("runScheduler() goes on after a run that failed", () =>
  withScheduler(MORNING, async (test) => {
    test.queue.fails = ({ slot }) => slot.getUTCHours() === 9;
    test.schedules = [schedule("toutes les 2 heures")];
    await test.until("2026-11-20T11:30:00Z");
    assert.deepEqual(await test.slots(), [
      "essai 11-20 07:10 done first",
      "essai 11-20 09:00 failed due",
      "essai 11-20 11:00 done due",
    ]);
    assert.ok(test.lines.some((line) => /2026-11-20T10-00-00 a échoué ; la planif/.test(line)));
  }));

Deno.test("runScheduler() goes on after a run that the queue refuses for good", () =>
  withScheduler(MORNING, async (test) => {
    let refusals = 1;
    test.queue.hinder = () => {
      if (refusals-- > 0) throw new UsageError("Impossible de trouver « x » : absent ; corrigez");
    };
    test.schedules = [schedule("toutes les 2 heures")];
    await test.until("2026-11-20T09:30:00Z");
    assert.deepEqual(await test.slots(), [
      "essai 11-20 07:10 failed first",
      "essai 11-20 09:00 done due",
    ]);
  }));

const OUTAGE = { from: "2026-11-20T07:30:00Z", to: "2026-11-20T15:30:00Z" };

for (
  const [catchUp, expected] of [
    ["once", ["09:00 missed due", "11:00 missed due", "13:00 missed due", "15:00 done catch_up"]],
    ["all", [
      "09:00 done catch_up",
      "11:00 done catch_up",
      "13:00 done catch_up",
      "15:00 done catch_up",
    ]],
    ["skip", ["09:00 missed due", "11:00 missed due", "13:00 missed due", "15:00 missed due"]],
  ] as const
) {
  Deno.test(`runScheduler() catches up ${catchUp} after an outage`, () =>
    withScheduler(MORNING, async (test) => {
      test.schedules = [schedule("toutes les 2 heures", { catchUp })];
      await test.until(OUTAGE.from);
      test.world.time = Date.parse(OUTAGE.to);
      await test.until("2026-11-20T17:30:00Z");
      assert.deepEqual((await test.slots()).slice(1), [
        ...expected.map((slot) => `essai 11-20 ${slot}`),
        "essai 11-20 17:00 done due",
      ]);
      const runs = test.queue.added;
      runs.slice(1).forEach((run, i) => assert.ok(run.addedAt >= runs[i]!.endsAt, "one by one"));
    }));
}

Deno.test("runScheduler() lets the slot in time stand for those that were missed", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("toutes les 2 heures")];
    await test.until(OUTAGE.from);
    test.world.time = Date.parse("2026-11-20T13:00:10Z");
    await test.until("2026-11-20T13:30:00Z");
    assert.deepEqual((await test.slots()).slice(1), [
      "essai 11-20 09:00 missed due",
      "essai 11-20 11:00 missed due",
      "essai 11-20 13:00 done due",
    ]);
  }));

Deno.test("runScheduler() heals a crash between the slot's row and the queue", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("toutes les 2 heures")];
    for (const moment of ["before", "after"]) {
      test.queue.hinder = (now) => {
        if (now === moment) throw KILLED;
      };
      await test.until("2026-11-20T07:11:00Z");
    }
    test.queue.hinder = () => {};
    await test.until("2026-11-20T07:30:00Z");
    assert.deepEqual(await test.slots(), ["essai 11-20 07:10 done first"]);
    assert.equal(test.queue.added.length, 1);
  }));

Deno.test("runScheduler() doubles no slot when the clock jumps back", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("toutes les 2 heures")];
    await test.until("2026-11-20T11:30:00Z");
    test.world.offset = -3 * HOUR_MS;
    await test.until("2026-11-20T16:30:00Z");
    assert.deepEqual((await test.slots()).slice(1), [
      "essai 11-20 09:00 done due",
      "essai 11-20 11:00 done due",
      "essai 11-20 13:00 done due",
    ]);
    assert.equal(test.queue.added.length, 4);
  }));

Deno.test("runScheduler() comes back from a clock that was a year ahead", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("toutes les 2 heures", { catchUp: "all" })];
    await test.until("2026-11-20T07:30:00Z");
    test.world.offset = 365 * 24 * HOUR_MS;
    await test.until("2026-11-20T07:31:00Z");
    test.world.offset = 0;
    await test.until("2026-11-20T11:30:00Z");
    const slots = await test.slots();
    assert.deepEqual(slots.slice(0, 3), [
      "essai 11-20 07:10 done first",
      "essai 11-20 09:00 done due",
      "essai 11-20 11:00 done due",
    ]);
    assert.ok(slots.length < 8, "what had not begun is taken back");
    assert.ok(test.lines.some((line) => line.includes("l'horloge a reculé")));
  }));

Deno.test("runScheduler() begins no run beside another when the clock was behind for a while", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("toutes les 2 heures", { catchUp: "all" })];
    test.queue.minutes = () => test.queue.runs.size === 0 ? 290 : 1;
    await test.until("2026-11-20T07:30:00Z");
    test.world.offset = -24 * HOUR_MS;
    await test.until("2026-11-20T09:30:00Z");
    test.world.offset = 0;
    await test.until("2026-11-20T13:30:00Z");
    const runs = test.queue.added;
    assert.ok(runs.length > 10, "those of the day that came again are caught up");
    runs.slice(1).forEach((run, i) => assert.ok(run.addedAt >= runs[i]!.endsAt, run.runId));
  }));

Deno.test("runScheduler() judges slots until now by the pace that was in force", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("toutes les 2 heures")];
    await test.until("2026-11-20T07:30:00Z");
    test.world.time = Date.parse("2026-11-20T09:00:20Z");
    test.schedules = [schedule("10 min")];
    await test.until("2026-11-20T09:15:00Z");
    assert.deepEqual((await test.slots()).slice(1), [
      "essai 11-20 09:00 done due",
      "essai 11-20 09:10 done due",
    ]);
  }));

Deno.test("runScheduler() counts a schedule anew when it comes back to the file", () =>
  withScheduler(MORNING, async (test) => {
    const [kept, other] = [schedule("2 h"), schedule("2 h", { name: "autre" })];
    test.schedules = [kept, other];
    await test.until("2026-11-20T07:30:00Z");
    test.schedules = [kept];
    await test.until("2026-11-20T11:30:00Z");
    test.schedules = [kept, other];
    await test.until("2026-11-20T13:30:00Z");
    assert.deepEqual((await test.slots()).filter((slot) => slot.startsWith("autre")), [
      "autre 11-20 07:10 done first",
      "autre 11-20 13:00 done due",
    ]);
  }));

Deno.test("runScheduler() goes faster between two dates", () =>
  withScheduler("2026-12-19T22:30:00Z", async (test) => {
    test.schedules = [schedule("chaque jour à 6 h", {
      faster: [{ from: "12-20", to: "01-15", when: parseRecurrence("6 h") }],
    })];
    await test.until("2026-12-20T18:00:00Z");
    assert.deepEqual((await test.slots()).slice(1), [
      "essai 12-19 23:00 done due",
      "essai 12-20 05:00 done due",
      "essai 12-20 11:00 done due",
      "essai 12-20 17:00 done due",
    ]);
  }));

Deno.test("runScheduler() refuses to be the second, and says who is the first", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    let second: unknown;
    test.world.onSleep = (ms) => ms;
    await test.until("2026-11-20T07:20:00Z", {
      identity: { machine: "bureau", pid: 4242, token: "00c0ffee" },
      afterTick: async () => {
        second ??= await test.until("2026-11-20T07:20:00Z").catch((error) => error);
      },
    });
    assert.ok(second instanceof SchedulerHeldError);
    assert.match(second.message, /sur la machine bureau \(processus 4242\), depuis le \d\d\//);
  }));

Deno.test("runScheduler() goes on with a connection that the server ends, told once", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    let cuts = 3;
    await test.until("2026-11-20T09:30:00Z", {
      afterTick: async () => {
        if (cuts-- <= 0) return;
        await test.db.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity " +
            "WHERE datname = current_database() AND application_name LIKE 'penny schedule%'",
        );
      },
    });
    assert.deepEqual(await test.slots(), [
      "essai 11-20 07:10 done first",
      "essai 11-20 09:00 done due",
    ]);
    const told = test.lines.filter((line) => line.startsWith("[ERREUR]"));
    assert.ok(told.length >= 1 && told.length <= 3, told.join("\n"));
    assert.equal(
      test.lines.filter((line) => line.includes("a repris")).length,
      told.length,
    );
  }));

Deno.test("runScheduler() ends a session of its own that the server believes alive", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    const identity = { machine: "essai", pid: 1, token: "0badf00d" };
    await test.db.session(async (ghost) => {
      await ghost.execute(
        "SELECT set_config('application_name', 'penny schedule 1 0badf00d essai', false), " +
          "pg_advisory_lock(hashtextextended('penny:scheduler', 0))",
      );
      await test.until("2026-11-20T07:30:00Z", { identity });
    }).catch((error) => assert.match(String(error), /Impossible/));
    assert.deepEqual(await test.slots(), ["essai 11-20 07:10 done first"]);
  }));

Deno.test("runScheduler() gives up a connection that nobody answers, and goes on with another", () =>
  withScheduler(MORNING, async (test) => {
    await using cable = openCable(test.settings);
    test.port = cable.port;
    test.schedules = [schedule("2 h")];
    let looks = 0;
    await test.until("2026-11-20T09:30:00Z", {
      lookLimitMs: 500,
      afterTick: () => {
        if (++looks === 3) cable.pull();
        return Promise.resolve();
      },
      whenAway: () => {
        cable.mend();
        return Promise.resolve();
      },
    });
    assert.deepEqual(await test.slots(), [
      "essai 11-20 07:10 done first",
      "essai 11-20 09:00 done due",
    ]);
    const told = test.lines.filter((line) => /n'a pas répondu en 500 ms|a repris/.test(line));
    assert.equal(told.length, 2, test.lines.join("\n"));
  }));

Deno.test("runScheduler() takes the place of a scheduler that is silent for too long", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    await test.db.session(async (silent) => {
      await silent.execute(
        "SELECT set_config('application_name', 'penny schedule 1 0badf00d ailleurs', false), " +
          "pg_advisory_lock(hashtextextended('penny:scheduler', 0))",
      );
      const until = test.until("2026-11-20T07:30:00Z", { silentMs: 60_000 });
      await assert.rejects(until, SchedulerHeldError, "it was heard a moment ago");
      await test.until("2026-11-20T07:30:00Z", { silentMs: 1 });
    }).catch((error) => assert.match(String(error), /Impossible/));
    assert.deepEqual(await test.slots(), ["essai 11-20 07:10 done first"]);
  }));

Deno.test("runScheduler() waits for the session of a scheduler that has just ended", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    const held = Promise.withResolvers<void>();
    const leaving = test.db.session(async (ended) => {
      await ended.execute(
        "SELECT set_config('application_name', 'penny schedule 1 0badf00d essai', false), " +
          "pg_advisory_lock(hashtextextended('penny:scheduler', 0))",
      );
      held.resolve();
      await new Promise((resolve) => setTimeout(resolve, 400));
    });
    await held.promise;
    await test.until("2026-11-20T07:30:00Z");
    await leaving;
    assert.deepEqual(await test.slots(), ["essai 11-20 07:10 done first"]);
  }));

Deno.test("runScheduler() keeps the last schedules when the file is wrong at the start", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    await test.until("2026-11-20T07:30:00Z");
    const fault = new UsageError(
      "Impossible de lire « penny.schedules.json » : ligne 3 ; corrigez",
    );
    const source = {
      read: () => Promise.resolve({ schedules: null, fault, origin: "penny.schedules.json" }),
    };
    await test.until("2026-11-20T09:30:00Z", { source });
    assert.deepEqual((await test.slots()).at(-1), "essai 11-20 09:00 done due");
    assert.equal(test.lines.filter((line) => line.includes("ligne 3")).length, 1);
  }));

Deno.test("runScheduler() refuses a wrong file when no schedule was ever in force", () =>
  withScheduler(MORNING, async (test) => {
    const fault = new UsageError(
      "Impossible de lire « penny.schedules.json » : ligne 3 ; corrigez",
    );
    const source = {
      read: () => Promise.resolve({ schedules: null, fault, origin: "penny.schedules.json" }),
    };
    await assert.rejects(test.until("2026-11-20T09:30:00Z", { source }), fault);
  }));

Deno.test("runScheduler() ends with what is due when asked to look once", () =>
  withScheduler(MORNING, async (test) => {
    test.schedules = [schedule("2 h")];
    await test.until("2026-11-21T07:00:00Z", { once: true });
    assert.deepEqual(await test.slots(), ["essai 11-20 07:10 done first"]);
  }));
