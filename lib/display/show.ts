import { UsageError } from "../base/mod.ts";
import type { Column } from "../domains/mod.ts";
import { type Frame, isFrame } from "./_frame.ts";
import { change } from "./change.ts";
import { columnsTable } from "./columns_table.ts";
import { type Displayable, isDisplayable } from "./displayable.ts";
import { type DisplaySink, emit } from "./emit.ts";
import { elementFigure, isElement, type SvgLike } from "./element_figure.ts";
import { type Finding, finding } from "./finding.ts";
import { frameTable, type FrameTableOptions } from "./frame_table.ts";
import { paragraph } from "./paragraph.ts";
import { profile } from "./profile.ts";

/** What `show()` takes. */
export type Showable = Frame | Displayable | SvgLike | string;

/** Options of {@link show}; those of a table count for frames alone. */
export interface ShowOptions extends FrameTableOptions {
  /** Where to. @default the notebook; outside a notebook the console, which gets the text form */
  readonly sink?: DisplaySink;
}

/** The function `show`, with its variants. */
export interface Show {
  (value: Showable, options?: ShowOptions): void;
  /** The columns of a domain: label, name, type, source, description. */
  columns(columns: readonly Column[], options?: { readonly sink?: DisplaySink }): void;
  /** What each column of a frame holds. */
  profile(
    frame: Frame,
    columns?: readonly Column[],
    options?: { readonly sink?: DisplaySink },
  ): void;
  /** What a transform changes in a frame; throws `DataError` if it does not return a frame. */
  change(
    before: Frame,
    transform: (frame: Frame) => Frame,
    columns?: readonly Column[],
    options?: { readonly sink?: DisplaySink },
  ): void;
  /** The sentence under a figure. */
  finding(sentence: string | Finding, options?: { readonly sink?: DisplaySink }): void;
}

/**
 * Shows a value where the reader is: in a notebook as HTML, several times per cell, in order and without `await`; outside
 * a notebook as text on the console.
 *
 * @param value A frame, something with `toDisplay()`, an element drawn by Plot, or a paragraph of light Markdown.
 * @param options For frames: labels, size of the whole, rows shown.
 * @throws {UsageError} If the value is none of these; a promise is told apart, its remedy is `await`.
 *
 * @example
 * ```ts
 * import { show } from "./show.ts";
 * import assert from "node:assert/strict";
 * const texts: unknown[] = [];
 * show("Bonjour", { sink: { send: (bundle) => texts.push(bundle["text/plain"]) } });
 * assert.deepEqual(texts, ["Bonjour"]);
 * ```
 */
export const show: Show = Object.assign(
  (value: Showable, options: ShowOptions = {}) => {
    emit(displayableOf(value, options).toDisplay(), options.sink);
  },
  {
    columns: (columns: readonly Column[], options: { readonly sink?: DisplaySink } = {}) =>
      emit(columnsTable(columns).toDisplay(), options.sink),
    profile: (
      frame: Frame,
      columns?: readonly Column[],
      options: { readonly sink?: DisplaySink } = {},
    ) => emit(profile(frame, columns ? { columns } : {}).toDisplay(), options.sink),
    change: (
      before: Frame,
      transform: (frame: Frame) => Frame,
      columns?: readonly Column[],
      options: { readonly sink?: DisplaySink } = {},
    ) => emit(change(before, transform, columns).toDisplay(), options.sink),
    finding: (sentence: string | Finding, options: { readonly sink?: DisplaySink } = {}) =>
      emit(finding(sentence).toDisplay(), options.sink),
  },
);

/** The display of whatever `show()` was given. */
function displayableOf(value: unknown, options: FrameTableOptions): Displayable {
  if (typeof value === "string") return paragraph(value);
  if (isDisplayable(value)) return value;
  if (isFrame(value)) return frameTable(value, options);
  if (isElement(value)) return elementFigure(value);
  const isPromise = typeof (value as { then?: unknown } | null)?.then === "function";
  throw new UsageError(
    isPromise
      ? "Impossible d'afficher « une promesse » : sa valeur n'est pas encore là ; écrivez show(await …)"
      : `Impossible d'afficher « ${nameOf(value)} » : ce n'est ni un tableau, ni une figure, ` +
        "ni un texte ; donnez un de ceux-là, ou console.log(…) pour le voir tel quel",
  );
}

/** What a value is, without its content. */
function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? value.constructor?.name ?? "objet" : typeof value;
}
