import { parseDuration, UsageError } from "../base/mod.ts";
import type { BudgetName, Budgets } from "../jupyter/mod.ts";

/** A hang ends by itself in an unattended run; work that tells its progress may take as long as it needs. */
export const DEFAULT_BUDGETS: Budgets = {
  start: 60_000,
  cell: null,
  notebook: null,
  silence: 30 * 60_000,
};

const NAMES: Readonly<Record<string, BudgetName>> = {
  demarrage: "start",
  cellule: "cell",
  carnet: "notebook",
  silence: "silence",
};
/** What a timer can hold. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Reads `--budget`.
 *
 * @param given Texts such as `cellule=10m,carnet=2h`, in order; the last of the same name wins.
 * @returns The defaults, changed where asked for.
 * @throws {UsageError} An unknown name or a duration that is none; names every fault.
 *
 * @example
 * ```ts
 * import { parseBudgets } from "./budgets.ts";
 * import assert from "node:assert/strict";
 * assert.equal(parseBudgets(["cellule=10m,silence=aucun"]).cell, 600_000);
 * ```
 */
export function parseBudgets(given: readonly string[]): Budgets {
  const parts = given.flatMap((text) => text.split(",")).map((part) => part.trim())
    .filter((part) => part !== "");
  const faults: string[] = [];
  const budgets: Record<BudgetName, number | null> = { ...DEFAULT_BUDGETS };
  for (const part of parts) {
    const [name = "", duration = ""] = part.split("=").map((text) => text.trim().toLowerCase());
    const field = NAMES[name.normalize("NFD").replaceAll(/\p{M}/gu, "")];
    const value = limitOf(duration);
    if (field === undefined || value === undefined) faults.push(`« ${part} »`);
    else budgets[field] = value;
  }
  if (faults.length > 0) throw unreadable(faults);
  return budgets;
}

/** Null: no limit; undefined: not a duration. */
function limitOf(text: string): number | null | undefined {
  if (text === "aucun") return null;
  const ms = parseDuration(text);
  return ms === null || ms > LONGEST_MS ? undefined : ms;
}

function unreadable(faults: readonly string[]): UsageError {
  return new UsageError(
    `Impossible de lire l'option --budget ${faults.join(", ")} : les noms sont ${
      Object.keys(NAMES).join(", ")
    } et les durées comme 90s, 10m, 2h, ou aucun ; écrivez par exemple --budget cellule=10m,silence=1h`,
  );
}
