/** A command to run, and the folder and variables that it gets. */
export interface TeeOptions {
  /** Folder to run in. */
  readonly cwd: string;
  /** Variables added to those of this process. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Shows whole lines alone, so that several commands may be shown at once. @default false */
  readonly byLine?: boolean;
}

/** What a finished command wrote, both streams in the order of their arrival, and its exit status. */
export interface TeeOutput {
  readonly status: number;
  readonly text: string;
}

/** Shows a stream as it comes, or line by line, and keeps its text. */
async function pass(
  stream: ReadableStream<Uint8Array>,
  out: { writeSync(bytes: Uint8Array): number },
  { keep, byLine }: { keep: (text: string) => void; byLine: boolean },
): Promise<void> {
  let held = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    keep(text);
    held += text;
    const end = byLine ? held.lastIndexOf("\n") + 1 : held.length;
    write(out, held.slice(0, end));
    held = held.slice(end);
  }
  write(out, held);
}

function write(out: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += out.writeSync(bytes.subarray(at));
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
  const how = { keep, byLine: options.byLine ?? false };
  await Promise.all([
    pass(child.stdout, Deno.stdout, how),
    pass(child.stderr, Deno.stderr, how),
  ]);
  return { status: (await child.status).code, text: parts.join("") };
}
