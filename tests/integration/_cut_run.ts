import { fileURLToPath } from "node:url";
import { awaitMoment, type CutSync, type PhaseMoment } from "./_cut_sync.ts";

const SCRIPT = fileURLToPath(new URL("./_cut_sync.ts", import.meta.url));
/** Enough for the slowest: who is not there by then hangs. */
const LIMIT_MS = 240_000;

/** When a process is met: so many milliseconds after its first phase, or in a phase. */
export type CutMoment = { readonly afterMs: number } | PhaseMoment;

/** What is done at that moment; null: nothing. */
export type Cut = { readonly moment: CutMoment; readonly act: "kill" | (() => Promise<void>) };

/** How a process ended. */
export interface CutRun {
  /** Null: it was killed. */
  readonly status: number | null;
  readonly stderr: string;
  /** The phase that it was in when it was cut; null: it had ended. */
  readonly met: string | null;
  /** Phases in the order in which they began. */
  readonly phases: readonly string[];
  /** Whether it went on after it had lost the warehouse. */
  readonly again: boolean;
  /** From its first phase to its end. */
  readonly ms: number;
}

/**
 * Runs one synchronisation in a process of its own.
 *
 * @param spec What it does.
 * @param cut When it is cut, and how.
 * @returns How it ended.
 */
export async function cutRun(
  spec: Omit<CutSync, "suicide">,
  cut: Cut | null = null,
): Promise<CutRun> {
  const aimed = cut !== null && "phase" in cut.moment ? cut.moment : null;
  // A kill that is aimed is done by the process itself: from outside it would come late.
  const suicide = cut?.act === "kill" ? aimed : null;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SCRIPT, JSON.stringify({ ...spec, suicide })],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const phases: string[] = [];
  const state = { begun: 0, ended: false, again: false, met: null as string | null };
  let acting: Promise<void> = Promise.resolve();
  const timers: ReturnType<typeof setTimeout>[] = [];
  const act = () => {
    if (state.ended || cut === null) return;
    if (cut.act === "kill") return child.kill("SIGKILL");
    state.met = phases.at(-1) ?? null;
    acting = cut.act();
  };
  const hear = awaitMoment(suicide === null ? aimed : null, act);
  const hung = setTimeout(() => child.kill("SIGABRT"), LIMIT_MS);
  const onLine = (line: string) => {
    if (line === "AGAIN") state.again = true;
    if (!line.startsWith("PHASE ")) return;
    const phase = line.slice("PHASE ".length);
    phases.push(phase);
    if (phases.length === 1) {
      state.begun = performance.now();
      if (cut !== null && aimed === null) timers.push(setTimeout(act, cut.moment.afterMs));
    }
    hear(phase);
  };
  const reading = eachLine(child.stdout, onLine);
  const { code, signal } = await child.status;
  state.ended = true;
  clearTimeout(hung);
  timers.forEach(clearTimeout);
  const ms = performance.now() - state.begun;
  await reading;
  await acting;
  if (signal === "SIGABRT") throw new Error(`it hangs in ${phases.at(-1)}: ${await stderr}`);
  const killed = signal === "SIGKILL";
  return {
    status: killed ? null : code,
    stderr: await stderr,
    met: killed ? phases.at(-1) ?? "start" : state.met,
    phases,
    again: state.again,
    ms,
  };
}

async function eachLine(
  stream: ReadableStream<Uint8Array>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  }
}
