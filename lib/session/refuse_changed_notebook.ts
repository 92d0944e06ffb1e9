import { basename } from "node:path";
import { DataError, sha256 } from "../base/mod.ts";
import type { RunContext } from "../config/mod.ts";

/**
 * Leaves publication to the next run when the notebook was saved while it ran: the fingerprint of this run stands for
 * the old text, and the next run could take the rows of one for those of the other.
 *
 * @param run What the runner said of the notebook; null in Jupyter, where nothing is refused.
 * @throws {DataError} The file has changed, or is gone.
 */
export function refuseChangedNotebook(run: RunContext | null): void {
  if (run === null || hashOfFile(run.notebook) === run.notebookHash) return;
  throw new DataError(
    `Impossible de mettre à jour la base avec « ${basename(run.notebook)} » : ` +
      "le carnet a été enregistré pendant son exécution ; relancez-le",
    { retriable: true },
  );
}

function hashOfFile(path: string): string | null {
  try {
    return sha256(Deno.readFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
