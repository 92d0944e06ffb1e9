import { fileURLToPath } from "node:url";
import { awaitMoment, type CutSync, type PhaseMoment } from "./_cut_sync.ts";
import { eachLine } from "./lines_of.ts";

const SCRIPT = fileURLToPath(new URL("./_cut_sync.ts", import.meta.url));
/** Enough for the slowest: who is not there by then hangs. */
const LIMIT_MS = 240_000;

/** When a process is met: so many milliseconds after its first phase, or in a phase. */
export type CutMoment = { readonly afterMs: number } | PhaseMoment;

/** Phases of a synchronisation, each with the moment when it began, in milliseconds; the last one is its end. */
export type Known = readonly { readonly phase: string; readonly at: number }[];

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
  readonly phases: Known;
  /** Whether it went on after it had lost the warehouse. */
  readonly again: boolean;
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
  const begun = performance.now();
  const stderr = new Response(child.stderr).text();
  const phases: { phase: string; at: number }[] = [];
  const met = () => phases.at(-1)?.phase ?? null;
  const state = { ended: false, again: false, met: null as string | null };
  let acting: Promise<void> = Promise.resolve();
  const timers: ReturnType<typeof setTimeout>[] = [];
  const act = () => {
    if (state.ended || cut === null) return;
    if (cut.act === "kill") return child.kill("SIGKILL");
    state.met = met();
    acting = cut.act();
  };
  const hear = awaitMoment(suicide === null ? aimed : null, act);
  const hung = setTimeout(() => child.kill("SIGABRT"), LIMIT_MS);
  const onLine = (line: string) => {
    if (line === "AGAIN") state.again = true;
    if (!line.startsWith("PHASE ")) return;
    const phase = line.slice("PHASE ".length);
    if (phases.length === 0 && cut !== null && aimed === null) {
      timers.push(setTimeout(act, cut.moment.afterMs));
    }
    phases.push({ phase, at: performance.now() - begun });
    hear(phase);
  };
  const reading = eachLine(child.stdout, onLine);
  const { code, signal } = await child.status;
  state.ended = true;
  clearTimeout(hung);
  timers.forEach(clearTimeout);
  await reading;
  await acting;
  if (signal === "SIGABRT") throw new Error(`it hangs in ${met()}: ${await stderr}`);
  const killed = signal === "SIGKILL";
  return {
    status: killed ? null : code,
    stderr: await stderr,
    met: killed ? met() ?? "start" : state.met,
    phases,
    again: state.again,
  };
}
