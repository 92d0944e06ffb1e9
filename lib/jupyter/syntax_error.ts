import type { ErrorOutput } from "./outputs.ts";

/**
 * Says why the kernel refused a cell. For code that it cannot parse, the kernel answers "Execution failed" and nothing else;
 * the parser of `deno fmt`, which is the same one, names the place.
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
  const child = new Deno.Command(deno, {
    args: ["fmt", "--no-config", "--ext", "ts", "-"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // The child may end without reading everything; its answer is what counts.
  await writer.write(new TextEncoder().encode(code)).catch(() => {});
  await writer.close().catch(() => {});
  const { stderr } = await child.output();
  return readReport(new TextDecoder().decode(stderr));
}

function readReport(report: string): ErrorOutput | null {
  const text = /SyntaxError: (.+)/.exec(report)?.[1];
  if (!text) return null;
  const [, line, column] = /:(\d+):(\d+)\s*$/m.exec(report) ?? [];
  const excerpt = report.split(/\r?\n/).filter((row) => /^\s*\d*\s*\|/.test(row));
  return {
    output_type: "error",
    ename: "SyntaxError",
    evalue: line ? `${text} (ligne ${line}, colonne ${column})` : text,
    traceback: [`SyntaxError: ${text}`, ...excerpt],
  };
}
