import assert from "node:assert/strict";
import { documentFindings, pathsOf } from "./documents.ts";

const facts = {
  tasks: ["run-all", "test:e2e"],
  paths: pathsOf(["docs/images/a.png", "notebooks/00.ipynb", "LICENSE"]),
};

function faults(text: string, file = "README.md"): string[] {
  return documentFindings(file, text, facts).map((one) => `${one.line} ${one.message}`);
}

Deno.test("documentFindings() accepts tasks and links that exist", () => {
  assert.deepEqual(faults("`npx -y deno@2.9.6 task run-all` and `deno task test:e2e`"), []);
  assert.deepEqual(faults("[a](docs/images/a.png) [b](notebooks/) [c](https://x.fr/) [d](#e)"), []);
  assert.deepEqual(faults("[up](../LICENSE) ![i](images/a.png)", "docs/guide.fr.md"), []);
});

Deno.test("documentFindings() names a task that deno.json does not have", () => {
  assert.deepEqual(faults("text\n`deno@2.9.6 task fly` and `deno task run-all`"), [
    `2 names the task "fly", which deno.json does not have`,
  ]);
});

Deno.test("documentFindings() names a link to nothing", () => {
  assert.deepEqual(faults("[a](docs/none.md#part)"), [
    `1 links to "docs/none.md", which does not exist`,
  ]);
});
