import assert from "node:assert/strict";
import type { Log, LogFields } from "../logs/mod.ts";
import { RESULT, RUN } from "./_fixture.ts";
import { createLogView, joinViews } from "./log_view.ts";

/** A log that keeps its lines as `level run notebook text`. */
function keptLog(lines: string[], kept: LogFields = {}): Log {
  const tell = (level: string) => (text: string, fields: LogFields = {}) => {
    const { run = "-", notebook = "-" } = { ...kept, ...fields };
    lines.push(`${level} ${run} ${notebook} ${text.replaceAll("\u00a0", " ")}`);
  };
  return {
    ...{ debug: tell("debug"), info: tell("info"), warn: tell("warn"), error: tell("error") },
    note: tell("note"),
    child: (fields) => keptLog(lines, { ...kept, ...fields }),
  };
}

Deno.test("createLogView() writes what a run does, failures as errors", () => {
  const lines: string[] = [];
  const view = joinViews([createLogView(keptLog(lines))]);
  const name = RESULT.name;
  view.note("[INFO] Préparation");
  view.runStarted(RUN);
  view.started(name, 2);
  view.cell(name, 0);
  view.output(name, { stream: "stdout", text: "never in the log" });
  view.event(name, { type: "progress", text: "lecture" });
  view.event(name, { type: "progress", text: "lecture, aussitôt après" });
  view.event(name, {
    ...{ type: "unit", domain: "customers", source: "api", companyId: "1", company: "Alpha" },
    ...{ status: "red", reason: "contrôle rouge", rows: 3 },
  });
  view.event(name, {
    ...{ type: "publication", table: "pennylane.customers" },
    ...{ inserted: 1, updated: 0, deleted: 0, unchanged: 2 },
    failures: [{ company: "Beta", reason: "transform" }],
  });
  const cell = { index: 1, number: 1, id: "c", startedAt: RUN.startedAt, durationMs: 5 };
  view.cellEnded(name, { ...cell, status: "failed", error: "Error: x" });
  view.ended({ ...RESULT, status: "failed", reason: "cellule 1" });
  view.runEnded({ ...RUN, status: "failed" });
  view.close();
  const run = RUN.runId;
  assert.deepEqual(lines, [
    "note - - [INFO] Préparation",
    `info ${run} - [SYNC] Exécution ${run} commencée, carnets : 0`,
    `info ${run} ${name} [EXECUTE] ${name}`,
    `debug ${run} ${name} [SYNC] lecture`,
    `error ${run} ${name} [ERREUR] customers, Alpha : contrôle rouge`,
    `error ${run} ${name} [ERREUR] pennylane.customers, Beta : transform`,
    `info ${run} ${name} [SYNC] pennylane.customers : +1 ~0 -0 =2`,
    `error ${run} ${name} [ERREUR] ${name}, cellule 1 : Error: x`,
    `error ${run} ${name} [ERREUR] ${name} : 1 203 lignes, erreur, 4,2 s : cellule 1`,
    `error ${run} - [SYNC] Succès: 0/0 | Ignorés: 0 | Erreurs: 0`,
  ]);
});
