import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Finding } from "./finding.ts";
import type { DenoOutput } from "./run_deno.ts";

/** One diagnostic of `deno lint --json`. */
export interface LintDiagnostic {
  readonly filename: string;
  readonly range: { readonly start: { readonly line: number } };
  readonly message: string;
  readonly code: string;
}

/** What `deno lint --json` prints. */
export interface LintReport {
  readonly diagnostics: readonly LintDiagnostic[];
  readonly errors: readonly { readonly file_path: string; readonly message: string }[];
}

/** Deno names a doc example after the file and the lines that it stands on. */
const EXAMPLE = /#(\d+)-\d+\.\w+$/;

/**
 * A path or file URL as seen from the root.
 *
 * @param root Absolute folder.
 * @param file Absolute path or `file:` URL.
 * @returns Relative path with `/`.
 */
export function fromRoot(root: string, file: string): string {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  return relative(root, path).replaceAll("\\", "/");
}

/** The end of a failed command's output as one finding, so that no failure goes unseen. */
function unexplained(name: string, output: DenoOutput, findings: Finding[]): Finding[] {
  if (findings.length > 0 || output.code === 0) return findings;
  const text = `${output.stdout}\n${output.stderr}`.replace(/\n\s*Stack backtrace:[\s\S]*/, "");
  const message = text.trim().split("\n").slice(-5).join(" | ");
  return [{ place: name, message: `failed with status ${output.code}: ${message}` }];
}

/**
 * Reads the files that `deno fmt --check` would change.
 *
 * @param root Absolute folder that paths are shown from.
 * @param output What the command said.
 * @returns One finding a file.
 */
export function formatFindings(root: string, output: DenoOutput): Finding[] {
  const text = `${output.stdout}\n${output.stderr}`;
  const findings = [...text.matchAll(/^from (.+):$/gm)].map((match) => ({
    place: fromRoot(root, match[1]!),
    message: "is not formatted; run deno fmt",
  }));
  const broken = [...text.matchAll(/^Error (?:checking|formatting): (.+)\n\s+(.+)$/gm)].map((
    match,
  ) => ({
    place: fromRoot(root, match[1]!),
    message: match[2]!,
  }));
  return unexplained("deno fmt", output, [...findings, ...broken]);
}

/**
 * Reads `deno lint --json`.
 *
 * @param root Absolute folder that paths are shown from.
 * @param output What the command said.
 * @returns One finding a diagnostic.
 */
export function lintFindings(root: string, output: DenoOutput): Finding[] {
  if (!output.stdout.trimStart().startsWith("{")) return unexplained("deno lint", output, []);
  const report = JSON.parse(output.stdout) as LintReport;
  const findings: Finding[] = report.diagnostics.map((one) => ({
    place: fromRoot(root, one.filename),
    line: one.range.start.line,
    message: `${one.message} (${one.code})`,
  }));
  for (const error of report.errors) {
    findings.push({ place: fromRoot(root, error.file_path), message: error.message });
  }
  return unexplained("deno lint", output, findings);
}

/**
 * Reads the errors of `deno check`, of types and of syntax.
 *
 * @param root Absolute folder that paths are shown from.
 * @param output What the command said.
 * @returns One finding an error, with the error's code.
 */
export function typeFindings(root: string, output: DenoOutput): Finding[] {
  const findings: Finding[] = [];
  let message: string | null = null;
  for (const line of output.stderr.split(/\r?\n/)) {
    const header = /^(?:(TS\d+) \[ERROR\]|error): (.+)$/.exec(line);
    if (header) message = [header[1], header[2]].filter(Boolean).join(" ");
    const at = /^\s+at (file:\S+):(\d+):\d+$/.exec(line);
    if (!at || message === null) continue;
    const example = EXAMPLE.exec(at[1]!);
    const place = fromRoot(root, at[1]!);
    const number = Number(example?.[1] ?? at[2]);
    findings.push({ place, line: number, message });
    message = null;
  }
  return unexplained("deno check", output, findings);
}

/**
 * Reads the failures of `deno test --doc`.
 *
 * @param root Absolute folder that paths are shown from.
 * @param output What the command said.
 * @returns One finding a failed example, at the line where it starts.
 */
export function exampleFindings(root: string, output: DenoOutput): Finding[] {
  const failure = /^(file:\S+)#(\d+)-\d+\.\w+ => .*\nerror: (.+)/gm;
  const findings = [...output.stdout.matchAll(failure)].map((match) => ({
    place: fromRoot(root, match[1]!),
    line: Number(match[2]),
    message: `example fails: ${match[3]}`,
  }));
  return unexplained("deno test --doc", output, findings);
}
