/** Every secret in every channel of a real run: none of them, nor a half of one, is found in anything that is written. */
import assert from "node:assert/strict";
import * as os from "node:os";
import * as path from "node:path";
import { readersPassword } from "../../lib/warehouse/mod.ts";
import { type Clone, makeClone } from "./_clone.ts";
import { hostileNotebook } from "./_hostile_notebook.ts";

/** Settings that hold secrets; what must not be written of each. */
const SETTINGS: Readonly<Record<string, readonly [value: string, ...secrets: string[]]>> = {
  POSTGRES_PASSWORD: [`Pg"mot&de<passe>/é'42\\x`],
  PENNYLANE_DATA_SHARING_KEY: ["dsk+/=cle_9f8e7d6c"],
  PENNYLANE_API_TOKEN: [
    "jetonA-1a2b3c4d5e6f,jetonB~6f7g8h9i0jkl",
    "jetonA-1a2b3c4d5e6f",
    "jetonB~6f7g8h9i0jkl",
  ],
  HTTPS_PROXY: [
    "http://lea:pr%40xy-M0tdepasse@127.0.0.1:9",
    "pr%40xy-M0tdepasse",
    "pr@xy-M0tdepasse",
  ],
  PGADMIN_PASSWORD: ["Pgadmin_motdepasse_42x"],
  AWS_SECRET_ACCESS_KEY: ["aws/Zx9+Secret77Key"],
};
const WORD = "Pgadmin_motdepasse_42x";
const DOTENV_SECRET = "dotenv-jeton-8811-fin";
/** Secrets by their shape alone, and what nobody may read of them. */
const SHAPES = {
  "https://app.pennylane.com/public/invoice/pdf?encrypted_id=bzjoVJeXk3D": "bzjoVJeXk3D",
  "https://app.pennylane.com/rails/active_storage/blobs/redirect/eyJfcm--26d6e739/Facture42.pdf":
    "eyJfcm--26d6e739",
  "Authorization: Bearer abcdef0123456789zz": "abcdef0123456789zz",
  "postgres://compta:motdepasse-pg@db:5432/x": "motdepasse-pg",
  "https://exemple.fr/a?page=2&token=abcd0123efgh": "abcd0123efgh",
};
/** What proves that a channel was written, and redacted. */
const CHANNELS = [
  ...["stdout", "stderr", "morceaux", "entrelace", "json", "url", "basic", "html", "lignes", "svg"],
  ...["texte", "arbre", "prose", "note", "type", "mise-a-jour", "source", "carnet", "rejet"],
  ...["minuterie", "erreur", "raison", "base"],
];

/** How a run shows itself. */
const VIEWS = [[], ["--follow"], ["--json", "--follow"]];

/** Runs of the hostile notebook, with all that they wrote. */
interface HostileRun {
  readonly secrets: readonly string[];
  readonly folders: readonly string[];
  /** Content of each file of the run, and of each table of the run's record, by its name. */
  readonly written: ReadonlyMap<string, string>;
}

async function hostileRun(clone: Clone): Promise<HostileRun> {
  const { password } = await clone.server();
  assert.equal((await clone.command("run", ["notebooks/01_fiscal_years.ipynb"])).status, 0);
  const readers = readersPassword({ home: clone.home });
  assert.ok(readers);
  const known = Object.values(SETTINGS).flatMap(([value, ...parts]) =>
    parts.length === 0 ? [value] : parts
  );
  const secrets = [...known, DOTENV_SECRET, password, readers];
  const folders = [clone.root, clone.home, os.tmpdir(), clone.serverFolder];
  const file = path.join(clone.root, "secrets.json");
  await Deno.writeTextFile(path.join(clone.root, ".env"), `MAIL_TOKEN=${DOTENV_SECRET}\n`);
  const all = [...secrets, ...Object.keys(SHAPES)];
  await Deno.writeTextFile(file, JSON.stringify({ secrets: all, folders }));
  const notebook = `hostile ${WORD}.ipynb`;
  await Deno.writeTextFile(
    path.join(clone.root, "notebooks", notebook),
    JSON.stringify(hostileNotebook({ secrets: all, file, word: WORD })),
  );
  const env = Object.fromEntries(Object.entries(SETTINGS).map(([name, [value]]) => [name, value]));
  const args = [`notebooks/${notebook}`, "-p", `${WORD}=${secrets[1]}`, "-p", `societe=auto`];
  const written = new Map<string, string>();
  for (const view of VIEWS) {
    const { status, stdout, stderr } = await clone.command("run", [...args, ...view], env);
    assert.equal(status, 1, stderr);
    const name = `console ${view.join(" ")}`;
    written.set(name, stdout).set(`${name}, stderr`, stderr);
  }
  for (const one of await clone.outputFiles()) {
    const name = path.relative(clone.root, one);
    written.set(name, `${name}\n${await Deno.readTextFile(one)}`);
  }
  for (const [name, rows] of await runTables(clone)) written.set(name, rows);
  return { secrets, folders, written };
}

