import type { Queryable } from "../connectors/postgres/mod.ts";
import type { RunStore } from "./run_store.ts";
import type { NotebookResult, RunRecord, RunStatus } from "./types.ts";

const EXIT_STATUS: Readonly<Record<RunStatus, number | null>> = {
  running: null,
  ok: 0,
  failed: 1,
  interrupted: 130,
};

/**
 * Keeps the record of runs in the schema `penny` of the warehouse; units, gates and publications are written there by the
 * library itself.
 *
 * @param db The warehouse.
 * @returns A store.
 */
export function databaseRunStore(db: Queryable): RunStore {
  return {
    async begin(run) {
      await db.execute(
        "INSERT INTO penny.runs (run_id, command, mode, started_at, versions) VALUES ($1, $2, $3, $4, $5) " +
          "ON CONFLICT (run_id) DO NOTHING",
        [run.runId, run.command, run.setting?.mode ?? "réel", run.startedAt, { deno: run.deno }],
      );
    },
    async notebook(runId, result) {
      await db.execute(
        "INSERT INTO penny.run_notebooks " +
          "(run_id, notebook, status, started_at, finished_at, cells, failed_cell, error) " +
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (run_id, notebook) DO UPDATE SET " +
          "status = excluded.status, started_at = excluded.started_at, finished_at = excluded.finished_at, " +
          "cells = excluded.cells, failed_cell = excluded.failed_cell, error = excluded.error",
        notebookRow(runId, result),
      );
    },
    async end(run: RunRecord) {
      await db.execute("UPDATE penny.runs SET finished_at = $2, status = $3 WHERE run_id = $1", [
        run.runId,
        run.endedAt,
        EXIT_STATUS[run.status],
      ]);
    },
  };
}

function notebookRow(runId: string, result: NotebookResult): unknown[] {
  const finishedAt = new Date(Date.parse(result.startedAt) + result.durationMs).toISOString();
  return [
    runId,
    result.name,
    result.status,
    result.startedAt,
    finishedAt,
    result.cellsTotal,
    result.failedCell?.number ?? null,
    result.reason?.replaceAll("\0", "") ?? null,
  ];
}
