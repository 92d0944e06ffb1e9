import type { PennyEvent } from "../base/mod.ts";

/** The two forms of one display, and what it tells the runner. */
export interface DisplayContent {
  /** HTML without script; inline styles only. */
  readonly html: string;
  /** The same for a terminal: plain lines, no ANSI. */
  readonly text: string;
  /** Goes beside the visible form, for the runner alone. */
  readonly event?: PennyEvent;
}

/** What `show()` can display. */
export interface Displayable {
  /** Makes both forms; pure and synchronous. */
  toDisplay(): DisplayContent;
}

/** What a Deno kernel asks the last value of a cell for. */
const KERNEL_DISPLAY = Symbol.for("Jupyter.display");

/**
 * A display that also shows when it is the last value of a cell, without `show()`.
 *
 * @param toDisplay Makes both forms; pure and synchronous.
 * @returns A display.
 *
 * @example
 * ```ts
 * import { displayable } from "./displayable.ts";
 * import assert from "node:assert/strict";
 * const shown = displayable(() => ({ html: "<b>1</b>", text: "1" }));
 * assert.equal(shown.toDisplay().text, "1");
 * ```
 */
export function displayable(toDisplay: () => DisplayContent): Displayable {
  return withKernelDisplay({ toDisplay });
}

/**
 * Lets a value that can make its own display show as the last value of a cell. The event for the runner stays out: it goes
 * beside what `show()` sends.
 *
 * @param value Is changed.
 * @returns The same value.
 */
export function withKernelDisplay<T extends Displayable>(value: T): T {
  const display = () => {
    const { html, text } = value.toDisplay();
    return { "text/html": html, "text/plain": text };
  };
  return Object.defineProperty(value, KERNEL_DISPLAY, { value: display });
}

/**
 * Whether a value can make its own display.
 *
 * @param value Anything.
 * @returns True for an object with a `toDisplay` method.
 */
export function isDisplayable(value: unknown): value is Displayable {
  return typeof value === "object" && value !== null &&
    typeof (value as { toDisplay?: unknown }).toDisplay === "function";
}

/**
 * Several displays, one under the other, as one.
 *
 * @param parts What is shown, first on top; null entries are left out.
 * @returns One display; its event is the first one found.
 */
export function stack(parts: readonly (Displayable | null)[]): Displayable {
  return displayable(() => {
    const contents = parts.filter((part) => part !== null).map((part) => part.toDisplay());
    const event = contents.find((content) => content.event)?.event;
    return {
      html: contents.map((content) => content.html).join("\n"),
      text: contents.map((content) => content.text).join("\n\n"),
      ...(event ? { event } : {}),
    };
  });
}
