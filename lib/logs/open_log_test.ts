import assert from "node:assert/strict";
import { join } from "node:path";
import { fixedClock } from "../base/mod.ts";
import { LogReader } from "./log_reader.ts";
import { openLog, type OpenLogOptions } from "./open_log.ts";

const NOON = new Date("2026-11-20T12:00:00Z");

async function withLog(
  options: Partial<OpenLogOptions>,
  test: (log: ReturnType<typeof openLog>, reader: LogReader) => void,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "penny logs é " });
  const folder = join(root, "logs");
  const logs = { folder, maxBytes: 100_000, maxFiles: 3 };
  const config = { root, home: join(root, "..", "maison"), secrets: ["s3cret!tokén"], logs };
  try {
    const log = openLog(config, { component: "run", clock: fixedClock(NOON), ...options });
    test(log, new LogReader(folder));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("openLog() writes a line for people and its fields for machines", () =>
  withLog({ fields: { run: "r1" } }, (log, reader) => {
    log.child({ notebook: "02_customers" }).info("[SYNC] 12 lignes", { rows: 12 });
    const [entry] = reader.last(9);
    const { pid: _pid, machine: _machine, ...fields } = entry!.fields;
    assert.deepEqual(fields, {
      ...{ level: "info", time: NOON.toISOString(), component: "run", run: "r1" },
      ...{ notebook: "02_customers", rows: 12, msg: "[SYNC] 12 lignes" },
    });
  }));

Deno.test("openLog() gives a line the level that its mark says", () =>
  withLog({}, (log, reader) => {
    log.note("[ERREUR] 02_customers : échec", { run: "r1" });
    log.note("[INFO] une ligne qui cite [ERREUR]");
    const levels = reader.last(9).map(({ level, fields }) => [level, fields.run]);
    assert.deepEqual(levels, [["error", "r1"], ["info", undefined]]);
  }));

Deno.test("openLog() writes no secret and no folder of the machine", () =>
  withLog({ secrets: ["mot de passe gardé"] }, (log, reader) => {
    log.error(`[ERREUR] s3cret!tokén refusé, postgres://a:xyz@h/b, mot de passe gardé`, {
      reason: "Authorization: Bearer abcdefghijklmnop0123456789",
      text: "s3cret!tok\u00e9n",
    });
    const text = JSON.stringify(reader.last(9));
    assert.doesNotMatch(text, /s3cret|mot de passe gardé|xyz@|abcdefghij/);
    assert.match(text, /\*\*\*/);
  }));

Deno.test("openLog() cuts what could fill a disk", () =>
  withLog({}, (log, reader) => {
    log.info(`[INFO] ${"mot ".repeat(50_000)}`);
    assert.ok(reader.last(1)[0]!.msg.length <= 20_001);
  }));

Deno.test("openLog() cuts no secret of several words in two", () =>
  withLog({ secrets: ["mot de passe gardé"] }, (log, reader) => {
    log.info(`${"x ".repeat(9_995)}mot de passe gardé`);
    assert.doesNotMatch(reader.last(1)[0]!.msg, /mot/);
  }));

Deno.test("openLog() shows lines to people as they are read later", () => {
  const shown: string[] = [];
  return withLog({ echo: (line) => shown.push(line) }, (log) => {
    log.warn("société Évasion\u001b[2J\nseconde ligne");
    assert.match(shown[0]!, /^2026-11-20 \d\d:00:00 \[INFO\] société Évasion\[2J\n {4}seconde/);
  });
});

Deno.test("openLog() tells once that the disk is full, and nothing fails", () => {
  const told: string[] = [];
  const shown: string[] = [];
  const append = () => {
    throw Object.assign(new Error("no space"), { code: "ENOSPC" });
  };
  const options = {
    append,
    notify: (line: string) => told.push(line),
    echo: (l: string) => shown.push(l),
  };
  return withLog(options, (log) => {
    for (let i = 0; i < 3; i++) log.info("[SYNC] suite");
    assert.equal(shown.length, 3);
    assert.equal(told.length, 1);
    assert.match(told[0]!, /^\[INFO\] Impossible d'écrire le journal .* : le disque est plein ; /);
  });
});
