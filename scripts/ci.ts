import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EMPTY_TALLY, formatTally, readClosingLine, sumTallies } from "./_test/tally.ts";
import type { Tally } from "./_test/tally.ts";
import { tee } from "./_test/tee.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** The command that README.md tells people to type; the gate runs this very text. */
export const TEST_COMMAND = "npx -y deno@2.9.6 task test";

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

function readmeCommand(): string[] {
  const [program, ...args] = TEST_COMMAND.split(" ");
  return [Deno.build.os === "windows" ? `${program}.cmd` : program!, ...args];
}

function steps(withBrowser: boolean): Step[] {
  const task = (name: string) => [Deno.execPath(), "task", name];
  return [
    { name: "static gate", command: task("check") },
    { name: TEST_COMMAND, command: readmeCommand() },
    { name: "short soak", command: [...task("test:soak"), "kills", "--kills", "12"] },
    ...(withBrowser ? [{ name: "browser tests", command: task("test:e2e") }] : []),
  ];
}

async function runStep({ name, command }: Step): Promise<Tally> {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const { status, text } = await tee(command, { cwd: ROOT, env: { CI: "true" } });
  const tally = readClosingLine(text, status);
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(`== ${name}: ${formatTally(tally)}, ${seconds} s`);
  return tally;
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { "no-browser": { type: "boolean", default: false } },
  });
  const tallies: Tally[] = [EMPTY_TALLY];
  for (const step of steps(!values["no-browser"])) tallies.push(await runStep(step));
  const total = sumTallies(tallies);
  console.log(`\n${formatTally(total)}`);
  return total.failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
