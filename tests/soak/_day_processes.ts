import { join } from "node:path";

const KILOBYTE = 1024;

/** A process as Linux tells it; memory in bytes. */
export interface ProcessState {
  readonly pid: number;
  readonly parent: number;
  /** Arguments included. */
  readonly command: string;
  /** Resident memory. */
  readonly resident: number;
  /** Resident memory that is no file's and not shared. */
  readonly own: number;
}

/**
 * Looks at a process; Linux alone shows it.
 *
 * @param pid Which.
 * @returns Null when it is gone.
 */
export function processState(pid: number): ProcessState | null {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    // a process that is ending has no memory any more
    const of = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    if (/^State:\s+Z/m.test(status)) return null;
    const command = Deno.readTextFileSync(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
    return {
      ...{ pid, command, parent: of("PPid") },
      resident: of("VmRSS") * KILOBYTE,
      own: of("RssAnon") * KILOBYTE,
    };
  } catch {
    return null; // it ended in this instant
  }
}

/**
 * All processes below one.
 *
 * @param root Its id; it is not among them.
 */
export function descendants(root: number): ProcessState[] {
  const all = [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) =>
    pid > 0
  )
    .map(processState).filter((state) => state !== null);
  const found: ProcessState[] = [];
  const of = (parent: number) => {
    for (const state of all.filter((one) => one.parent === parent)) {
      found.push(state);
      of(state.pid);
    }
  };
  of(root);
  return found;
}

/**
 * What a process holds open.
 *
 * @param pid Which.
 * @returns Targets, such as `/tmp/a` or `socket:[42]`.
 */
export function openFiles(pid: number): string[] {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].flatMap(({ name }) => {
    try {
      return [Deno.readLinkSync(`/proc/${pid}/fd/${name}`)];
    } catch {
      return []; // closed in this instant
    }
  });
}

/** How much is below a folder. */
export interface FolderSize {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Counts what is below a folder.
 *
 * @param folder It may be missing.
 */
export async function folderSize(folder: string): Promise<FolderSize> {
  let [files, bytes] = [0, 0];
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  for (const { name, isDirectory } of entries) {
    const path = join(folder, name);
    const inside = isDirectory
      ? await folderSize(path)
      : { files: 1, bytes: await Deno.lstat(path).then(({ size }) => size, () => 0) };
    files += inside.files;
    bytes += inside.bytes;
  }
  return { files, bytes };
}
