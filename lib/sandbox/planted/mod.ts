/** The planted mistakes: one function each, shared out over the three trades. @module */
import type { Day } from "../calendar.ts";
import type { Desk, TradeRun } from "../desk.ts";
import type { Company } from "../types.ts";
import {
  plantAccrual,
  plantComputer,
  plantLettering,
  plantOldDraft,
  plantSilentBank,
  plantSuspense,
} from "./agency_mistakes.ts";
import {
  plantChangedIban,
  plantNumberingGap,
  plantPaidTwice,
  plantShareholderDebit,
  plantTransfer,
} from "./building_mistakes.ts";
import { plantBookedTwice, plantLateEntry, plantWrongJournal } from "./pharmacy_mistakes.ts";
export type { MistakeKind, PlantedMistake } from "./types.ts";

/** Days for which the silent bank has said nothing. */
export const SILENT_DAYS = 12;

const PLANTERS: Readonly<Record<Company["trade"], readonly ((desk: Desk) => void)[]>> = {
  pharmacie: [plantBookedTwice, plantWrongJournal, plantLateEntry],
  agence: [
    plantSuspense,
    plantComputer,
    plantAccrual,
    plantLettering,
    plantSilentBank,
    plantOldDraft,
  ],
  batiment: [
    plantTransfer,
    plantPaidTwice,
    plantShareholderDebit,
    plantChangedIban,
    plantNumberingGap,
  ],
};

/** The bank account whose connection is silent, and since when. */
export function silentAccountOf(
  company: Company,
  today: Day,
): { account: string; after: Day } | null {
  return company.trade === "agence" ? { account: "512002", after: today - SILENT_DAYS } : null;
}

/** Plans the mistakes of a company's trade, with ids of a range apart. */
export function plantMistakes(run: TradeRun): void {
  const { desk } = run;
  for (const plant of PLANTERS[desk.book.company.trade]) desk.book.apart(() => plant(desk));
}
