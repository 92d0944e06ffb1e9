import { setTimeout as pause } from "node:timers/promises";
import { ofCompany } from "../of_company.ts";
import type { UnitResult } from "../types.ts";
import type { ApiReading } from "./api_reading.ts";
import { OVERLAP_MS } from "./read_feed.ts";

/** Milliseconds before each new try: events were measured to come within a second mostly, and within 45 s all of them. */
const WAITS_MS = [2_000, 8_000, 40_000];

/** One try to read a ledger. */
export interface Try {
  readonly results: UnitResult[];
  /** Whether its rows show an entry of which one line has changed and the other has not been read since. */
  readonly isMoving: boolean;
}

/**
 * Reads a ledger again while it does not balance because somebody is working in it: an entry that is saved during a reading
 * can show one line of before beside one of after, until its events have come. Nothing of such a try is kept.
 *
 * @param reading The unit.
 * @param attempt Reads and merges.
 * @param options `waitsMs`: milliseconds before each new try.
 * @returns How the last try ended.
 */
export async function untilSettled(
  { context, unit, parts }: Pick<ApiReading, "context" | "unit" | "parts">,
  attempt: () => Promise<Try>,
  { waitsMs = WAITS_MS }: { readonly waitsMs?: readonly number[] } = {},
): Promise<UnitResult[]> {
  let last = await attempt();
  for (const ms of waitsMs) {
    if (!last.isMoving) break;
    context.emit({
      type: "progress",
      text:
        `${
          parts[0]!.domain.title
        } de « ${unit.company.name} » : une écriture est en train de changer, ` +
        `nouvelle lecture dans ${ms / 1_000} s`,
    });
    await pause(ms);
    last = await attempt();
  }
  return last.results;
}

/**
 * Tells whether a ledger does not balance, and some of its rows changed so lately that the events of others may be on their way.
 *
 * @param reading The unit.
 * @param raw Quoted raw staging table.
 * @param results How its merge ended.
 */
export async function isMoving(
  { session, readAt, unit }: ApiReading,
  raw: string,
  results: readonly UnitResult[],
): Promise<boolean> {
  const isUnbalanced = results.some(({ gates }) =>
    gates.some(({ gate, status }) => gate === "balance" && status === "red")
  );
  if (!isUnbalanced) return false;
  const since = new Date(readAt.getTime() - OVERLAP_MS).toISOString();
  const { moving } = await session.one<{ moving: boolean }>(
    // Instants of the API are texts of one form.
    `SELECT count(*) > 0 AS moving FROM ${ofCompany(raw, unit.company.companyId)} r ` +
      `WHERE r.data->>'updated_at' COLLATE "C" > $1`,
    [since],
  );
  return moving;
}
