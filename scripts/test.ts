import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listTree } from "./_check/tree.ts";
import { formatTally, readDenoSummary, sumTallies } from "./_test/tally.ts";
import type { Tally } from "./_test/tally.ts";
import { tee } from "./_test/tee.ts";
import { withTestHome } from "./_test/test_home.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const USAGE = "usage: deno task test [--filter TEXT] [FILE or FOLDER...] | deno task test:e2e";

/** Test files that run in one process. */
interface Group {
  readonly suite: string;
  readonly folders: readonly string[];
  /** What Deno is told beside. */
  readonly flags: readonly string[];
}

const GROUPS: readonly Group[] = [
  // A unit test that leaves a timer, a file or a connection open fails.
  { suite: "test", folders: ["lib", "scripts"], flags: ["--sanitize-ops", "--sanitize-resources"] },
  { suite: "test", folders: ["tests/integration", "tests/conformance", "tests/golden"], flags: [] },
  { suite: "e2e", folders: ["tests/e2e"], flags: [] },
];

/** A file or folder as the list of files writes it. */
function fromRoot(path: string): string {
  return relative(ROOT, resolve(path)).replaceAll("\\", "/");
}

function isBelow(file: string, folders: readonly string[]): boolean {
  return folders.some((one) => file === one || file.startsWith(`${one}/`));
}

/** The command of each group that has files among those asked for. */
async function commands(suite: string, asked: readonly string[], flags: readonly string[]) {
  const files = (await listTree(ROOT)).filter((file) => file.endsWith("_test.ts"));
  return GROUPS.filter((group) => asked.length > 0 || group.suite === suite)
    .map((group) => ({
      group,
      chosen: files.filter((file) =>
        isBelow(file, group.folders) && (asked.length === 0 || isBelow(file, asked))
      ),
    }))
    .filter(({ chosen }) => chosen.length > 0)
    .map(({ group, chosen }) => [
      ...[Deno.execPath(), "test", "-A", "--no-prompt"],
      ...[...group.flags, ...flags, ...chosen],
    ]);
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { suite: { type: "string", default: "test" }, filter: { type: "string" } },
  });
  const filter = values.filter === undefined ? [] : ["--filter", values.filter];
  const runs = await commands(values.suite, positionals.map(fromRoot), filter);
  if (runs.length === 0) {
    console.error(`[ERREUR] no test file: ${positionals.join(", ") || values.suite}; ${USAGE}`);
    return 2;
  }
  const tally = await withTestHome(async (env) => {
    const tallies: Tally[] = [];
    for (const command of runs) {
      const { status, text } = await tee(command, { cwd: ROOT, env });
      tallies.push(readDenoSummary(text, status));
    }
    return sumTallies(tallies);
  });
  console.log(formatTally(tally));
  return tally.failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
