/** How {@linkcode openJupyter} runs commands; for tests. */
export interface OpenJupyterOptions {
  /** Folder shown by Jupyter, absolute. */
  readonly folder: string;
  /** Whether a command ends with success. @default runs it, without output */
  readonly works?: (command: string, args: readonly string[]) => Promise<boolean>;
  /** Runs a command in the foreground and answers its status. @default with the console of this process */
  readonly run?: (command: string, args: readonly string[]) => Promise<number>;
}

/** What to tell where Jupyter is not installed. */
export const WITHOUT_JUPYTER = [
  "[INFO] Jupyter n'est pas installé sur cette machine. Deux façons d'ouvrir les carnets :",
  "  - VS Code : installez les extensions « Jupyter » et « Deno », ouvrez un carnet, choisissez le noyau « Deno (Penny) ».",
  "  - JupyterLab Desktop : installez-le, ouvrez ce dossier, choisissez le noyau « Deno (Penny) ».",
];

const FRONT_ENDS = ["lab", "notebook"];

/**
 * Opens JupyterLab, else Jupyter Notebook, on the loopback address, until the user ends it.
 *
 * @param options The folder to show.
 * @returns Its exit status; null when neither is installed.
 */
export async function openJupyter(options: OpenJupyterOptions): Promise<number | null> {
  const { folder, works = commandWorks, run = runInForeground } = options;
  for (const frontEnd of FRONT_ENDS) {
    if (!await works("jupyter", [frontEnd, "--version"])) continue;
    return await run("jupyter", [
      ...[frontEnd, "--ip=127.0.0.1", `--notebook-dir=${folder}`],
      ...asRoot() ? ["--allow-root"] : [],
    ]);
  }
  return null;
}

/** Jupyter refuses root unless told so; a container has often no other user. */
function asRoot(): boolean {
  return Deno.build.os !== "windows" && Deno.uid() === 0;
}

async function commandWorks(command: string, args: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, {
      args: [...args],
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    // not installed, or not on PATH
    return false;
  }
}

async function runInForeground(command: string, args: readonly string[]): Promise<number> {
  const child = new Deno.Command(command, { args: [...args] }).spawn();
  const leaveToJupyter = () => {
    // Ctrl-C also reaches Jupyter, which asks before it ends
  };
  const passOn = () => child.kill("SIGTERM");
  const terminates = Deno.build.os !== "windows";
  Deno.addSignalListener("SIGINT", leaveToJupyter);
  if (terminates) Deno.addSignalListener("SIGTERM", passOn);
  try {
    return (await child.status).code;
  } finally {
    Deno.removeSignalListener("SIGINT", leaveToJupyter);
    if (terminates) Deno.removeSignalListener("SIGTERM", passOn);
  }
}
