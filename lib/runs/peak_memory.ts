/**
 * The largest resident memory that a process has had so far.
 *
 * @param pid Of a running process.
 * @returns Bytes; null where the system does not tell it (only Linux does), or once the process has ended.
 */
export function peakMemory(pid: number): number | null {
  if (Deno.build.os !== "linux") return null;
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))
      ?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    // it has just ended
    return null;
  }
}
