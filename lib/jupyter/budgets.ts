import { formatDuration, parseDuration, UsageError } from "../base/mod.ts";
import { type Cell, type Notebook, tagsOf } from "./notebook.ts";

/** What a budget limits: the kernel's start, one cell, the whole notebook, or the time without any message in a cell. */
export type BudgetName = "start" | "cell" | "notebook" | "silence";

/** How long things may take, in milliseconds; null for no limit. */
export type Budgets = Readonly<Record<BudgetName, number | null>>;

/** A budget that was passed. */
export interface PassedBudget {
  /** Which one; `end`: what the kernel still did behind the last cell would not end. */
  readonly name: BudgetName | "end";
  /** How long it allowed, in milliseconds. */
  readonly limitMs: number;
  /** The cell did not react to the interruption, so that the kernel was killed. */
  readonly killed: boolean;
}

/** No limit at all. */
export const NO_BUDGETS: Budgets = { start: null, cell: null, notebook: null, silence: null };

const NAMES = ["start", "cell", "notebook", "silence"] as const;
const TAG = /^budget\s*=\s*(.*)$/i;

/**
 * The budgets that a notebook asks for: `metadata.penny.budgets`, for example `{ "cell": "10m", "silence": "none" }`.
 *
 * @param notebook Any notebook.
 * @returns Those that it names; null stands for `none`.
 * @throws {UsageError} An unknown budget, or one that is no duration.
 *
 * @example
 * ```ts
 * import { notebookBudgets } from "./budgets.ts";
 * import assert from "node:assert/strict";
 * const metadata = { penny: { budgets: { cell: "10m", silence: "none" } } };
 * const notebook = { cells: [], metadata, nbformat: 4, nbformat_minor: 5 } as const;
 * assert.deepEqual(notebookBudgets(notebook), { cell: 600_000, silence: null });
 * ```
 */
export function notebookBudgets(notebook: Notebook): Partial<Budgets> {
  const given = asObject(asObject(notebook.metadata.penny)?.budgets) ?? {};
  const entries = Object.entries(given).map(([name, text]) => {
    const known = NAMES.find((candidate) => candidate === name);
    if (known) return [known, parseBudget(text, `metadata.penny.budgets.${name}`)];
    throw new UsageError(
      `Impossible de lire le budget « ${name} » du carnet : ce budget n'existe pas ; ` +
        `les budgets sont ${NAMES.join(", ")}`,
    );
  });
  return Object.fromEntries(entries);
}

/**
 * The budget that a tag gives one cell: `budget=30s`, or `budget=none`. It takes the place of the cell budget and of the
 * silence budget.
 *
 * @param cell Any cell.
 * @returns Milliseconds, null for no limit, undefined without such a tag.
 * @throws {UsageError} What follows `budget=` is no duration.
 */
export function cellBudget(cell: Cell): number | null | undefined {
  const texts = tagsOf(cell).flatMap((tag) => TAG.exec(tag)?.[1] ?? []);
  return texts.length === 0 ? undefined : parseBudget(texts.at(-1), "l'étiquette d'une cellule");
}

/**
 * What the reader is told of a budget that was passed.
 *
 * @param passed Which one.
 * @returns One French sentence with the remedy, without a full stop.
 */
export function budgetText({ name, limitMs, killed }: PassedBudget): string {
  const limit = formatDuration(limitMs);
  if (name === "end") return END_TEXT;
  const { state, remedy } = WORDS[name];
  const end = killed
    ? " (la cellule n'a pas réagi à l'interruption, le noyau a été arrêté)"
    : name === "start"
    ? ""
    : " (la cellule a été interrompue)";
  return `${state(limit)}${end} ; ${remedy}`;
}

const END_TEXT =
  "Impossible de terminer le carnet : un minuteur ou un appel sans « await » occupe le noyau après la " +
  "dernière cellule ; attendez-le dans une cellule, ou arrêtez-le";

const MORE_TIME = "ou donnez plus de temps avec";

const WORDS: Readonly<
  Record<BudgetName, { readonly state: (limit: string) => string; readonly remedy: string }>
> = {
  start: {
    state: (limit) =>
      `Impossible de démarrer le noyau Deno : aucune réponse dans le budget de ${limit}`,
    remedy: "vérifiez la mémoire libre et l'antivirus, puis relancez",
  },
  cell: {
    state: (limit) =>
      `Impossible de terminer la cellule : elle dépasse le budget de ${limit} par cellule`,
    remedy: `traitez moins de lignes à la fois, ${MORE_TIME} l'étiquette « budget=30m »`,
  },
  notebook: {
    state: (limit) => `Impossible de terminer le carnet : il dépasse son budget de ${limit}`,
    remedy:
      `voyez dans la copie la durée de chaque cellule, ${MORE_TIME} « metadata.penny.budgets.notebook »`,
  },
  silence: {
    state: (limit) =>
      `Impossible d'attendre la cellule : elle n'a donné aucun signe depuis ${limit}`,
    remedy:
      `elle attend sans doute un service qui ne répond pas : relancez, ${MORE_TIME} l'étiquette « budget=30m »`,
  },
};

function parseBudget(value: unknown, where: string): number | null {
  const text = String(value).trim();
  if (/^(none|aucun)$/i.test(text)) return null;
  const ms = typeof value === "string" ? parseDuration(text) : null;
  if (ms !== null) return ms;
  throw new UsageError(
    `Impossible de lire le budget « ${text} » (${where}) : ce n'est pas une durée ; ` +
      "écrivez par exemple « 90s », « 10m », « 2h » ou « none »",
  );
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? value as Record<string, unknown> : null;
}
