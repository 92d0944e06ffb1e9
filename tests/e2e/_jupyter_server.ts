import type { Workbench } from "./_workbench.ts";

/** A running Jupyter Notebook. */
export interface JupyterServer extends AsyncDisposable {
  /** Address of a notebook of the workbench, with the token. */
  urlOf(notebook: string): string;
}

const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 15_000;

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Reads until `sign` appears; keeps reading afterwards, so that the writer never blocks. */
function waitForText(stream: ReadableStream<Uint8Array>, sign: string): Promise<void> {
  return new Promise((found, failed) => {
    let text = "";
    const timer = setTimeout(
      () => failed(new Error(`Jupyter was not ready within ${READY_WITHIN_MS} ms:\n${text}`)),
      READY_WITHIN_MS,
    );
    (async () => {
      for await (const part of stream.pipeThrough(new TextDecoderStream())) {
        text = `${text}${part}`.slice(-20_000);
        if (text.includes(sign)) {
          clearTimeout(timer);
          found();
        }
      }
      clearTimeout(timer);
      failed(new Error(`Jupyter ended before it was ready:\n${text}`));
    })().catch(failed);
  });
}

async function stop(child: Deno.ChildProcess): Promise<void> {
  const kill = (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch (error) {
      // It ended by itself: that is what was wanted.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  kill("SIGTERM");
  const timer = setTimeout(() => kill("SIGKILL"), STOPPED_WITHIN_MS);
  await child.status;
  clearTimeout(timer);
}

/**
 * Starts Jupyter Notebook on loopback, on a port and with a token of its own.
 *
 * @param jupyter Absolute path of `jupyter-notebook`.
 * @param bench Folders and variables.
 * @returns The server; disposing of it ends it and its kernels.
 */
export async function startJupyter(jupyter: string, bench: Workbench): Promise<JupyterServer> {
  const port = freePort();
  const token = crypto.randomUUID();
  const options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port-retries=0"];
  const child = new Deno.Command(jupyter, {
    args: [...options, `--port=${port}`, `--NotebookApp.token=${token}`],
    cwd: bench.notebooks,
    env: bench.env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  try {
    await waitForText(child.stderr, `127.0.0.1:${port}/?token=`);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return {
    urlOf: (name) =>
      `http://127.0.0.1:${port}/notebooks/${encodeURIComponent(name)}?token=${token}`,
    [Symbol.asyncDispose]: () => stop(child),
  };
}
