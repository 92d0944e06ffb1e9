/** MIME type under which the prelude reports what the kernel would swallow. */
export const FAULT_MIME = "application/vnd.penny.kernel-fault+json";

/**
 * What every kernel runs before its first cell: it ends the kernel with its parent, and reports rejected promises that
 * nobody awaits and errors of timers, which the kernel swallows while it answers "ok".
 */
export const PRELUDE = `(() => {
  const { broadcast } = Deno.jupyter;
  const report = (event, error) => {
    event.preventDefault();
    const fault = error instanceof Error
      ? { ename: String(error.name), evalue: String(error.message), stack: String(error.stack ?? "") }
      : { ename: "Error", evalue: String(error), stack: "" };
    const content = { data: { ${JSON.stringify(FAULT_MIME)}: fault }, metadata: {}, transient: {} };
    broadcast("display_data", content);
  };
  addEventListener("unhandledrejection", (event) => report(event, event.reason));
  addEventListener("error", (event) => report(event, event.error));
})(); undefined`;
