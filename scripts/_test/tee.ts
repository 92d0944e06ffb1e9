/** A command to run, and the folder and variables that it gets. */
export interface TeeOptions {
  /** Folder to run in. */
  readonly cwd: string;
  /** Variables added to those of this process. @default none */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a finished command wrote, both streams in the order of their arrival, and its exit status. */
export interface TeeOutput {
  readonly status: number;
  readonly text: string;
}

async function pass(
  stream: ReadableStream<Uint8Array>,
  out: { writeSync(bytes: Uint8Array): number },
  keep: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    for (let at = 0; at < bytes.length;) at += out.writeSync(bytes.subarray(at));
    keep(decoder.decode(bytes, { stream: true }));
  }
}

/**
 * Runs a command without colours and without input, shows what it writes as it comes, and keeps it.
 *
 * @param command Program, then its arguments.
 * @param options Where and with what.
 * @returns Status and text.
 */
export async function tee(command: readonly string[], options: TeeOptions): Promise<TeeOutput> {
  const child = new Deno.Command(command[0]!, {
    args: command.slice(1),
    cwd: options.cwd,
    env: { NO_COLOR: "1", ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const parts: string[] = [];
  const keep = (text: string) => void parts.push(text);
  await Promise.all([
    pass(child.stdout, Deno.stdout, keep),
    pass(child.stderr, Deno.stderr, keep),
  ]);
  return { status: (await child.status).code, text: parts.join("") };
}
