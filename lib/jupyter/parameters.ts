import { UsageError } from "../base/mod.ts";
import { type Cell, type CodeCell, type Notebook, tagsOf } from "./notebook.ts";
import {
  type Parameter,
  type ParameterValue,
  parseLiteral,
  parseParameters,
} from "./parse_parameters.ts";

/** Tag of the cell that declares the parameters. */
export const PARAMETERS_TAG = "parameters";
/** Tag of the cell that holds the values given for one run. */
export const INJECTED_TAG = "injected-parameters";

/** A notebook made ready for one run. */
export interface ParameterizedNotebook {
  /** A copy; where values were given it has the injected cell, right after the parameters. */
  readonly notebook: Notebook;
  /** All parameters by name, with the value of this run. */
  readonly values: Readonly<Record<string, ParameterValue>>;
}

/**
 * The parameters that a notebook declares.
 *
 * @param notebook Any notebook.
 * @returns In order; empty without a cell tagged `parameters`.
 */
export function parametersOf(notebook: Notebook): Parameter[] {
  return notebook.cells.filter(isParametersCell).flatMap((cell) => parseParameters(cell.source));
}

/**
 * Gives values to parameters: they are declared again in a cell of their own, which the Deno kernel allows, right after
 * the cell that declares them; an injected cell of an earlier run is replaced.
 *
 * @param notebook Not changed.
 * @param overrides Values by name, as text of a command line: `oui`, `non`, `true` or `false` for a boolean, `null` or
 * nothing where null is allowed.
 * @returns The copy and the values that apply.
 * @throws {UsageError} A name that the notebook does not declare, or a value that does not fit; names what is known.
 */
export function applyParameters(
  notebook: Notebook,
  overrides: Readonly<Record<string, string>>,
): ParameterizedNotebook {
  const known = parametersOf(notebook);
  const values = Object.fromEntries(known.map(({ name, value }) => [name, value]));
  const lines = Object.entries(overrides).map(([name, text]) => {
    const parameter = known.findLast((candidate) => candidate.name === name);
    if (!parameter) throw unknownParameter(name, known);
    const value = fit(parameter, text);
    values[name] = value;
    return `const ${name}: ${parameter.type} = ${JSON.stringify(value)};`;
  });
  const cells = notebook.cells.filter((cell) => !tagsOf(cell).includes(INJECTED_TAG));
  if (lines.length > 0) {
    const at = cells.findIndex(isParametersCell) + 1;
    cells.splice(at, 0, injectedCell(lines, new Set(cells.map((cell) => cell.id))));
  }
  return { notebook: { ...notebook, cells }, values };
}

function isParametersCell(cell: Cell): boolean {
  return cell.cell_type === "code" && tagsOf(cell).includes(PARAMETERS_TAG);
}

function injectedCell(lines: readonly string[], used: ReadonlySet<string>): CodeCell {
  let id = "parametres-donnes";
  while (used.has(id)) id += "-bis";
  return {
    cell_type: "code",
    id,
    metadata: { tags: [INJECTED_TAG] },
    source: ["// valeurs données pour cette exécution", ...lines].join("\n"),
    execution_count: null,
    outputs: [],
  };
}

/** The value that `text` stands for in the parameter's type. */
function fit(parameter: Parameter, text: string): ParameterValue {
  const types = splitUnion(parameter.type);
  const literals = types.map(parseLiteral).filter((value) => value !== undefined);
  const choice = literals.find((value) => String(value ?? "null") === text);
  if (choice !== undefined) return choice;
  if (types.includes("null") && text === "") return null;
  if (types.includes("number") && text.trim() !== "" && Number.isFinite(Number(text))) {
    return Number(text);
  }
  if (types.includes("boolean") && text in BOOLEANS) return BOOLEANS[text]!;
  if (types.includes("string")) return text;
  throw new UsageError(
    `Impossible de régler le paramètre « ${parameter.name} » : « ${text} » ne convient pas ; ` +
      `donnez ${expected(types)}`,
  );
}

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  oui: true,
  vrai: true,
  false: false,
  non: false,
  faux: false,
};

/** The members of a union type; bars inside quotes do not cut. */
function splitUnion(type: string): string[] {
  return (type.match(/"[^"]*"|'[^']*'|[^|"']+/g) ?? []).map((part) => part.trim()).filter(Boolean);
}

function expected(types: readonly string[]): string {
  const words: Readonly<Record<string, string>> = {
    number: "un nombre (point décimal)",
    boolean: "oui ou non",
    null: "rien",
  };
  return types.map((type) => words[type] ?? type.replace(/^["'](.*)["']$/, "« $1 »")).join(", ou ");
}

function unknownParameter(name: string, known: readonly Parameter[]): UsageError {
  const names = [...new Set(known.map((parameter) => parameter.name))];
  const remedy = names.length > 0
    ? `paramètres connus : ${names.join(", ")}`
    : "ce carnet n'a pas de cellule marquée « parameters »";
  return new UsageError(
    `Impossible de régler le paramètre « ${name} » : le carnet ne le déclare pas ; ${remedy}`,
  );
}
