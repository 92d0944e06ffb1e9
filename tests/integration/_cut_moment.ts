import type { Random } from "../../lib/sandbox/prng.ts";
import type { CutMoment, Known } from "./_cut_run.ts";

/** How long a first load may be waited for before one is known. */
const FIRST_MS = 4_000;
/** The share of the phases of the last synchronisation after which a moment has come in any case. */
const LATEST = 0.97;
/** Some statements of a phase take a few milliseconds. */
const LONGEST_WAIT_MS = 8;

/**
 * Draws a moment of a synchronisation: half of them anywhere in the time that it takes, half in any phase, so that short ones are
 * met too. A moment of time is told by its phase, since another process may be faster or slower.
 *
 * @param random What draws.
 * @param known The last one of the same kind; null: none.
 */
export function drawMoment(random: Random, known: Known | null): CutMoment {
  if (known === null) return { afterMs: random.unit() * FIRST_MS };
  // The next synchronisation may have fewer phases: what it has not come to is met in the end.
  const inAll = Math.ceil(known.length * LATEST);
  const count = (phase: string, upTo = known.length) =>
    known.slice(0, upTo).filter((one) => one.phase === phase).length;
  if (random.chance(0.5)) {
    const phases = [...new Set(known.slice(0, -1).map((one) => one.phase))];
    // Reading either source and publishing, each as often: publishing alone is short.
    const area = random.pick([...new Set(phases.map(areaOf))]);
    const phase = random.pick(phases.filter((one) => areaOf(one) === area));
    const afterMs = random.chance(0.4) ? 0 : random.unit() * LONGEST_WAIT_MS;
    return { phase, nth: random.int(1, count(phase)), inAll, afterMs };
  }
  const begin = known[0]!.at;
  const at = begin + random.unit() * (known.at(-1)!.at - begin);
  const index = known.findLastIndex((one) => one.at <= at);
  const { phase, at: begun } = known[index]!;
  return { phase, nth: count(phase, index + 1), inAll, afterMs: at - begun };
}

function areaOf(phase: string): string {
  return phase.split(" ")[0]!;
}
