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

/** Test files that run side by side, dealt out to some processes. */
interface Group {
  readonly suite: string;
  readonly folders: readonly string[];
  /** What Deno is told beside. */
  readonly flags: readonly string[];
  readonly processes: number;
}

const GROUPS: readonly Group[] = [
  {
    suite: "test",
    folders: ["lib", "scripts"],
    // A unit test that leaves a timer, a file or a connection open fails.
    flags: ["--sanitize-ops", "--sanitize-resources"],
    processes: 1,
  },
  {
    suite: "test",
    folders: ["tests/integration", "tests/conformance", "tests/golden"],
    flags: [],
    // These wait for servers, kernels and timers half of their time.
    processes: 2,
  },
  { suite: "e2e", folders: ["tests/e2e"], flags: [], processes: 1 },
];

/** A file or folder as the list of files writes it. */
function fromRoot(path: string): string {
  return relative(ROOT, resolve(path)).replaceAll("\\", "/");
}

function isBelow(file: string, folders: readonly string[]): boolean {
  return folders.some((one) => file === one || file.startsWith(`${one}/`));
}

/** Files in turn for each process; fewer processes where there are fewer files. */
function deal(files: readonly string[], processes: number): string[][] {
  const count = Math.min(processes, files.length);
  return Array.from({ length: count }, (_, at) => files.filter((_, i) => i % count === at));
}

/** For each group that has files among those asked for: the commands to run side by side. */
async function commands(suite: string, asked: readonly string[], flags: readonly string[]) {
  const files = (await listTree(ROOT)).filter((file) => file.endsWith("_test.ts"));
  return GROUPS.filter((group) => asked.length > 0 || group.suite === suite)
    .map((group) => ({
      group,
      chosen: files.filter((file) =>
        isBelow(file, group.folders) && (asked.length === 0 || isBelow(file, asked))
      ),
    }))
    .map(({ group, chosen }) =>
      deal(chosen, group.processes).map((some) => [
        ...[Deno.execPath(), "test", "-A", "--no-prompt"],
        ...[...group.flags, ...flags, ...some],
      ])
    )
    .filter((sideBySide) => sideBySide.length > 0);
}

/** Runs commands side by side; their lines come whole, as they come. */
async function runSideBySide(
  sideBySide: readonly (readonly string[])[],
  env: Record<string, string>,
): Promise<Tally> {
  const outputs = sideBySide.map((command) => tee(command, { cwd: ROOT, env, byLine: true }));
  const tallies = (await Promise.all(outputs)).map(({ text, status }) =>
    readDenoSummary(text, status)
  );
  return sumTallies(tallies);
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
    for (const sideBySide of runs) tallies.push(await runSideBySide(sideBySide, env));
    return sumTallies(tallies);
  });
  console.log(formatTally(tally));
  return tally.failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
