import { UsageError } from "../base/mod.ts";
import type { NotebookSource } from "./types.ts";

/** Which of the notebooks are wanted. A pattern is a name with or without its number; `*` and `?` stand for characters. */
export interface NotebookSelection {
  /** Empty: all. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

/**
 * Keeps the notebooks that are wanted.
 *
 * @param notebooks All that there are.
 * @param selection Patterns; `skip` wins over `only`.
 * @returns In the order of `notebooks`.
 * @throws {UsageError} When a pattern matches no notebook, or none is left; names every fault and the known names.
 *
 * @example
 * ```ts
 * import { selectNotebooks } from "./select_notebooks.ts";
 * import assert from "node:assert/strict";
 * const notebooks = ["02_customers", "03_suppliers"].map((name) => ({
 *   name, path: `/penny/notebooks/${name}.ipynb`, origin: "shipped" as const, shippedIsNewer: false,
 * }));
 * assert.equal(selectNotebooks(notebooks, { only: ["cust*"] })[0]?.name, "02_customers");
 * ```
 */
export function selectNotebooks(
  notebooks: readonly NotebookSource[],
  { only = [], skip = [] }: NotebookSelection,
): NotebookSource[] {
  const unknown = [...only, ...skip].filter((pattern) =>
    !notebooks.some((notebook) => matches(notebook.name, pattern))
  );
  if (unknown.length > 0) {
    const names = unknown.map((pattern) => `« ${pattern} »`).join(", ");
    throw new UsageError(
      `Impossible de trouver ${names} : aucun carnet de ce nom ; les carnets sont ${
        knownNames(notebooks)
      }`,
    );
  }
  const selected = notebooks.filter((notebook) =>
    (only.length === 0 || only.some((pattern) => matches(notebook.name, pattern))) &&
    !skip.some((pattern) => matches(notebook.name, pattern))
  );
  if (selected.length === 0) {
    throw new UsageError(
      "Impossible de lancer l'exécution « run-all » : --skip écarte tous les carnets demandés ; retirez-en un",
    );
  }
  return selected;
}

/**
 * Names of notebooks for a message.
 *
 * @param notebooks Any number.
 * @returns Names without their number, separated by commas.
 */
function knownNames(notebooks: readonly NotebookSource[]): string {
  return notebooks.map((notebook) => shortName(notebook.name)).join(", ");
}

/**
 * The name of a notebook without its number.
 *
 * @param name Such as `04_customer_invoices`.
 * @returns Such as `customer_invoices`.
 */
export function shortName(name: string): string {
  return name.replace(/^\d+_/, "");
}

function matches(name: string, pattern: string): boolean {
  const wanted = pattern.trim().replace(/\.ipynb$/, "").toLowerCase();
  const source = wanted.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll(
    "?",
    ".",
  );
  const whole = new RegExp(`^${source}$`);
  const number = name.match(/^\d+/)?.[0];
  return [name, shortName(name), number].some((form) =>
    form !== undefined && whole.test(form.toLowerCase())
  );
}
