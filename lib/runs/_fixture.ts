import { DEFAULT_BUDGETS } from "./budgets.ts";
import type { NotebookResult, RunRecord } from "./types.ts";

/** A notebook that went well. */
export const RESULT: NotebookResult = {
  name: "02_customers",
  title: "Clients",
  origin: "shipped",
  shippedIsNewer: false,
  status: "ok",
  reason: null,
  failedCell: null,
  hasCopy: true,
  cellsDone: 2,
  cellsTotal: 2,
  startedAt: "2026-10-31T13:05:09Z",
  durationMs: 4230,
  fingerprint: "f",
  changedOnDisk: false,
  parameters: {},
  cells: [],
  peakMemoryBytes: null,
  carriedFrom: null,
  counts: { inserted: 1, updated: 2, deleted: 3, unchanged: 1200 },
  tables: ["pennylane.customers"],
  failures: [],
  skippedReason: null,
};

/** A run without notebooks that ended well. */
export const RUN: RunRecord = {
  format: 2,
  runId: "2026-10-31T14-05-09",
  command: "run-all",
  status: "ok",
  startedAt: "2026-10-31T13:05:09Z",
  endedAt: "2026-10-31T13:05:19Z",
  pid: 1,
  versions: { penny: "0.1.0", deno: "2.9.6", packages: {} },
  gitRevision: null,
  jobs: 2,
  budgets: DEFAULT_BUDGETS,
  parameters: {},
  resumes: null,
  setting: null,
  planned: [],
  notebooks: [],
};
