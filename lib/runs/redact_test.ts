import assert from "node:assert/strict";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { createRedactor, fileNameWithoutSecret, runRedactor } from "./redact.ts";

Deno.test("runRedactor() names the folders of a run by what they are", async () => {
  const base = await Deno.realPath(await Deno.makeTempDir());
  try {
    const [root, home, other] = ["dépôt de Léa", "maison", "ailleurs"].map((one) =>
      path.join(base, one)
    ) as [string, string, string];
    await Deno.mkdir(root);
    await Deno.symlink(root, path.join(base, "lien"), { type: "junction" });
    const { text } = await runRedactor({ root: path.join(base, "lien"), home }, {
      secrets: ["s3cret-token"],
      notebookFolders: [path.join(root, "notebooks"), other],
    });
    const shown = [
      [`${pathToFileURL(root)}/lib/a.ts:1:2`, "./lib/a.ts:1:2"],
      [path.join(base, "lien", "x"), `.${path.sep}x`],
      [path.join(home, "y"), `PENNY_HOME${path.sep}y`],
      [path.join(other, "z.ipynb"), `CARNETS${path.sep}z.ipynb`],
      [path.join(os.homedir(), ".cache"), `~${path.sep}.cache`],
      ["s3cret-token", "***"],
    ];
    for (const [input, expected] of shown) assert.equal(text(input!), expected);
    assert.ok(!text(path.join(base, "v")).includes(os.tmpdir()));
  } finally {
    await Deno.remove(base, { recursive: true });
  }
});

Deno.test("fileNameWithoutSecret() gives a name that Windows takes and that tells files apart", () => {
  const redactor = createRedactor({ secrets: ["s3cret-token"] });
  const name = (text: string) => fileNameWithoutSecret(text, redactor);
  assert.equal(name("04_customer_invoices"), "04_customer_invoices");
  assert.match(name("a s3cret-token é"), /^a _ é-[0-9a-f]{8}$/);
  assert.notEqual(name("s3cret-token"), name("s3cret-tokens3cret-token"));
});
