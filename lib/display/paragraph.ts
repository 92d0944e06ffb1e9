import { createRequire } from "node:module";
import { root } from "./_html.ts";
import { type Displayable, displayable } from "./displayable.ts";

type MarkdownIt = { render(markdown: string): string };

let markdown: MarkdownIt | null = null;

/** Loaded at the first paragraph only: most cells have none. */
function renderer(): MarkdownIt {
  if (markdown) return markdown;
  const make = createRequire(import.meta.url)("markdown-it") as (options: object) => MarkdownIt;
  markdown = make({ html: false, linkify: false });
  return markdown;
}

/**
 * A paragraph of light Markdown: emphasis, lists, links; HTML in it is shown, not interpreted.
 *
 * @param text Markdown.
 * @returns A display whose text form is the Markdown itself.
 *
 * @example
 * ```ts
 * import { paragraph } from "./paragraph.ts";
 * import assert from "node:assert/strict";
 * assert.match(paragraph("**Total** <b>").toDisplay().html, /<strong>Total<\/strong> &lt;b&gt;/);
 * ```
 */
export function paragraph(text: string): Displayable {
  return displayable(() => ({ html: root(renderer().render(text)), text }));
}