/** Every table of the schema `penny`, as JSON. */
async function runTables(clone: Clone): Promise<[string, string][]> {
  const db = await clone.open("penny_demo");
  try {
    const tables = await db.many<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'penny' ORDER BY 1",
    );
    const result: [string, string][] = [];
    for (const { name } of tables) {
      const { rows } = await db.one<{ rows: string | null }>(
        `SELECT json_agg(t)::text AS rows FROM penny."${name}" t`,
      );
      result.push([`penny.${name}`, rows ?? ""]);
    }
    return result;
  } finally {
    await db.close();
  }
}

/** The ways in which a secret, or a half of it, can be read. */
function traces(secret: string): string[] {
  const middle = Math.floor(secret.length / 2);
  const parts = [secret, secret.slice(0, middle), secret.slice(middle)];
  const codes = ["lea:", "", "x", "ab"].map((before) => {
    const code = new TextEncoder().encode(before + secret).toBase64();
    return code.slice(Math.ceil(before.length * 8 / 6) + 1, -4);
  });
  return [
    ...parts.flatMap((one) => [one, encodeURIComponent(one), JSON.stringify(one).slice(1, -1)]),
    ...codes,
  ];
}

/** What stands around a text, for the message of a failure. */
function around(content: string, text: string): string {
  const at = content.indexOf(text);
  return content.slice(Math.max(0, at - 120), at + 120);
}

Deno.test("a run writes no secret of any kind into any channel", async (t) => {
  await using clone = await makeClone();
  const { secrets, folders, written } = await hostileRun(clone);
  const copy = [...written].find(([name]) => /latest.*hostile.*\.ipynb$/.test(name))?.[1] ?? "";

  await t.step("every channel was written and redacted", () => {
    for (const channel of CHANNELS) assert.match(copy, new RegExp(`canal-${channel}`), channel);
    assert.ok(copy.split("***").length > 300);
  });
  await t.step("a view that follows the run shows what is printed, redacted", () => {
    for (const view of ["--follow", "--json --follow"]) {
      const shown = written.get(`console ${view}`) ?? "";
      assert.match(shown, /canal-stdout \*\*\*/, view);
      assert.match(shown, /canal-morceaux \*\*\*/, view);
    }
  });
  await t.step("the record in the base tells why, without secrets", () => {
    assert.match(written.get("penny.run_publications") ?? "", /canal-base \*\*\*/);
    assert.match(written.get("penny.run_notebooks") ?? "", /\*\*\*/);
  });
  await t.step("no secret, nor a half of one, is found", () => {
    for (const [name, content] of written) {
      for (const secret of secrets) {
        for (const trace of traces(secret)) {
          assert.ok(
            !content.includes(trace),
            `${name} holds ${trace} of ${secret}: ${around(content, trace)}`,
          );
        }
      }
      for (const secret of Object.values(SHAPES)) {
        assert.ok(!content.includes(secret), `${name}: ${around(content, secret)}`);
      }
    }
  });
  await t.step("no folder of this machine is found in what is kept", () => {
    for (const [name, content] of written) {
      if (name.startsWith("console")) continue;
      for (const folder of [...folders, os.homedir()]) {
        const forms = [folder, encodeURI(folder), JSON.stringify(folder).slice(1, -1)];
        for (const form of forms) assert.ok(!content.includes(`${form}/`), `${name} holds ${form}`);
      }
    }
  });
  await t.step("amounts, days and addresses of the notebook stay", async () => {
    const files = await clone.outputFiles();
    const fiscal = files.find((one) => one.endsWith("01_fiscal_years.html"));
    assert.match(await Deno.readTextFile(fiscal!), /31\/10\/2026/);
  });
});
