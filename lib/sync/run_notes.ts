import type { Queryable } from "../connectors/postgres/mod.ts";
import type { AnyDomainName, SourceName } from "../domains/mod.ts";

/** Which reading remarks belong to. */
export interface NotedReading {
  readonly runId: string;
  readonly source: SourceName;
  readonly domain: AnyDomainName;
}

/**
 * Keeps the remarks on a reading, so that who finds the domain read already in the same run is told them too.
 *
 * @param db The warehouse.
 * @param reading The run and the domain.
 * @param notes French remarks; those of an earlier reading are replaced.
 */
export async function recordNotes(
  db: Queryable,
  { runId, source, domain }: NotedReading,
  notes: readonly string[],
): Promise<void> {
  await db.execute(
    "INSERT INTO penny.run_notes (run_id, source, domain, notes) VALUES ($1, $2, $3, $4::jsonb) " +
      "ON CONFLICT (run_id, source, domain) DO UPDATE SET notes = excluded.notes, recorded_at = now()",
    [runId, source, domain, JSON.stringify(notes)],
  );
}

/**
 * The remarks on the last reading of a domain from a source in a run.
 *
 * @param db The warehouse.
 * @param reading The run and the domain.
 * @returns French remarks; none when the run has not read the domain.
 */
export async function readNotes(
  db: Queryable,
  { runId, source, domain }: NotedReading,
): Promise<readonly string[]> {
  const row = await db.maybeOne<{ notes: string[] }>(
    "SELECT notes FROM penny.run_notes WHERE run_id = $1 AND source = $2 AND domain = $3",
    [runId, source, domain],
  );
  return row?.notes ?? [];
}
