import type { AnyDomainName } from "../domains/mod.ts";
import type { SyncContext } from "./types.ts";

/**
 * Keeps the remarks on a reading, so that who finds the domain read already in the same run is told them too.
 *
 * @param context The synchronisation; the remarks are kept under its run.
 * @param domain What was read.
 * @param notes French remarks; those of an earlier reading are replaced.
 */
export async function recordNotes(
  { db, runId }: SyncContext,
  domain: AnyDomainName,
  notes: readonly string[],
): Promise<void> {
  await db.execute(
    "INSERT INTO penny.run_notes (run_id, source, domain, notes) VALUES ($1, 'data_sharing', $2, $3::jsonb) " +
      "ON CONFLICT (run_id, source, domain) DO UPDATE SET notes = excluded.notes, recorded_at = now()",
    [runId, domain, JSON.stringify(notes)],
  );
}

/** The remarks on the last reading of a domain in this run. */
export async function readNotes(
  { db, runId }: SyncContext,
  domain: AnyDomainName,
): Promise<readonly string[]> {
  const row = await db.maybeOne<{ notes: string[] }>(
    "SELECT notes FROM penny.run_notes WHERE run_id = $1 AND source = 'data_sharing' AND domain = $2",
    [runId, domain],
  );
  return row?.notes ?? [];
}
