import type { Rule } from "./_folder_rules.ts";
import { sha256 } from "./sha256.ts";

/** The part of a redactor that JSON needs. */
interface TextRedactor {
  text(text: string): string;
  pieces(texts: readonly string[]): string[];
}

/** Keys whose values are words of the notebook format. */
const STRUCTURAL_KEYS = new Set(["cell_type", "output_type"]);

/**
 * A copy of a JSON value without secrets.
 *
 * @param value Any JSON value.
 * @param redactor For its texts.
 * @returns Of the same shape.
 */
export function redactJson(value: unknown, redactor: TextRedactor): unknown {
  if (typeof value === "string") return redactor.text(value);
  if (Array.isArray(value)) return redactList(value, redactor);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (typeof item !== "string") return [redactor.text(key), redactJson(item, redactor)];
      if (STRUCTURAL_KEYS.has(key)) return [key, item];
      return [redactor.text(key), key === "id" ? redactId(item, redactor) : redactor.text(item)];
    }),
  );
}

/** Texts of a list are mostly lines of one text; so are the stream outputs of one cell. */
function redactList(list: readonly unknown[], redactor: TextRedactor): unknown[] {
  if (list.length > 1 && list.every((item) => typeof item === "string")) {
    return redactor.pieces(list);
  }
  const items = list.map((item) => redactJson(item, redactor));
  for (const name of ["stdout", "stderr"]) {
    const streams = items.filter((item): item is { text: string } => isStream(item, name));
    if (streams.length < 2) continue;
    const texts = redactor.pieces(streams.map((stream) => stream.text));
    streams.forEach((stream, index) => stream.text = texts[index]!);
  }
  return items;
}

function isStream(item: unknown, name: string): boolean {
  const output = item as { output_type?: unknown; name?: unknown; text?: unknown } | null;
  return typeof output === "object" && output?.output_type === "stream" && output.name === name &&
    typeof output.text === "string";
}

/** Ids of cells have few signs: one that would say a secret becomes another id. */
function redactId(id: string, redactor: TextRedactor): string {
  return redactor.text(id) === id
    ? id
    : `masque-${sha256(new TextEncoder().encode(id)).slice(0, 12)}`;
}

/**
 * Replaces what goes over several texts; what takes its place stands in the text where it begins.
 *
 * @param texts In the order in which they are read.
 * @param rules What is looked for.
 * @returns As many texts.
 */
export function redactPieces(texts: readonly string[], rules: readonly Rule[]): string[] {
  return rules.reduce((pieces: readonly string[], rule) => replaceAcross(pieces, rule), texts)
    .slice();
}

function replaceAcross(pieces: readonly string[], [pattern, replace]: Rule): readonly string[] {
  const whole = pieces.join("");
  const found = [...whole.matchAll(pattern)];
  if (found.length === 0) return pieces;
  let begin = 0;
  return pieces.map((piece) => {
    const end = begin + piece.length;
    let result = "";
    let at = begin;
    for (const match of found) {
      const from = match.index;
      const to = from + match[0].length;
      if (to <= begin || from >= end) continue;
      if (from >= at) result += whole.slice(at, from) + replace(...match);
      at = Math.min(to, end);
    }
    result += whole.slice(at, end);
    begin = end;
    return result;
  });
}
