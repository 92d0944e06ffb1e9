import { type Case, failed, value } from "./_case.ts";

/** Cells that cannot be parsed: the reason, the line and the column. */
export const SYNTAX: readonly Case[] = ([
  ["const b = ;", "Expression expected (ligne 1, colonne 11)"],
  ["const a = 1;\nif (a) {\n  a;", /^Expected '}', got '<eof>' \(ligne 3, /],
  ["1;\nfoo(", "Expression expected (ligne 2, colonne 5)"],
  ["1;\n const s = 'abc", "Unterminated string constant (ligne 2, colonne 12)"],
  ["const t = `abc", "Unterminated template (ligne 1, colonne 11)"],
  ["1;\n2;\nconst = 5;", /^Unexpected token `=`.* \(ligne 3, colonne 7\)$/],
  ["let x = 1;\nlet x = 2;", "Identifier 'x' has already been declared (ligne 2, colonne 5)"],
  ["1;\nreturn 5", "Illegal return statement (ligne 2, colonne 1)"],
  ["// a\nbreak", "Illegal break statement (ligne 2, colonne 1)"],
  ["\n\nfunction f() {\n  await g();\n}", /^await is only valid .* \(ligne 4, colonne 3\)$/],
  ["const a: number;", "Missing initializer in const declaration (ligne 1, colonne 7)"],
  ["enum A { B }\n/(/", "Invalid regular expression: /(/: Unterminated group (ligne 2, colonne 1)"],
  ["class D {\n  m() { this.#z }\n}", /^Private field '#z' .* \(ligne 2, colonne \d+\)$/],
  ["a?.b = 1", /^The left-hand side .* \(ligne 1, colonne 1\)$/],
  ["const n: number = = 2", "Expression expected (ligne 1, colonne 19)"],
  ["type T = { a: ;", /^Unexpected token `;`.* \(ligne 1, colonne 15\)$/],
  ["interface I {\n  a: string", /^Unexpected eof \(ligne 2, /],
  ["0777", /^Legacy octal literals .* \(ligne 1, colonne 1\)$/],
  ["import x from", /^Unexpected token `<eof>`.* \(ligne 1, /],
  ["await = 3", "Expression expected (ligne 1, colonne 7)"],
] as const).map(([code, evalue]) => ({
  name: `${JSON.stringify(code)} is named with its place`,
  cells: ["1", code, "2"],
  copy: [[value("1")], [failed("SyntaxError", evalue, /^SyntaxError: .*\n\d+ \| .*\n +\^$/)], null],
}));
