import { PennyError } from "../base/mod.ts";
import type { Redactor } from "./redact.ts";
import type { RunFolder } from "./run_folder.ts";
import type { PreparedNotebooks, RunTools } from "./run_request.ts";
import type { RunView } from "./run_view.ts";

/** What {@linkcode prepareOrLeave} works with. */
export interface PrepareOptions {
  readonly tools: RunTools;
  readonly view: RunView;
  /** Takes out the secrets that are known so far. */
  readonly masked: Redactor;
}

/**
 * Waits for the preparation of a run; when it fails or the user ends it, the empty folder of the run goes too.
 *
 * @param folder Of the run.
 * @param options Of the run.
 * @returns What the notebooks need; null when the user has left.
 * @throws What the preparation throws, without secrets.
 */
export async function prepareOrLeave(
  folder: RunFolder,
  { tools, view, masked }: PrepareOptions,
): Promise<PreparedNotebooks | null> {
  const interrupted = Promise.withResolvers<null>();
  const onAbort = () => interrupted.resolve(null);
  tools.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const preparing = tools.prepare(
      folder.runId,
      (text) => view.note(masked.text(`[INFO] ${text}`)),
    );
    preparing.catch(() => {
      // told below, unless the user has left meanwhile
    });
    const prepared = await Promise.race([preparing, interrupted.promise]);
    if (prepared === null) await Deno.remove(folder.path, { recursive: true });
    return prepared;
  } catch (error) {
    await Deno.remove(folder.path, { recursive: true });
    if (error instanceof PennyError) error.message = masked.text(error.message);
    throw error;
  } finally {
    tools.signal.removeEventListener("abort", onAbort);
  }
}
