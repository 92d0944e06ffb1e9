/** The value of a parameter. */
export type ParameterValue = string | number | boolean | null;

/** A parameter that a notebook declares in its cell tagged `parameters`. */
export interface Parameter {
  /** As declared. */
  readonly name: string;
  /** The declared type as written, or the type of the value. */
  readonly type: string;
  /** What the notebook says. */
  readonly value: ParameterValue;
  /** The comment behind the declaration, or an empty string. */
  readonly comment: string;
}

const DECLARATION = new RegExp(
  [
    /^\s*(?:export\s+)?(?:const|let|var)\s+(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)/u,
    /\s*(?::\s*(?<type>(?:"[^"]*"|'[^']*'|[^"'=])+?))?/u,
    /\s*=\s*(?<literal>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\$]|\\.)*`|[^\s;,/"'`]+)/u,
    /\s*;?\s*(?:\/\/\s*(?<comment>.*?)|\/\*\s*(?<block>.*?)\s*\*\/)?\s*$/u,
  ].map((part) => part.source).join(""),
  "u",
);
const NUMBER = /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads the parameters of a cell: its lines of the form `const name: type = literal;`, with or without type, semicolon and
 * comment. Other lines, and values that are computed, are not parameters and are passed over.
 *
 * @param source TypeScript.
 * @returns In order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseParameters } from "./parse_parameters.ts";
 * assert.deepEqual(parseParameters(`const societe: string = "auto"; // nom ou SIREN`), [
 *   { name: "societe", type: "string", value: "auto", comment: "nom ou SIREN" },
 * ]);
 * ```
 */
export function parseParameters(source: string): Parameter[] {
  return source.split(/\r?\n/).flatMap((line) => {
    const { name, type, literal, comment, block } = DECLARATION.exec(line)?.groups ?? {};
    const value = literal === undefined ? undefined : parseLiteral(literal);
    if (name === undefined || value === undefined) return [];
    const stated = type?.trim() ?? (value === null ? "string | null" : typeof value);
    return [{ name, type: stated, value, comment: comment ?? block ?? "" }];
  });
}

/** The value of a literal, or undefined when it is none. */
export function parseLiteral(literal: string): ParameterValue | undefined {
  if (literal === "true") return true;
  if (literal === "false") return false;
  if (literal === "null") return null;
  if (NUMBER.test(literal)) return Number(literal.replaceAll("_", ""));
  if (/^["'`]/.test(literal)) return unquote(literal);
  return undefined;
}

function unquote(literal: string): string {
  return literal.slice(1, -1).replace(
    /\\(u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|.)/gi,
    (_, code: string) => ESCAPES[code] ?? unescapeCode(code),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", 0: "\0" };

function unescapeCode(code: string): string {
  const hex = /^[ux]\{?([\da-f]+)\}?$/i.exec(code)?.[1];
  return hex && code.length > 1 ? String.fromCodePoint(parseInt(hex, 16)) : code;
}
