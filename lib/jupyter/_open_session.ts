import { budgetText } from "./budgets.ts";
import { KernelStartError } from "./errors.ts";
import type { ExecuteNotebookOptions } from "./notebook_execution.ts";
import { KernelSession } from "./session.ts";

/** The session that was given, started, or being started, within the start budget; one that comes later is ended. */
export async function openSession(
  given: ExecuteNotebookOptions["session"],
  limitMs: number | null,
): Promise<KernelSession> {
  if (given instanceof KernelSession) return given;
  const opening = given instanceof Promise ? given : KernelSession.start(given);
  if (limitMs === null) return await opening;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const passed = { name: "start", limitMs, killed: false } as const;
    late.reject(new KernelStartError(budgetText(passed), { retriable: true }));
  }, limitMs);
  try {
    return await Promise.race([opening, late.promise]);
  } catch (error) {
    endSession(opening);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Ends a session that nobody uses, once it has started. */
export function endSession(given: ExecuteNotebookOptions["session"]): void {
  if (!(given instanceof KernelSession || given instanceof Promise)) return;
  Promise.resolve(given).then((session) => session[Symbol.asyncDispose]()).catch(() => {
    // It did not start: nothing to end.
  });
}
