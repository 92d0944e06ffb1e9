/** What a finished `deno` command said. */
export interface DenoOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command of the Deno that runs this script, without colours.
 *
 * @param args Arguments after `deno`.
 * @param cwd Folder to run in.
 * @returns Its exit status and all it wrote.
 */
export async function runDeno(args: readonly string[], cwd: string): Promise<DenoOutput> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
