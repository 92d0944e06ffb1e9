import type { PennyEvent } from "../base/mod.ts";
import type { NotebookOutcome, RowCounts, UnitFailure } from "./types.ts";

/**
 * Adds up what the library calls of one notebook reported.
 *
 * @param events In order of arrival.
 * @returns Rows by kind of change, tables, failures and the reason for which the notebook is skipped.
 *
 * @example
 * ```ts
 * import { collectOutcome } from "./collect_outcome.ts";
 * import assert from "node:assert/strict";
 * const outcome = collectOutcome([{
 *   type: "publication", table: "pennylane.customers",
 *   inserted: 2, updated: 0, deleted: 0, unchanged: 5, failures: [],
 * }]);
 * assert.equal(outcome.counts.inserted, 2);
 * ```
 */
export function collectOutcome(events: readonly PennyEvent[]): NotebookOutcome {
  const counts = { inserted: 0, updated: 0, deleted: 0, unchanged: 0 };
  const tables: string[] = [];
  const failures: UnitFailure[] = [];
  let skippedReason: string | null = null;
  for (const event of events) {
    failures.push(...failuresOf(event));
    if (event.type === "skipped") skippedReason ??= event.reason;
    if (event.type !== "publication") continue;
    if (!tables.includes(event.table)) tables.push(event.table);
    counts.inserted += event.inserted;
    counts.updated += event.updated;
    counts.deleted += event.deleted;
    counts.unchanged += event.unchanged;
  }
  return { counts, tables, failures, skippedReason };
}

/**
 * The sum of several row counts.
 *
 * @param all May be empty.
 * @returns Zero for each kind when `all` is empty.
 */
export function sumCounts(all: readonly RowCounts[]): RowCounts {
  const sum = (kind: keyof RowCounts) => all.reduce((total, counts) => total + counts[kind], 0);
  return {
    inserted: sum("inserted"),
    updated: sum("updated"),
    deleted: sum("deleted"),
    unchanged: sum("unchanged"),
  };
}

/**
 * Rows that the published tables hold after these changes.
 *
 * @param counts What a publication reported.
 * @returns Inserted, updated and unchanged rows together.
 */
export function publishedRows(counts: RowCounts): number {
  return counts.inserted + counts.updated + counts.unchanged;
}

function failuresOf(event: PennyEvent): UnitFailure[] {
  if (event.type === "publication") {
    return event.failures.map((failure) => ({
      kind: "publication",
      subject: event.table,
      company: failure.company,
      reason: failure.reason,
    }));
  }
  if (event.type !== "unit" || event.status === "ok" || event.status === "fresh") return [];
  return [{
    kind: event.status === "red" ? "gate" : "unit",
    subject: event.domain,
    company: event.company,
    reason: event.reason ?? "raison non précisée",
  }];
}

/**
 * Why companies were refused, as one event says.
 *
 * @param event Of a library call.
 * @returns French, one text per company; none for events that are fine.
 */
export function refusalsOf(event: PennyEvent): string[] {
  return failuresOf(event).map(({ company, reason }) => `${company} : ${reason}`);
}
