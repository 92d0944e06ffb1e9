/** Exit status of a run that was interrupted. */
export const INTERRUPTED_STATUS = 130;

/** Milliseconds within which a second signal is taken for the first one. */
const ECHO_MS = 1000;

/**
 * Signals by which people and systems end a command.
 *
 * @param os As in `Deno.build.os`. @default the running one
 * @returns Those that this system knows.
 */
function interruptSignals(os: string = Deno.build.os): Deno.Signal[] {
  return os === "windows" ? ["SIGINT", "SIGBREAK", "SIGHUP"] : ["SIGINT", "SIGTERM", "SIGHUP"];
}

/** A watch over the signals that end a command. */
export interface InterruptWatch extends Disposable {
  /** Aborted by the first signal; a second one ends the process at once. */
  readonly signal: AbortSignal;
}

/**
 * Watches for Ctrl-C and its like, so that a run can end in order.
 *
 * @param exit Ends the process, on a second signal. @default Deno.exit
 * @returns A watch; disposing of it gives the signals back.
 */
export function watchInterrupt(exit: (status: number) => void = Deno.exit): InterruptWatch {
  const controller = new AbortController();
  let firstAt = 0;
  const onSignal = () => {
    // one Ctrl-C can arrive twice: from the terminal, and passed on by `deno task`
    if (controller.signal.aborted && performance.now() - firstAt > ECHO_MS) {
      exit(INTERRUPTED_STATUS);
    }
    if (!controller.signal.aborted) firstAt = performance.now();
    controller.abort();
  };
  const signals = interruptSignals();
  for (const signal of signals) Deno.addSignalListener(signal, onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const signal of signals) Deno.removeSignalListener(signal, onSignal);
    },
  };
}
