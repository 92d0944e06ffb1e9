import { join } from "node:path";
import type { Account } from "./_account.ts";

/** What every call of a PostgreSQL program shares. */
export interface Programs {
  /** Folder that holds `bin`. */
  readonly pgsql: string;
  /** Working folder; the account must be able to enter it. */
  readonly folder: string;
  readonly account: Account | null;
}

/** Messages in English, whatever the system's language: they are matched. */
const ENVIRONMENT = { LC_ALL: "C", LC_MESSAGES: "C", LANG: "C" };

/**
 * Runs `initdb` or `pg_ctl` to its end.
 *
 * @param programs Where they are and who runs them.
 * @param name Program.
 * @param args Arguments, passed without a shell.
 * @returns Exit code and, unless the output is detached, what it said.
 */
export async function runProgram(
  programs: Programs,
  name: "initdb" | "pg_ctl",
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  // The server that pg_ctl leaves behind must hold no handle of ours, or whoever reads our output would wait for it.
  const stdio = name === "pg_ctl" ? "null" : "piped";
  const suffix = Deno.build.os === "windows" ? ".exe" : "";
  const child = await new Deno.Command(join(programs.pgsql, "bin", `${name}${suffix}`), {
    args: [...args],
    cwd: programs.folder,
    env: ENVIRONMENT,
    stdin: "null",
    stdout: stdio,
    stderr: stdio,
    ...(programs.account ?? {}),
  }).output();
  const decoder = new TextDecoder();
  const output = stdio === "null"
    ? ""
    : decoder.decode(child.stdout) + decoder.decode(child.stderr);
  return { code: child.code, output };
}
