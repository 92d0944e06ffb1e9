import { posix } from "node:path";
import type { Finding } from "./finding.ts";

/** What the documents are held to. */
export interface DocumentFacts {
  /** Names of the tasks of deno.json. */
  readonly tasks: readonly string[];
  /** Paths from the root of all files and folders. */
  readonly paths: ReadonlySet<string>;
}

/**
 * Reads a list of files as the set of all paths in it, folders included.
 *
 * @param files Paths from the root, with `/`.
 * @returns The files and every folder above them.
 */
export function pathsOf(files: readonly string[]): Set<string> {
  const paths = new Set(files);
  for (const file of files) {
    for (let at = posix.dirname(file); at !== "."; at = posix.dirname(at)) paths.add(at);
  }
  return paths;
}

function commandFaults(line: string, tasks: readonly string[]): string[] {
  return [...line.matchAll(/\bdeno(?:@[\d.]+)? task ([a-z][a-z0-9:-]*)/g)]
    .filter((match) => !tasks.includes(match[1]!))
    .map((match) => `names the task "${match[1]}", which deno.json does not have`);
}

function linkFaults(file: string, line: string, paths: ReadonlySet<string>): string[] {
  return [...line.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!.replace(/#.*$/, ""))
    .filter((link) => link !== "" && !/^[a-z]+:/.test(link))
    .filter((link) => !paths.has(posix.join(posix.dirname(file), link).replace(/\/$/, "")))
    .map((link) => `links to "${link}", which does not exist`);
}

/**
 * Judges a Markdown page: the tasks that it names and the files that it links to must exist.
 *
 * @param file Path from the root.
 * @param text Its content.
 * @param facts What exists.
 * @returns One finding a fault.
 *
 * @example
 * ```ts
 * import { documentFindings } from "./documents.ts";
 * import assert from "node:assert/strict";
 * const facts = { tasks: ["check"], paths: new Set(["docs/a.md"]) };
 * assert.deepEqual(documentFindings("README.md", "run `deno task check`, see [a](docs/a.md)", facts), []);
 * ```
 */
export function documentFindings(file: string, text: string, facts: DocumentFacts): Finding[] {
  return text.split("\n").flatMap((line, index) =>
    [...commandFaults(line, facts.tasks), ...linkFaults(file, line, facts.paths)]
      .map((message) => ({ place: file, line: index + 1, message }))
  );
}
