import type { Queryable } from "../connectors/postgres/mod.ts";
import { GENERATOR_VERSION } from "./version.ts";

/** The books that the stand-in holds. */
export interface MadeSandbox {
  readonly seed: number;
  /** Day of their making, `YYYY-MM-DD`. */
  readonly date: string;
  /** Whether this version of the generator made them. */
  readonly current: boolean;
  /** Whether they have begun to move: they are not those of their date any more. */
  readonly moving: boolean;
}

/**
 * Which books the stand-in holds.
 *
 * @param db Connected to the stand-in's database.
 * @returns Null when there are none.
 */
export async function madeSandbox(db: Queryable): Promise<MadeSandbox | null> {
  const { exists } = await db.one<{ exists: boolean }>(
    "SELECT to_regclass('penny_sandbox.made') IS NOT NULL AS exists",
  );
  if (!exists) return null;
  const made = await db.maybeOne<{ seed: string; date: string; version: string; moving: boolean }>(
    `SELECT seed, date, generator_version AS version, input LIKE 'moving %' AS moving
       FROM penny_sandbox.made`,
  );
  return made && {
    seed: Number(made.seed),
    date: made.date,
    current: made.version === GENERATOR_VERSION,
    moving: made.moving,
  };
}
