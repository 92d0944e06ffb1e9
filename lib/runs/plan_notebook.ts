import * as path from "node:path";
import { plural, sha256, UsageError } from "../base/mod.ts";
import { applyParameters, type Notebook, parametersOf, parseNotebook } from "../jupyter/mod.ts";
import { fingerprintNotebook } from "./fingerprint.ts";
import { maskParameters, secretValues } from "./secret_parameters.ts";
import type { GivenParameters, NotebookSource } from "./types.ts";

/** A notebook file as read before the run, or the reason why it cannot be executed. */
export interface LoadedNotebook {
  readonly source: NotebookSource;
  /** Null: it cannot be executed. */
  readonly notebook: Notebook | null;
  /** Why not: a `UsageError`. */
  readonly fault: UsageError | null;
  /** Of the bytes read; null when there are none. */
  readonly contentHash: string | null;
}

/** A notebook that is ready to be executed. */
export interface PlannedNotebook {
  readonly source: NotebookSource;
  /** First heading, or the name. */
  readonly title: string;
  /** With the injected parameters; null when it cannot be executed. */
  readonly notebook: Notebook | null;
  readonly fault: UsageError | null;
  readonly contentHash: string | null;
  /** The given parameters that this notebook declares, without secrets. */
  readonly recorded: GivenParameters;
  /** Values of its parameters that no output may show. */
  readonly secrets: readonly string[];
  /** Empty when it cannot be executed. */
  readonly fingerprint: string;
}

/**
 * Reads a notebook file; a damaged one is a result, since it must not stop the others.
 *
 * @param source Where it is.
 * @returns The notebook, or the fault.
 */
export async function loadNotebook(source: NotebookSource): Promise<LoadedNotebook> {
  const shown = path.basename(source.path);
  let contentHash: string | null = null;
  try {
    const bytes = await Deno.readFile(source.path).catch((cause) => {
      throw unreadable(shown, cause);
    });
    contentHash = sha256(bytes);
    const notebook = parseNotebook(new TextDecoder().decode(bytes), shown);
    return { source, notebook, fault: null, contentHash };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { source, notebook: null, fault: error, contentHash };
  }
}

/**
 * Makes notebooks ready: checks the given parameters against what they declare, injects them and takes the fingerprints.
 * A notebook that does not declare a parameter is executed without it.
 *
 * @param loaded From {@linkcode loadNotebook}.
 * @param options The given parameters, and the fingerprint of the library.
 * @returns In the same order.
 * @throws {UsageError} A parameter that no notebook declares, or a value that does not fit.
 */
export async function planNotebooks(
  loaded: readonly LoadedNotebook[],
  options: { readonly parameters: GivenParameters; readonly library: string },
): Promise<PlannedNotebook[]> {
  refuseUnknown(loaded, options.parameters);
  return await Promise.all(loaded.map((one) => planNotebook(one, options)));
}

/**
 * Whether a notebook's file is no longer what was read before the run.
 *
 * @param planned Of one notebook.
 * @returns True also when the file is gone.
 */
export async function hasChangedOnDisk(planned: PlannedNotebook): Promise<boolean> {
  if (planned.contentHash === null) return false;
  try {
    return sha256(await Deno.readFile(planned.source.path)) !== planned.contentHash;
  } catch {
    // moved or removed while it ran
    return true;
  }
}

async function planNotebook(
  loaded: LoadedNotebook,
  { parameters: given, library }: {
    readonly parameters: GivenParameters;
    readonly library: string;
  },
): Promise<PlannedNotebook> {
  const { source, notebook, fault, contentHash } = loaded;
  if (notebook === null) {
    return {
      source,
      title: source.name,
      notebook,
      fault,
      contentHash,
      recorded: {},
      secrets: [],
      fingerprint: "",
    };
  }
  const declared = new Set(parametersOf(notebook).map((parameter) => parameter.name));
  const parameters = Object.fromEntries(
    Object.entries(given).filter(([name]) => declared.has(name)),
  );
  const applied = applyParameters(notebook, parameters);
  const fingerprint = await fingerprintNotebook({
    cells: notebook.cells.filter((cell) => cell.cell_type === "code").map((cell) => cell.source),
    parameters: Object.fromEntries(
      Object.entries(applied.values).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
    folder: path.dirname(source.path),
    library,
  });
  return {
    source,
    title: titleOf(notebook) ?? source.name,
    notebook: applied.notebook,
    fault,
    contentHash,
    recorded: maskParameters(parameters),
    secrets: secretValues(applied.notebook),
    fingerprint,
  };
}

function refuseUnknown(loaded: readonly LoadedNotebook[], given: GivenParameters): void {
  const readable = loaded.filter((one) => one.notebook !== null);
  const known = new Set(
    readable.flatMap((one) => parametersOf(one.notebook!).map((parameter) => parameter.name)),
  );
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const names = unknown.map((name) => `« ${name} »`).join(", ");
  const remedy = known.size === 0
    ? "ces carnets n'ont pas de paramètres"
    : `paramètres connus : ${[...known].sort().join(", ")}`;
  throw new UsageError(
    `Impossible de régler ${
      plural(unknown.length, "paramètre")
    } ${names} : aucun carnet demandé ne le déclare ; ${remedy}`,
  );
}

function titleOf(notebook: Notebook): string | null {
  for (const cell of notebook.cells) {
    const heading = cell.cell_type === "markdown"
      ? /^#\s+(.+?)\s*#*\s*$/m.exec(cell.source)?.[1]
      : undefined;
    if (heading !== undefined) return heading.replaceAll(/[*_`]/g, "");
  }
  return null;
}

function unreadable(shown: string, cause: unknown): UsageError {
  const state = cause instanceof Deno.errors.NotFound
    ? "le fichier n'existe pas"
    : "le fichier ne peut pas être lu";
  return new UsageError(
    `Impossible de lire le carnet « ${shown} » : ${state} ; vérifiez le chemin`,
    { cause },
  );
}
