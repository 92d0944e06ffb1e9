/** A text of nbformat: one string, or lines that are joined. */
export type MultilineText = string | readonly string[];

/** An output of a code cell, as nbformat 4 holds it; only what a page shows. */
export interface PageOutput {
  readonly output_type: string;
  /** Stream: `stdout` or `stderr`. */
  readonly name?: string;
  readonly text?: MultilineText;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
}

/** A cell, as nbformat 4 holds it; only what a page shows. */
export interface PageCell {
  readonly cell_type: string;
  readonly source: MultilineText;
  readonly execution_count?: number | null;
  readonly outputs?: readonly PageOutput[];
}

/** A notebook, as nbformat 4 holds it; only what a page shows. */
export interface PageNotebook {
  readonly cells: readonly PageCell[];
}

/** A link to another page of the run. */
export interface PageLink {
  /** File name. */
  readonly href: string;
  readonly title: string;
}

/**
 * Joins a text of nbformat.
 *
 * @param text One string, or lines.
 * @returns One string.
 */
export function joinText(text: MultilineText | undefined): string {
  return typeof text === "string" ? text : (text ?? []).join("");
}
