import assert from "node:assert/strict";
import { join } from "node:path";
import { openScheduleSource, SCHEDULES_FILE_NAME } from "./schedule_source.ts";

const settings = { text: null, timeZone: "Europe/Paris", catchUp: "once" } as const;
const GOOD = `{"planifications":[{"nom":"banque","quand":"10 min","carnets":["bank*"]}]}`;

/** Runs a test in a clone of its own with one notebook. */
async function withClone(
  test: (clone: { root: string; carnets: string; file: string }) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "penny planification é " });
  try {
    await Deno.mkdir(join(root, "notebooks"));
    const notebook = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await Deno.writeTextFile(
      join(root, "notebooks", "06_bank_accounts.ipynb"),
      JSON.stringify(notebook),
    );
    await test({ root, carnets: join(root, "carnets"), file: join(root, SCHEDULES_FILE_NAME) });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("openScheduleSource() plans every two hours without file and setting", () =>
  withClone(async (clone) => {
    const { schedules, origin } = await openScheduleSource({ ...clone, schedule: settings }).read();
    assert.deepEqual(schedules?.map(({ name, when }) => [name, when.text]), [
      ["principale", "toutes les 2 heures"],
    ]);
    assert.equal(origin, "PENNY_SCHEDULE");
  }));

Deno.test("openScheduleSource() refuses a PENNY_SCHEDULE that means nothing", () =>
  withClone((clone) => {
    assert.throws(
      () => openScheduleSource({ ...clone, schedule: { ...settings, text: "souvent" } }),
      /« souvent » .*écrivez par exemple.*corrigez PENNY_SCHEDULE/,
    );
    return Promise.resolve();
  }));

Deno.test("openScheduleSource() takes up the file, and its changes, while it is open", () =>
  withClone(async (clone) => {
    const source = openScheduleSource({ ...clone, schedule: settings });
    await source.read();
    await Deno.writeTextFile(clone.file, GOOD);
    assert.deepEqual((await source.read()).schedules?.map(({ name }) => name), ["banque"]);
    await Deno.writeTextFile(clone.file, GOOD.replace("banque", "autre"));
    assert.deepEqual((await source.read()).schedules?.map(({ name }) => name), ["autre"]);
  }));

Deno.test("openScheduleSource() keeps the last good schedules while the file is wrong", () =>
  withClone(async (clone) => {
    const source = openScheduleSource({ ...clone, schedule: settings });
    await Deno.writeTextFile(clone.file, GOOD);
    await source.read();
    await Deno.writeTextFile(clone.file, GOOD.replace("10 min", "souvent"));
    const { schedules, fault } = await source.read();
    assert.deepEqual(schedules?.map(({ name }) => name), ["banque"]);
    assert.match(fault?.message ?? "", /ligne 1, planifications\[0\]\.quand : .*« souvent »/);
    await Deno.writeTextFile(clone.file, GOOD);
    assert.equal((await source.read()).fault, null);
  }));

Deno.test("openScheduleSource() believes that the file is gone at the second look", () =>
  withClone(async (clone) => {
    const source = openScheduleSource({ ...clone, schedule: settings });
    await Deno.writeTextFile(clone.file, GOOD);
    await source.read();
    await Deno.remove(clone.file);
    assert.equal((await source.read()).schedules?.[0]?.name, "banque");
    assert.equal((await source.read()).schedules?.[0]?.name, "principale");
  }));

Deno.test("openScheduleSource() names unknown notebooks and a file that is no UTF-8", () =>
  withClone(async (clone) => {
    const source = openScheduleSource({ ...clone, schedule: settings });
    await Deno.writeTextFile(clone.file, GOOD.replace("bank*", "banc"));
    const { schedules, fault } = await source.read();
    assert.equal(schedules, null);
    assert.match(fault?.message ?? "", /planifications\[0\]\.carnets : .*« banc »/);
    await Deno.writeFile(clone.file, new Uint8Array([0xff, 0xfe, 0x7b, 0]));
    assert.match((await source.read()).fault?.message ?? "", /UTF-8/);
  }));
