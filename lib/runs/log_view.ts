import type { PennyEvent } from "../base/mod.ts";
import type { Log } from "../logs/mod.ts";
import { refusalsOf } from "./collect_outcome.ts";
import { changesText } from "./french_text.ts";
import { summaryLines } from "./run_summary.ts";
import { endLine, type RunView } from "./run_view.ts";

/** Milliseconds between two steps of a notebook that the log keeps. */
const STEP_MS = 10_000;

/**
 * Writes what a run does into the log: what ends as information, what is refused or fails as errors, steps as details.
 *
 * @param log Of the program that executes the run.
 * @param now Milliseconds that never go back. @default performance.now
 * @returns A view that shows nothing.
 */
export function createLogView(log: Log, now: () => number = () => performance.now()): RunView {
  let own = log;
  const steppedAt = new Map<string, number>();
  return {
    runStarted({ runId: run, planned, command }) {
      own = log.child({ run });
      own.info(`[SYNC] Exécution ${run} commencée, carnets : ${planned.length}`, { command });
    },
    started: (notebook, cells) => own.info(`[EXECUTE] ${notebook}`, { notebook, cells }),
    cell() {},
    cellEnded(notebook, { number: cell, status, durationMs, error }) {
      const text = `${notebook}, cellule ${cell}`;
      const fields = { notebook, cell, status, durationMs };
      if (error === null) own.debug(`[EXECUTE] ${text}`, fields);
      else own.error(`[ERREUR] ${text} : ${error}`, fields);
    },
    output() {},
    event(notebook, event) {
      if (event.type === "progress") {
        if (now() - (steppedAt.get(notebook) ?? -Infinity) < STEP_MS) return;
        steppedAt.set(notebook, now());
      }
      tellEvent(own.child({ notebook }), event);
    },
    ended(result) {
      const { name: notebook, status, durationMs, counts } = result;
      const level = status === "ok" || status === "skipped" ? "info" : "error";
      own[level](endLine(result), { notebook, status, durationMs, ...counts });
    },
    note: (line) => own.note(line),
    runEnded(run) {
      for (const fault of run.setting?.faults ?? []) own.error(`[ERREUR] ${fault}`);
      const level = run.status === "ok" ? "info" : "error";
      own[level](summaryLines(run).at(-1)!, { run: run.runId, status: run.status });
    },
    close() {},
  };
}

/**
 * One view that passes everything on to several.
 *
 * @param views In the order in which they are told.
 * @returns A view; closing it closes them.
 */
export function joinViews(views: readonly RunView[]): RunView {
  const all = (tell: (view: RunView) => void) => views.forEach(tell);
  return {
    runStarted: (run) => all((view) => view.runStarted(run)),
    started: (name, cells) => all((view) => view.started(name, cells)),
    cell: (name, done) => all((view) => view.cell(name, done)),
    cellEnded: (name, cell) => all((view) => view.cellEnded(name, cell)),
    output: (name, line) => all((view) => view.output(name, line)),
    event: (name, event) => all((view) => view.event(name, event)),
    ended: (result) => all((view) => view.ended(result)),
    note: (line) => all((view) => view.note(line)),
    runEnded: (run) => all((view) => view.runEnded(run)),
    close: () => all((view) => view.close()),
  };
}

function tellEvent(log: Log, event: PennyEvent): void {
  switch (event.type) {
    case "progress":
      return log.debug(`[SYNC] ${event.text}`, { rows: event.rows ?? null });
    case "skipped":
      return log.info(`[INFO] ${event.reason}`);
    case "publication":
      for (const refusal of refusalsOf(event)) log.error(`[ERREUR] ${event.table}, ${refusal}`);
      return log.info(`[SYNC] ${event.table} : ${changesText(event)}`, { table: event.table });
    case "unit": {
      const { domain, source, companyId, company, status, rows } = event;
      const fields = { domain, source, companyId, status, rows };
      for (const refusal of refusalsOf(event)) {
        return log.error(`[ERREUR] ${domain}, ${refusal}`, fields);
      }
      return log.debug(`[SYNC] ${domain}, ${company}`, fields);
    }
  }
}
