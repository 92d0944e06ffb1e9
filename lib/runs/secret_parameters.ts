import { type Cell, INJECTED_TAG, type Notebook, parametersOf, tagsOf } from "../jupyter/mod.ts";
import { isSecretName } from "./secret_name.ts";
import type { GivenParameters } from "./types.ts";

/** What stands in the place of a secret. */
const MASK = "***";
/** A shorter value is masked where the parameter is written, and not everywhere: it is part of too many words. */
const TELLING_LENGTH = 6;

/**
 * The values of a notebook's parameters that no output may show: those of parameters whose name says so.
 *
 * @param notebook As it will be executed, with the injected values.
 * @returns Texts, for a redactor.
 */
export function secretValues(notebook: Notebook): string[] {
  return injectedToo(notebook).flatMap(({ name, value }) =>
    typeof value === "string" && value.length >= TELLING_LENGTH && isSecretName(name) ? [value] : []
  );
}

/**
 * Parameters as they may be recorded.
 *
 * @param parameters Given on the command line.
 * @returns A copy; the value of one whose name says that it is secret is masked.
 */
export function maskParameters(parameters: GivenParameters): GivenParameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, isSecretName(name) ? MASK : value]),
  );
}

/**
 * A cell of an executed copy as it may be written: in the injected one, secrets are masked whatever their length.
 *
 * @param cell Not changed.
 * @returns The same cell, or a copy.
 */
export function maskInjected(cell: Cell): Cell {
  return tagsOf(cell).includes(INJECTED_TAG) ? { ...cell, source: maskSource(cell.source) } : cell;
}

function maskSource(source: string): string {
  return source.split("\n").map((line) => {
    const [, start, name = ""] = /^(const ([^:\s]+): [^=]*= )/.exec(line) ?? [];
    return start !== undefined && isSecretName(name) ? `${start}"${MASK}";` : line;
  }).join("\n");
}

/** Parameters as declared, and as declared again by the injected cell. */
function injectedToo(notebook: Notebook): ReturnType<typeof parametersOf> {
  const injected = notebook.cells.filter((cell) => tagsOf(cell).includes(INJECTED_TAG))
    .map((cell) => ({ ...cell, metadata: { tags: ["parameters"] } }));
  return [...parametersOf(notebook), ...parametersOf({ ...notebook, cells: injected })];
}

/**
 * Whether a recorded value stands for a secret that was not kept.
 *
 * @param recorded From {@linkcode maskParameters}.
 * @returns True for the mask.
 */
export function isMasked(recorded: string): boolean {
  return recorded === MASK;
}
