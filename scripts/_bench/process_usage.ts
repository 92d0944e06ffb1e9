/** What some processes, their children included, have used so far. */
export interface ProcessUsage {
  /** Processor time of all of them and of children that have ended, in seconds. */
  readonly cpuSeconds: number;
  /** Memory that they hold now, in bytes; pages that they share count for each. */
  readonly residentBytes: number;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** In ticks, ended children included. */
  readonly ticks: number;
  readonly residentBytes: number;
}

/** Linux tells both in these units on every machine that Deno runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/**
 * Reads what processes have used, from `/proc`.
 *
 * @param roots Ids of processes; their children count with them, each once.
 * @returns By root, in order; null where the system has no `/proc`.
 */
export async function processUsage(roots: readonly number[]): Promise<ProcessUsage[] | null> {
  const all = await readProcesses();
  if (all === null) return null;
  const children = Map.groupBy(all, ({ parent }) => parent);
  const own = new Map(all.map((one) => [one.pid, one]));
  return roots.map((root) => {
    const family = familyOf(root, { own, children });
    return {
      cpuSeconds: family.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND,
      residentBytes: family.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
    };
  });
}

function familyOf(
  root: number,
  { own, children }: {
    readonly own: ReadonlyMap<number, Process>;
    readonly children: ReadonlyMap<number, readonly Process[]>;
  },
): Process[] {
  const found = own.get(root);
  const family = found === undefined ? [] : [found];
  // grows while it is walked
  for (const { pid } of family) family.push(...children.get(pid) ?? []);
  return family;
}

async function readProcesses(): Promise<Process[] | null> {
  if (Deno.build.os !== "linux") return null;
  const found: Process[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const text = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => null);
    // one that has just ended
    if (text !== null) found.push(parseStat(Number(name), text));
  }
  return found;
}

/** The name of the program stands in parentheses and may hold anything. */
function parseStat(pid: number, text: string): Process {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const number = (index: number) => Number(fields[index]);
  return {
    pid,
    parent: number(1),
    ticks: number(11) + number(12) + number(13) + number(14),
    residentBytes: number(21) * PAGE_BYTES,
  };
}
