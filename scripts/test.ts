import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listTree } from "./_check/tree.ts";
import { formatTally, readDenoSummary } from "./_test/tally.ts";
import { tee } from "./_test/tee.ts";
import { withTestHome } from "./_test/test_home.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const USAGE = "usage: deno task test [--filter TEXT] [FILE or FOLDER...] | deno task test:e2e";

/** Folders of each suite, and what Deno is told beside. */
const SUITES: Readonly<Record<string, { folders: readonly string[]; flags: readonly string[] }>> = {
  test: {
    folders: ["lib", "scripts", "tests/integration", "tests/golden"],
    // A test that leaves a connection, a file or a process open fails.
    flags: ["--sanitize-ops", "--sanitize-resources"],
  },
  e2e: { folders: ["tests/e2e"], flags: [] },
};

async function testFiles(folders: readonly string[]): Promise<string[]> {
  const files = (await listTree(ROOT)).filter((file) => file.endsWith("_test.ts"));
  return files.filter((file) => folders.some((one) => file === one || file.startsWith(`${one}/`)));
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { suite: { type: "string", default: "test" }, filter: { type: "string" } },
  });
  const asked = positionals.map((path) => path.replaceAll("\\", "/").replace(/\/$/, ""));
  const { folders, flags } = SUITES[values.suite] ?? { folders: [], flags: [] };
  const files = await testFiles(asked.length > 0 ? asked : folders);
  if (files.length === 0) {
    console.error(`[ERREUR] no test file here: ${asked.join(", ") || values.suite}; ${USAGE}`);
    return 2;
  }
  const filter = values.filter === undefined ? [] : ["--filter", values.filter];
  const command = [Deno.execPath(), "test", "-A", "--no-prompt", ...flags, ...filter, ...files];
  const { status, text } = await withTestHome((env) => tee(command, { cwd: ROOT, env }));
  const tally = readDenoSummary(text, status);
  console.log(formatTally(tally));
  return tally.failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
