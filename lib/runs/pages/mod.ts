/** An executed notebook and a run as plain HTML pages: no script, nothing from elsewhere. @module */
export { renderIndexPage } from "./index_page.ts";
export type { IndexPageOptions } from "./index_page.ts";
export { cellAnchor, renderNotebookPage } from "./notebook_page.ts";
export type { NotebookPageOptions } from "./notebook_page.ts";
export { renderMarkdown } from "./render_markdown.ts";
export type { Heading, MarkdownOptions } from "./render_markdown.ts";
export { joinText } from "./types.ts";
export type { MultilineText, PageCell, PageLink, PageNotebook, PageOutput } from "./types.ts";
