import type { Queryable } from "../connectors/postgres/mod.ts";
import { pruneRunTables } from "./prune_run_tables.ts";
import type { RunStore } from "./run_store.ts";
import type { NotebookResult, RunRecord, RunStatus } from "./types.ts";

const EXIT_STATUS: Readonly<Record<RunStatus, number | null>> = {
  running: null,
  ok: 0,
  failed: 1,
  interrupted: 130,
};

/** Settings of {@linkcode databaseRunStore}. */
export interface DatabaseRunStoreOptions {
  /** Runs of which everything is kept. */
  readonly keepRuns: number;
}

/**
 * Keeps the record of runs in the schema `penny` of the warehouse; units, gates and publications are written there by the
 * library itself. What is old goes at the end of each run.
 *
 * @param db The warehouse.
 * @param options How much is kept.
 * @returns A store.
 */
export function databaseRunStore(
  db: Queryable,
  { keepRuns }: DatabaseRunStoreOptions,
): RunStore {
  return {
    begin: (run) => insertRun(db, run),
    async notebook(runId, result) {
      await insertNotebook(db, runId, result);
      await insertCells(db, runId, result);
    },
    async end(run: RunRecord) {
      await db.execute("UPDATE penny.runs SET finished_at = $2, status = $3 WHERE run_id = $1", [
        run.runId,
        run.endedAt,
        EXIT_STATUS[run.status],
      ]);
      await pruneRunTables(db, keepRuns);
    },
    async killed(runIds) {
      await db.execute(
        "UPDATE penny.runs SET finished_at = now(), status = $2 WHERE run_id = ANY ($1) AND finished_at IS NULL",
        [runIds, EXIT_STATUS.interrupted],
      );
    },
  };
}

async function insertRun(db: Queryable, run: RunRecord): Promise<void> {
  const { jobs, budgets, parameters, pid } = run;
  await db.execute(
    "INSERT INTO penny.runs (run_id, command, mode, started_at, versions, git_revision, resumes, settings) " +
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (run_id) DO NOTHING",
    [
      run.runId,
      run.command,
      run.setting?.mode ?? "réel",
      run.startedAt,
      run.versions,
      run.gitRevision,
      run.resumes,
      { jobs, budgets, parameters, pid },
    ],
  );
}

async function insertNotebook(db: Queryable, runId: string, result: NotebookResult): Promise<void> {
  const finishedAt = new Date(Date.parse(result.startedAt) + result.durationMs).toISOString();
  await db.execute(
    "INSERT INTO penny.run_notebooks (run_id, notebook, status, started_at, finished_at, cells, failed_cell, error, " +
      "parameters, fingerprint, peak_memory_bytes, carried_from) " +
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (run_id, notebook) DO UPDATE SET " +
      "status = excluded.status, started_at = excluded.started_at, finished_at = excluded.finished_at, " +
      "cells = excluded.cells, failed_cell = excluded.failed_cell, error = excluded.error, " +
      "parameters = excluded.parameters, fingerprint = excluded.fingerprint, " +
      "peak_memory_bytes = excluded.peak_memory_bytes, carried_from = excluded.carried_from",
    [
      runId,
      result.name,
      result.status,
      result.startedAt,
      finishedAt,
      result.cellsTotal,
      result.failedCell?.number ?? null,
      storable(result.reason),
      result.parameters,
      result.fingerprint,
      result.peakMemoryBytes,
      result.carriedFrom,
    ],
  );
}

async function insertCells(
  db: Queryable,
  runId: string,
  { name, cells }: NotebookResult,
): Promise<void> {
  const rows = cells.map((cell) => ({ ...cell, error: storable(cell.error) }));
  await db.execute(
    'INSERT INTO penny.run_cells (run_id, notebook, "number", "index", cell_id, status, started_at, duration_ms, error) ' +
      'SELECT $1, $2, c."number", c."index", c.id, c.status, c."startedAt", c."durationMs", c.error ' +
      'FROM jsonb_to_recordset($3::jsonb) AS c("number" integer, "index" integer, id text, status text, ' +
      '"startedAt" timestamptz, "durationMs" bigint, error text) ' +
      'ON CONFLICT (run_id, notebook, "number") DO NOTHING',
    [runId, name, JSON.stringify(rows)],
  );
}

/** PostgreSQL takes no NUL in a text. */
function storable(text: string | null): string | null {
  return text?.replaceAll("\0", "") ?? null;
}
