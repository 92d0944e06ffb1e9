import assert from "node:assert/strict";
import { addedColumns } from "./added_columns.ts";
import { dictionaryMarkdown } from "./dictionary.ts";
import { DOMAINS } from "./domains.ts";

Deno.test("dictionaryMarkdown() is what docs/dictionnaire.md holds", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/dictionnaire.md", import.meta.url));
  assert.equal(page.replaceAll("\r\n", "\n"), dictionaryMarkdown());
});

Deno.test("dictionaryMarkdown() has a section per domain and a line per column", () => {
  const page = dictionaryMarkdown();
  for (const { name, title, columns } of Object.values(DOMAINS)) {
    const section = page.split(`## ${title} : \`${name}\`\n`)[1]?.split("\n## ")[0] ?? "";
    const lines = section.split("\n").filter((line) => line.startsWith("| `"));
    assert.equal(lines.length, columns.length + addedColumns(name).length, name);
  }
});

Deno.test("dictionaryMarkdown() says what is rounded and what is computed", () => {
  const page = dictionaryMarkdown();
  assert.match(page, /`balance` .*décimal \(2\).*Arrondi au centime/);
  assert.match(page, /`ordinal` \(clé\) .*\| calculé/);
});
