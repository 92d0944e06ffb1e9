import { basename, dirname, join } from "node:path";
import { UsageError } from "../base/mod.ts";
import type { Cell, Notebook } from "./notebook.ts";
import type { Output } from "./outputs.ts";
import { parseNotebook } from "./parse_notebook.ts";

/**
 * Reads a notebook file.
 *
 * @param path Of the `.ipynb` file.
 * @returns The notebook as nbformat 4.5.
 * @throws {UsageError} The file does not exist, cannot be read, or holds no notebook for the Deno kernel.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let content: string;
  try {
    content = await Deno.readTextFile(path);
  } catch (cause) {
    const missing = cause instanceof Deno.errors.NotFound;
    const state = missing ? "le fichier n'existe pas" : "le fichier ne peut pas être lu";
    throw new UsageError(
      `Impossible de lire le carnet « ${path} » : ${state} ; vérifiez le chemin`,
      { cause },
    );
  }
  return parseNotebook(content, path);
}

/**
 * Writes a notebook file whole or not at all: into a temporary file of the same folder, which then takes its name.
 *
 * @param path Of the `.ipynb` file; its folder must exist.
 * @param notebook What to write.
 * @throws {Deno.errors.NotFound | Error} The folder is missing, not writable, or the disk is full; an older file stays.
 */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`);
  try {
    await Deno.writeTextFile(temporary, serializeNotebook(notebook));
    await rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {
      // It was not made: the first error says why.
    });
    throw error;
  }
}

/**
 * The text of a notebook file, as Jupyter writes it: one space of indentation, texts as lists of lines, a line break at
 * the end.
 *
 * @param notebook Any notebook.
 * @returns JSON.
 */
export function serializeNotebook(notebook: Notebook): string {
  const { metadata, nbformat, nbformat_minor } = notebook;
  const cells = notebook.cells.map(toJson);
  return JSON.stringify({ cells, metadata, nbformat, nbformat_minor }, null, 1) + "\n";
}

/** Keys in the order in which Jupyter writes them, so that a rewritten file differs where it changed. */
function toJson(cell: Cell): Record<string, unknown> {
  const { attachments, cell_type, id, metadata, source } = cell;
  const lines = toLines(source);
  if (cell.cell_type !== "code") {
    return { ...(attachments && { attachments }), cell_type, id, metadata, source: lines };
  }
  const outputs = cell.outputs.map(outputToJson);
  const { execution_count } = cell;
  return { cell_type, execution_count, id, metadata, outputs, source: lines };
}

function outputToJson(output: Output): unknown {
  return output.output_type === "stream" ? { ...output, text: toLines(output.text) } : output;
}

function toLines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** Windows refuses to replace a file that a virus scanner or a viewer has open for an instant: it is tried again. */
async function rename(from: string, to: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await Deno.rename(from, to);
    } catch (error) {
      const busy = Deno.build.os === "windows" && error instanceof Deno.errors.PermissionDenied;
      if (!busy || attempt === 10) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 20));
    }
  }
}
