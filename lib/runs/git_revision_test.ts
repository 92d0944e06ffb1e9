import assert from "node:assert/strict";
import * as path from "node:path";
import { gitRevision } from "./git_revision.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

async function withFiles(
  files: Readonly<Record<string, string>>,
  body: (root: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await Deno.writeTextFile(path.join(root, name), text);
    }
    await body(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const CASES: readonly [string, Readonly<Record<string, string>>, string | null][] = [
  ["a loose ref", {
    "a/.git/HEAD": "ref: refs/heads/main\n",
    "a/.git/refs/heads/main": `${COMMIT}\n`,
  }, COMMIT],
  ["a packed ref", {
    "a/.git/HEAD": "ref: refs/heads/main\n",
    "a/.git/packed-refs": `# pack-refs with: peeled\n${
      "f".repeat(40)
    } refs/heads/x\n${COMMIT} refs/heads/main\n`,
  }, COMMIT],
  ["a detached head", { "a/.git/HEAD": `${COMMIT}\n` }, COMMIT],
  ["a work tree beside the clone", {
    "a/.git": "gitdir: ../main/.git/worktrees/a\n",
    "main/.git/worktrees/a/HEAD": "ref: refs/heads/b\n",
    "main/.git/worktrees/a/commondir": "../..\n",
    "main/.git/refs/heads/b": `${COMMIT}\n`,
  }, COMMIT],
  ["a clone without commit", { "a/.git/HEAD": "ref: refs/heads/main\n" }, null],
  ["no clone", { "a/deno.json": "{}" }, null],
];

for (const [title, files, expected] of CASES) {
  Deno.test(`gitRevision() reads ${title}`, () =>
    withFiles(files, async (root) => {
      assert.equal(await gitRevision(path.join(root, "a")), expected);
    }));
}
