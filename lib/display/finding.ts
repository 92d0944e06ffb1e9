import { callout, escapeHtml, root } from "./_html.ts";
import { type Displayable, displayable } from "./displayable.ts";

/** Something that states its own finding, such as the result of an analysis. */
export interface Finding {
  /** The sentence, with its number. */
  readonly finding: string;
}

/**
 * The sentence under a figure, set apart from the rest.
 *
 * @param sentence One French sentence with its number, or an object that carries it as `finding`.
 * @returns A display.
 *
 * @example
 * ```ts
 * import { finding } from "./finding.ts";
 * import assert from "node:assert/strict";
 * assert.equal(finding("18,4 % ont plus de 60 jours.").toDisplay().text, "=> 18,4 % ont plus de 60 jours.");
 * ```
 */
export function finding(sentence: string | Finding): Displayable {
  const text = typeof sentence === "string" ? sentence : sentence.finding;
  return displayable(() => ({
    html: root(callout(`<span style="font-size:14px">${escapeHtml(text)}</span>`, "blue")),
    text: `=> ${text}`,
  }));
}
