import { z } from "zod";
import { UsageError } from "../base/mod.ts";
import type { Cell, Notebook } from "./notebook.ts";
import type { Output } from "./outputs.ts";

/** Languages that the Deno kernel runs, as kernels and files name them. */
const LANGUAGES = new Set(["typescript", "javascript", "deno", "ts", "js"]);

const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))]);
const record = z.record(z.string(), z.unknown());
/** Texts of a MIME bundle may be cut into lines; JSON values stay as they are. */
const bundle = record.transform((data) =>
  Object.fromEntries(Object.entries(data).map(([mime, value]) => [mime, joinText(mime, value)]))
);
const output = z.discriminatedUnion("output_type", [
  z.object({ output_type: z.literal("stream"), name: z.enum(["stdout", "stderr"]), text }),
  z.object({ output_type: z.literal("display_data"), data: bundle, metadata: record.default({}) }),
  z.object({
    output_type: z.literal("execute_result"),
    execution_count: z.int().nullable(),
    data: bundle,
    metadata: record.default({}),
  }),
  z.object({
    output_type: z.literal("error"),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);
const common = {
  id: z.string().regex(/^[\w-]{1,64}$/).optional(),
  metadata: record.default({}),
  source: text,
  attachments: record.optional(),
};
const cell = z.discriminatedUnion("cell_type", [
  z.object({
    ...common,
    cell_type: z.literal("code"),
    execution_count: z.int().nullable().default(null),
    outputs: z.array(output).default([]),
  }),
  z.object({ ...common, cell_type: z.literal("markdown") }),
  z.object({ ...common, cell_type: z.literal("raw") }),
]);
const notebook = z.object({
  cells: z.array(cell),
  metadata: record.default({}),
  nbformat: z.literal(4),
  nbformat_minor: z.int(),
});

/**
 * Reads the text of a notebook file: nbformat 4.0 to 4.5 and later, for a kernel of TypeScript or JavaScript. Cells
 * without an id, as before 4.5, get one; so do cells whose id comes twice.
 *
 * @param content The file's text.
 * @param name What messages call it, a path for instance.
 * @returns The notebook as nbformat 4.5.
 * @throws {UsageError} Not JSON, not a notebook, nbformat 3, or a notebook of another language.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseNotebook } from "./parse_notebook.ts";
 * const text = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}';
 * assert.equal(parseNotebook(text, "vide.ipynb").nbformat_minor, 5);
 * ```
 */
export function parseNotebook(content: string, name: string): Notebook {
  const json = parseJson(content, name);
  refuseOldFormat(json, name);
  const parsed = notebook.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join(".") || "racine";
    throw unreadable(name, `ce n'est pas un carnet Jupyter valide (« ${place} »)`);
  }
  refuseOtherLanguage(parsed.data.metadata, name);
  return {
    cells: withIds(parsed.data.cells as ParsedCell[]),
    metadata: parsed.data.metadata,
    nbformat: 4,
    nbformat_minor: Math.max(5, parsed.data.nbformat_minor),
  };
}

type ParsedCell = Omit<Cell, "id"> & { id?: string; outputs?: Output[] };

function parseJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw unreadable(name, "le fichier n'est pas du JSON", cause);
  }
}

function refuseOldFormat(json: unknown, name: string): void {
  const format = (json as { nbformat?: unknown } | null)?.nbformat;
  if (typeof format !== "number" || format >= 4) return;
  throw new UsageError(
    `Impossible de lire le carnet « ${name} » : ancien format (nbformat ${format}) ; ` +
      "ouvrez-le dans Jupyter et enregistrez-le pour le convertir",
  );
}

function refuseOtherLanguage(metadata: Readonly<Record<string, unknown>>, name: string): void {
  const language = declaredLanguage(metadata);
  if (language === null || LANGUAGES.has(language.toLowerCase())) return;
  throw new UsageError(
    `Impossible d'exécuter le carnet « ${name} » : il est écrit pour « ${language} » ; ` +
      "choisissez le noyau Deno dans Jupyter, puis enregistrez-le",
  );
}

/** The language of the kernel that the notebook was saved with, or null when it does not say. */
function declaredLanguage(metadata: Readonly<Record<string, unknown>>): string | null {
  const { kernelspec, language_info: info } = metadata as Record<
    string,
    { language?: unknown; name?: unknown } | undefined
  >;
  const stated = [kernelspec?.language, info?.name, kernelspec?.name];
  return stated.find((name) => typeof name === "string" && name !== "") as string | undefined ??
    null;
}

function withIds(cells: readonly ParsedCell[]): Cell[] {
  const used = new Set<string>();
  return cells.map((cell, i) => {
    const id = cell.id !== undefined && !used.has(cell.id) ? cell.id : freshId(i, used);
    used.add(id);
    return { ...cell, id } as Cell;
  });
}

function freshId(index: number, used: ReadonlySet<string>): string {
  const id = `cellule-${index + 1}`;
  for (let n = 2;; n++) {
    const candidate = n === 2 ? id : `${id}-${n}`;
    if (!used.has(candidate)) return candidate;
  }
}

function joinText(mime: string, value: unknown): unknown {
  const isText = !/^application\/(.*\+)?json$/.test(mime);
  return isText && Array.isArray(value) ? value.join("") : value;
}

function unreadable(name: string, state: string, cause?: unknown): UsageError {
  return new UsageError(
    `Impossible de lire le carnet « ${name} » : ${state} ; vérifiez le fichier ou reprenez une copie`,
    { cause },
  );
}
