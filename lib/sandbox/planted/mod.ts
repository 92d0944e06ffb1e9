import type { Day } from "../calendar.ts";
import type { TradeRun } from "../desk.ts";
import type { Company } from "../types.ts";
export type { MistakeKind, PlantedMistake } from "./types.ts";

/** The bank account whose connection is silent, and since when. */
export function silentAccountOf(
  company: Company,
  today: Day,
): { account: string; after: Day } | null {
  return company.trade === "agence" ? { account: "512002", after: today - 12 } : null;
}

/** Plants. */
export function plantMistakes(_run: TradeRun): void {}
