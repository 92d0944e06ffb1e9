import { stripVTControlCharacters } from "node:util";
import type { ErrorOutput } from "./outputs.ts";

/** Keeps the cell from running once it turns out to be correct. */
const GUARD = "throw 0;";
const PATIENCE_MS = 5_000;
/** How much of a long line is shown on each side of the fault. */
const SHOWN = 60;

/**
 * Says why and where the kernel refused a cell. For code that it cannot parse it answers "Execution failed" and nothing else;
 * for code that V8 refuses it gives the reason without the place. A second Deno, without any permission, is given the cell
 * behind a `throw`: it names both, and runs nothing of the cell.
 *
 * @param code The cell's text.
 * @param deno The Deno binary.
 * @returns The syntax error, or null when the code can be parsed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findSyntaxError } from "./syntax_error.ts";
 * const error = await findSyntaxError("const total = ;", Deno.execPath());
 * assert.equal(error?.evalue, "Expression expected (ligne 1, colonne 15)");
 * ```
 */
export async function findSyntaxError(code: string, deno: string): Promise<ErrorOutput | null> {
  const report = await compile(GUARD + code, deno);
  const reason = /SyntaxError: (.+)/.exec(report)?.[1];
  if (reason === undefined) return null;
  const [, row, column] = /\$deno\$stdin\.ts:(\d+):(\d+)/.exec(report) ?? [];
  if (row === undefined || column === undefined) return errorOf(plain(reason), []);
  const line = Number(row);
  const at = Math.max(1, Number(column) - (line === 1 ? GUARD.length : 0));
  const text = `${plain(reason)} (ligne ${line}, colonne ${at})`;
  return errorOf(text, excerpt(code.split(/\r?\n/)[line - 1] ?? "", { line, column: at }));
}

/**
 * Whether an error is V8's refusal to compile the cell: such an error has no place, and no function has thrown it.
 *
 * @param error As the kernel gave it.
 * @returns False for an error that running code has thrown.
 */
export function isUnplacedSyntaxError(error: ErrorOutput): boolean {
  return error.ename === "SyntaxError" && !error.traceback.some((line) => /^\s+at /.test(line));
}

/** What Deno says of code that it is not allowed to do anything with. */
async function compile(code: string, deno: string): Promise<string> {
  const forbidden = ["--no-prompt", "--no-remote", "--no-npm", "--no-config", "--no-lock"];
  const child = new Deno.Command(deno, {
    args: ["run", "--quiet", "--no-check", ...forbidden, "--ext", "ts", "-"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  try {
    const writer = child.stdin.getWriter();
    // The child may end without reading everything; its answer is what counts.
    await writer.write(new TextEncoder().encode(code)).catch(() => {});
    await writer.close().catch(() => {});
    const { stderr } = await child.output();
    return stripVTControlCharacters(new TextDecoder().decode(stderr));
  } finally {
    clearTimeout(timer);
  }
}

/** Deno's words for a template without an end are its own inner ones. */
function plain(reason: string): string {
  return reason.includes("UnterminatedTpl") ? "Unterminated template" : reason;
}

/** The line of the fault with a mark under its place. */
function excerpt(text: string, at: { readonly line: number; readonly column: number }): string[] {
  const from = Math.max(0, at.column - 1 - SHOWN);
  const head = `${at.line} | `;
  const mark = " ".repeat(head.length + at.column - 1 - from) + "^";
  return [head + text.slice(from, at.column - 1 + SHOWN), mark];
}

function errorOf(text: string, rows: readonly string[]): ErrorOutput {
  const traceback = [`SyntaxError: ${text}`, ...rows];
  return { output_type: "error", ename: "SyntaxError", evalue: text, traceback };
}
