import MarkdownIt from "markdown-it";

/** A heading of a markdown text. */
export interface Heading {
  /** 1 to 6. */
  readonly level: number;
  readonly text: string;
  /** Anchor within the page. */
  readonly id: string;
}

/** Options of {@linkcode renderMarkdown}. */
export interface MarkdownOptions {
  /** Anchors already taken in the page; new ones are added. */
  readonly anchors?: Set<string>;
  /** File names of the pages of the run: links to their notebooks become links to the pages. */
  readonly pages?: ReadonlySet<string>;
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

/**
 * Markdown as HTML, with anchors on its headings; HTML within the markdown is shown as text.
 *
 * @param source Markdown.
 * @param options Anchors and pages of the run.
 * @returns The HTML and the headings, in order.
 */
export function renderMarkdown(
  source: string,
  { anchors = new Set(), pages = new Set() }: MarkdownOptions = {},
): { readonly html: string; readonly headings: readonly Heading[] } {
  const tokens = markdown.parse(source, {});
  const headings: Heading[] = [];
  tokens.forEach((token, index) => {
    if (token.type === "heading_open") {
      const text = plainText(tokens[index + 1]?.children ?? []);
      const id = freeAnchor(text, anchors);
      token.attrSet("id", id);
      headings.push({ level: Number(token.tag.slice(1)), text, id });
    }
    for (const child of token.children ?? []) {
      if (child.type === "link_open") linkToPage(child, pages);
    }
  });
  return { html: markdown.renderer.render(tokens, markdown.options, {}), headings };
}

type Token = ReturnType<typeof markdown.parse>[number];

function plainText(tokens: readonly Token[]): string {
  return tokens.map((token) => token.children ? plainText(token.children) : token.content).join("");
}

function linkToPage(token: Token, pages: ReadonlySet<string>): void {
  const href = String(token.attrGet("href") ?? "");
  const page = decodeURIComponentOr(href).replace(/^(?:\.\/)?([^/#]+)\.ipynb(#.*)?$/, "$1.html$2");
  const file = page.replace(/#.*$/, "");
  if (page === href || !pages.has(file)) return;
  token.attrSet("href", encodeURIComponent(file) + page.slice(file.length));
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // not an encoded address: taken as it is
    return text;
  }
}

function freeAnchor(text: string, anchors: Set<string>): string {
  const base = text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "") || "section";
  let anchor = base;
  for (let n = 2; anchors.has(anchor); n++) anchor = `${base}-${n}`;
  anchors.add(anchor);
  return anchor;
}
