/** The style sheet of every page of a run: light and dark, on paper too. No font or file from elsewhere. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6577; --line: #dfe3ea; --ground: #fff; --tint: #f6f7f9;
  --accent: #1d5fa8; --ok: #1a7345; --bad: #b3261e; --bad-tint: #fdeeed; --warn: #8a5a00; --warn-tint: #fff6e0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #9aa5b8; --line: #333c4a; --ground: #14181f;
  --tint: #1c222c; --accent: #7db5f5; --ok: #6ed39b; --bad: #ff8a80; --bad-tint: #3a1f1e; --warn: #f3c565; --warn-tint: #33290f; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; color: var(--ink); background: var(--ground);
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--accent); text-underline-offset: .15em; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.9rem; margin: .5rem 0 1rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
code, pre { font-family: ui-monospace, "Cascadia Mono", Consolas, Menlo, monospace; font-size: .875em; }
pre { margin: .5rem 0; padding: .75rem 1rem; overflow: auto; max-height: 32rem; background: var(--tint);
  border: 1px solid var(--line); border-radius: 6px; line-height: 1.5; tab-size: 2; }
.stderr { border-left: 3px solid var(--warn); }
.page { max-width: 64rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
.band { margin: 0; padding: .5rem 1.25rem; text-align: center; font-weight: 600; color: var(--warn); background: var(--warn-tint);
  border-bottom: 1px solid var(--line); }
.run, .crumbs { color: var(--soft); font-size: .875rem; }
.crumbs { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; justify-content: space-between; padding: .5rem 0; }
.toc { margin: 1rem 0 1.5rem; padding: .6rem 1rem; background: var(--tint); border-radius: 6px; font-size: .9375rem; }
.toc summary, .code summary, .error summary { cursor: pointer; color: var(--soft); }
.toc ul { margin: .5rem 0 .25rem; padding-left: 1.25rem; columns: 2 18rem; }
.toc .sub { margin-left: 1rem; list-style: circle; }
.state { margin: 1rem 0; padding: .7rem 1rem; border-left: 4px solid var(--ok); background: var(--tint); border-radius: 0 6px 6px 0; }
.state.failed, .state.interrupted, .error { border-left-color: var(--bad); background: var(--bad-tint); }
.state p, .error p { margin: .15rem 0; overflow-wrap: anywhere; }
.error { margin: .5rem 0; padding: .6rem 1rem; border-left: 4px solid var(--bad); border-radius: 0 6px 6px 0; }
.code { margin: .75rem 0 .5rem; font-size: .875rem; }
.code pre { font-size: .875rem; }
.outputs { margin: .25rem 0 1.25rem; }
.html, .image { overflow-x: auto; margin: .5rem 0; }
.image img, .image svg, .html svg { max-width: 100%; height: auto; }
.t-comment { color: var(--soft); font-style: italic; } .t-string { color: var(--ok); }
.t-keyword { color: var(--accent); } .t-number { color: var(--warn); }
.table { overflow-x: auto; }
table.grid, .prose table { border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
table.grid { width: 100%; } table.facts { width: auto; }
:where(.html) table { border-collapse: collapse; } :where(.html) :is(th, td) { padding: .25rem .6rem; border-bottom: 1px solid var(--line); }
section:target { outline: 2px solid var(--bad); outline-offset: 6px; border-radius: 4px; }
.grid th, .grid td, .prose table th, .prose table td { padding: .45rem .7rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: baseline; }
.grid th { color: var(--soft); font-weight: 600; font-size: .8125rem; white-space: nowrap; }
.grid .number { text-align: right; white-space: nowrap; }
.grid tfoot td { font-weight: 600; border-bottom: 0; }
.mark { font-weight: 600; font-size: .8125rem; white-space: nowrap; color: var(--ok); }
.mark.failed, .mark.interrupted { color: var(--bad); } .mark.skipped { color: var(--warn); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1.25rem 0; padding: 0; }
.figures div { padding: .7rem 1rem; border: 1px solid var(--line); border-radius: 8px; }
.figures dt { color: var(--soft); font-size: .8125rem; } .figures dd { margin: 0; font-size: 1.35rem; font-weight: 600; }
.prose img { max-width: 100%; } .prose blockquote { margin: 1rem 0; padding: .1rem 1rem; border-left: 3px solid var(--line); color: var(--soft); }
@media print { :root { color-scheme: light; --ink: #000; --ground: #fff; --tint: #f6f7f9; --line: #ccc; --soft: #444; --accent: #000;
  --ok: #14532d; --bad: #7f1d1d; --bad-tint: #fff; --warn: #6b4500; --warn-tint: #fff; }
  body { font-size: 10.5pt; } .page { max-width: none; padding: 0; } .crumbs, .toc, .code { display: none; }
  pre { max-height: none; white-space: pre-wrap; } h1, h2, h3 { break-after: avoid; } .image, tr { break-inside: avoid; }
  @page { margin: 15mm; } }
`;
