import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cycleFindings } from "./_check/cycles.ts";
import { documentFindings, pathsOf } from "./_check/documents.ts";
import { exampleFindings, formatFindings, lintFindings } from "./_check/deno_output.ts";
import { formatFinding } from "./_check/finding.ts";
import type { Finding } from "./_check/finding.ts";
import { notebookFormatFindings } from "./_check/notebook_format.ts";
import { notebookFaults } from "./_check/notebook_form.ts";
import { checkTypes } from "./_check/notebook_types.ts";
import type { NamedNotebook } from "./_check/notebook_types.ts";
import { runDeno } from "./_check/run_deno.ts";
import { textFindings } from "./_check/tracked_text.ts";
import { listTree } from "./_check/tree.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const TEXT =
  /\.(?:ts|json|lock|md|ipynb|ya?ml|sql|html|css|cmd|txt|example)$|(?:^|\/)(?:run|\.git\w+)$/;

async function readNotebooks(
  files: readonly string[],
  findings: Finding[],
): Promise<NamedNotebook[]> {
  const notebooks: NamedNotebook[] = [];
  for (const file of files) {
    try {
      notebooks.push({ file, notebook: JSON.parse(await Deno.readTextFile(resolve(ROOT, file))) });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      findings.push({ place: file, message: `is not JSON: ${error.message}` });
    }
  }
  return notebooks;
}

async function checkFormat(notebooks: readonly string[]): Promise<Finding[]> {
  const options = ["fmt", "--check", "--ignore=notebooks"];
  const [files, cells] = await Promise.all([
    runDeno(options, ROOT).then((output) => formatFindings(ROOT, output)),
    notebookFormatFindings(ROOT, notebooks),
  ]);
  return [...files, ...cells];
}

async function checkText(files: readonly string[]): Promise<Finding[]> {
  const findings = files.filter((file) => TEXT.test(file)).map(async (file) =>
    textFindings(ROOT, file, await Deno.readTextFile(resolve(ROOT, file)))
  );
  return (await Promise.all(findings)).flat();
}

async function checkDocuments(files: readonly string[]): Promise<Finding[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(resolve(ROOT, "deno.json")));
  const facts = { tasks: Object.keys(tasks), paths: pathsOf(files) };
  const findings = files.filter((file) => file.endsWith(".md")).map(async (file) =>
    documentFindings(file, await Deno.readTextFile(resolve(ROOT, file)), facts)
  );
  return (await Promise.all(findings)).flat();
}

/** Runs the examples; their types are checked with all others. */
async function runExamples(files: readonly string[]): Promise<Finding[]> {
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(resolve(ROOT, file))));
  const withExample = files.filter((_, index) => /^ \* ```ts/m.test(texts[index]!));
  if (withExample.length === 0) return [];
  const options = ["test", "-A", "--doc", "--no-check", "--hide-stacktraces"];
  return exampleFindings(ROOT, await runDeno([...options, ...withExample], ROOT));
}

/** Runs one part of the gate and prints its line, then its findings. */
async function step(name: string, run: () => Promise<Finding[]>): Promise<number> {
  const start = performance.now();
  const findings = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const mark = findings.length === 0 ? "[OK]" : "[ERREUR]";
  console.log(`${mark} ${name} (${seconds} s)`);
  for (const finding of findings) console.log(`  ${formatFinding(finding)}`);
  return findings.length;
}

async function main(): Promise<number> {
  const files = await listTree(ROOT);
  const form: Finding[] = [];
  const shipped = files.filter((file) => /^notebooks\/[^/]+\.ipynb$/.test(file));
  const notebooks = await readNotebooks(shipped, form);
  form.push(...notebooks.flatMap(({ file, notebook }) => notebookFaults(file, notebook)));
  const code = files.filter((file) => /^(?:lib|scripts|tests)\/.*\.ts$/.test(file));
  const library = code.filter((file) => file.startsWith("lib/") && !file.endsWith("_test.ts"));
  const counts = await Promise.all([
    step("format", () => checkFormat(shipped)),
    step(
      "lint and house rules",
      async () => lintFindings(ROOT, await runDeno(["lint", "--json"], ROOT)),
    ),
    step("import cycles", () => cycleFindings(ROOT, code)),
    step("notebook form", () => Promise.resolve(form)),
    step("open notes and machine paths", () => checkText(files)),
    step("commands and links of documents", () => checkDocuments(files)),
    step("types, notebooks included", () => checkTypes(ROOT, notebooks, code)),
    step("doc examples", () => runExamples(library)),
  ]);
  const failed = counts.filter((count) => count > 0).length;
  console.log(`${counts.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
