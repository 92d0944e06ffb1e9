import assert from "node:assert/strict";
import * as path from "node:path";
import { UsageError } from "../base/mod.ts";
import { listNotebooks } from "./catalog.ts";
import { copyNotebook } from "./copy_notebook.ts";
import { namedNotebooks } from "./named_files.ts";

async function withClone(
  body: (folders: { root: string; carnets: string }) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(path.join(root, "notebooks"));
    for (const name of ["00_sommaire", "02_customers"]) {
      await Deno.writeTextFile(path.join(root, "notebooks", `${name}.ipynb`), "{}");
    }
    await Deno.writeTextFile(path.join(root, "notebooks", "notes.ipynb"), "{}");
    await body({ root, carnets: path.join(root, "carnets") });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("listNotebooks() prefers the user's copy and tells when the shipped one is newer", () =>
  withClone(async (folders) => {
    const copy = await copyNotebook("customers", folders);
    assert.deepEqual((await listNotebooks(folders)).map(({ name, origin }) => [name, origin]), [
      ["00_sommaire", "shipped"],
      ["02_customers", "copy"],
    ]);
    await Deno.utime(copy, 1000, 1000);
    assert.equal((await listNotebooks(folders))[1]?.shippedIsNewer, true);
  }));

Deno.test("copyNotebook() never overwrites a copy", () =>
  withClone(async (folders) => {
    const copy = await copyNotebook("02", folders);
    await Deno.writeTextFile(copy, "à moi");
    await assert.rejects(copyNotebook("customers", folders), {
      name: "UsageError",
      message: /cette copie existe déjà et n'est jamais écrasée/,
    });
    assert.equal(await Deno.readTextFile(copy), "à moi");
  }));

Deno.test("copyNotebook() refuses unknown and ambiguous names", () =>
  withClone(async (folders) => {
    await assert.rejects(copyNotebook("clients", folders), UsageError);
    await assert.rejects(copyNotebook("*", folders), UsageError);
  }));

Deno.test("namedNotebooks() names every file that is missing, outside the clone or no notebook", () =>
  withClone(async ({ root }) => {
    const outside = await Deno.makeTempFile({ suffix: ".ipynb" });
    try {
      await Deno.writeTextFile(path.join(root, "a.txt"), "");
      await assert.rejects(
        namedNotebooks(["absent.ipynb", outside, "a.txt"], { root, cwd: root }),
        (error) => {
          assert.ok(error instanceof UsageError);
          const reasons = [/n'existe pas/, /hors du dépôt/, /pas un carnet/];
          error.message.split("\n").forEach((line, index) => assert.match(line, reasons[index]!));
          return true;
        },
      );
    } finally {
      await Deno.remove(outside);
    }
  }));

Deno.test("namedNotebooks() keeps files of the same name apart and takes each once", () =>
  withClone(async ({ root, carnets }) => {
    await Deno.mkdir(carnets);
    await Deno.copyFile(
      path.join(root, "notebooks", "02_customers.ipynb"),
      path.join(carnets, "02_customers.ipynb"),
    );
    const files = [
      "notebooks/02_customers.ipynb",
      "carnets/02_customers.ipynb",
      "notebooks/../notebooks/02_customers.ipynb",
    ];
    const found = await namedNotebooks(files, { root, cwd: root });
    assert.deepEqual(found.map(({ name }) => name), ["02_customers", "02_customers-2"]);
  }));
