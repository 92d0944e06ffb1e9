import process from "node:process";

/**
 * Whether a process of this machine still runs.
 *
 * @param pid Process id.
 * @returns False when no such process exists; true also for a process of another user.
 */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === "EPERM";
  }
}
