import type { NotebookStatus } from "./types.ts";

/** What an executed copy says about its run, under `metadata.penny`. */
export interface CopyMark {
  readonly runId: string;
  readonly status: NotebookStatus | "running";
  readonly fingerprint: string;
  readonly startedAt: string;
  /** When this was written. */
  readonly savedAt: string;
  readonly deno: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Code cells that ran to their end. */
  readonly cellsDone: number;
  readonly reason: string | null;
}

/** What {@linkcode markCopy} needs of a notebook. */
export interface MarkableNotebook {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly unknown[];
}

/**
 * A copy that says which run it comes from and how far it got; one that did not end well says so in its first cell too.
 *
 * @param notebook As executed so far; not changed.
 * @param mark What to say.
 * @returns A new notebook.
 */
export function markCopy<N extends MarkableNotebook>(notebook: N, mark: CopyMark): N {
  const metadata = { ...notebook.metadata, penny: mark };
  const banner = bannerText(mark);
  if (banner === null) return { ...notebook, metadata };
  const cell = { cell_type: "markdown", id: "penny-etat", metadata: {}, source: banner };
  return { ...notebook, metadata, cells: [cell, ...notebook.cells] };
}

function bannerText({ status, reason }: CopyMark): string | null {
  if (status !== "failed" && status !== "interrupted") return null;
  const word = status === "failed"
    ? "[ERREUR] Ce carnet a échoué"
    : "[INFO] Ce carnet a été interrompu";
  return `**${word}.** ${(reason ?? "").replaceAll(/([\\`*_{}[\]<>#|])/g, "\\$1")}`.trim();
}
