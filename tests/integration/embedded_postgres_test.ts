import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ServiceError } from "../../lib/base/mod.ts";
import {
  type EmbeddedServer,
  ensureServer,
  serverStatus,
  stopServer,
} from "../../lib/connectors/embedded_postgres/mod.ts";
import { connect } from "../../lib/connectors/postgres/mod.ts";

const CHILD = resolve(dirname(fileURLToPath(import.meta.url)), "_ensure_server.ts");
const isRoot = Deno.uid() === 0;
const onUnix = Deno.build.os !== "windows";
const NOBODY = { uid: 65534, gid: 65534 };

/** Runs a test on a folder with spaces and accents, and takes server and folder away. */
async function withFolder(
  test: (folder: string, port: number) => Promise<void>,
): Promise<void> {
  const parent = await Deno.makeTempDir({ prefix: "penny base é è " });
  // The account that runs the server in root's place has to reach the folder.
  if (onUnix) await Deno.chmod(parent, 0o777);
  const folder = join(parent, "mes données", "postgres");
  try {
    await test(folder, freePort());
  } finally {
    await stopServer({ folder }).catch(() => {});
    await Deno.remove(parent, { recursive: true });
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

function start(folder: string, wantedPort: number): Promise<EmbeddedServer> {
  return ensureServer({ folder, wantedPort, notify: () => {} });
}

async function ask(server: EmbeddedServer, sql: string): Promise<string | null | undefined> {
  await using db = connect({ ...server, database: "postgres" });
  return (await db.rows(sql))[0]?.[0];
}

/** Runs the child process; its output ends only when nobody holds its pipes. */
async function child(args: string[], options: Partial<Deno.CommandOptions> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", CHILD, ...args],
    ...options,
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out: out!, err: err! };
}

async function pidOf(folder: string): Promise<number> {
  const { pid } = await serverStatus({ folder });
  assert.ok(pid !== null);
  return pid;
}

Deno.test("ensureServer() makes a server on the loopback address and gives it again", async () => {
  await withFolder(async (folder, port) => {
    const server = await start(folder, port);
    assert.equal(server.port, port);
    assert.equal(await ask(server, "SHOW listen_addresses"), "127.0.0.1");
    assert.equal(await ask(server, "SHOW fsync"), "on");
    assert.equal(
      await ask(server, "SELECT string_agg(v, '' ORDER BY v) FROM unnest('{z,é,a,E}'::text[]) v"),
      "aEéz",
    );
    assert.deepEqual(await start(folder, port + 1), server);
    if (onUnix) assert.equal((await Deno.stat(join(folder, "access.json"))).mode! & 0o777, 0o600);
  });
});

Deno.test("ensureServer() gives one server to four processes at once", async () => {
  await withFolder(async (folder, port) => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => child(["ensure", folder, `${port}`])));
    assert.deepEqual(
      answers.map(({ code, err }) => ({ code, err })),
      Array(4).fill({ code: 0, err: "" }),
    );
    assert.equal(new Set(answers.map(({ out }) => out)).size, 1);
    assert.equal(await ask(JSON.parse(answers[0]!.out), "SELECT 1"), "1");
  });
});

Deno.test("ensureServer() starts again after the server was killed and keeps the data", async () => {
  await withFolder(async (folder, port) => {
    const server = await start(folder, port);
    await ask(server, "CREATE TABLE kept AS SELECT 7 AS n");
    Deno.kill(await pidOf(folder), "SIGKILL");
    while ((await serverStatus({ folder })).state === "running"); // The system needs a moment to kill.
    assert.deepEqual(await start(folder, port), server);
    assert.equal(await ask(server, "SELECT n FROM kept"), "7");
  });
});

Deno.test("ensureServer() ignores a pid file whose number another program has", async () => {
  await withFolder(async (folder, port) => {
    const server = await start(folder, port);
    const pidFile = join(folder, "data", "postmaster.pid");
    const text = await Deno.readTextFile(pidFile);
    await stopServer({ folder });
    await Deno.writeTextFile(pidFile, text.replace(/^\d+/, String(Deno.pid)));
    assert.equal((await serverStatus({ folder })).state, "stopped");
    if (Deno.build.os === "linux") assert.deepEqual(await start(folder, port), server);
  });
});

Deno.test("stopServer() stops once and serverStatus() follows", async () => {
  await withFolder(async (folder, port) => {
    assert.equal((await serverStatus({ folder })).state, "absent");
    assert.equal(await stopServer({ folder }), false);
    await start(folder, port);
    const { state, version, port: shown } = await serverStatus({ folder });
    assert.deepEqual({ state, version, shown }, { state: "running", version: "18", shown: port });
    assert.equal(await stopServer({ folder }), true);
    assert.equal((await serverStatus({ folder })).state, "stopped");
    assert.equal(await stopServer({ folder }), false);
  });
});

Deno.test("ensureServer() steps aside for a program on its port and comes back", async () => {
  await withFolder(async (folder, port) => {
    const first = Deno.listen({ hostname: "127.0.0.1", port });
    const server = await start(folder, port);
    assert.notEqual(server.port, port);
    first.close();
    await stopServer({ folder });
    const notices: string[] = [];
    const notify = (line: string) => notices.push(line);
    const second = Deno.listen({ hostname: "127.0.0.1", port: server.port });
    assert.notEqual((await ensureServer({ folder, notify })).port, server.port);
    assert.match(notices.join(), new RegExp(`^\\[INFO\\] Le port ${server.port} est pris`));
    second.close();
    await stopServer({ folder });
    assert.equal((await start(folder, port)).port, server.port);
  });
});

Deno.test("ensureServer() refuses data of another version and a lost password", async () => {
  await withFolder(async (folder, port) => {
    await start(folder, port);
    await stopServer({ folder });
    const version = join(folder, "data", "PG_VERSION");
    await Deno.writeTextFile(version, "17\n");
    await assert.rejects(start(folder, port), (error: Error) => {
      return error instanceof ServiceError && /données sont de PostgreSQL 17/.test(error.message);
    });
    await Deno.writeTextFile(version, "18\n");
    await Deno.remove(join(folder, "access.json"));
    await assert.rejects(
      start(folder, port),
      /access\.json, qui contient son mot de passe, a disparu/,
    );
  });
});

Deno.test("ensureServer() says why a server with a wrong setting does not start", async () => {
  await withFolder(async (folder, port) => {
    await start(folder, port);
    await stopServer({ folder });
    await Deno.writeTextFile(join(folder, "data", "postgresql.conf"), "\nshared_buffers = rien\n", {
      append: true,
    });
    await assert.rejects(start(folder, port), /le serveur dit « .*FATAL.*configuration/);
  });
});

Deno.test({
  name: "ensureServer() refuses data of another account",
  ignore: !isRoot, // Only root may give a folder to someone else.
  fn: async () => {
    await withFolder(async (folder, port) => {
      await start(folder, port);
      await stopServer({ folder });
      await Deno.chown(join(folder, "data"), 12345, 12345);
      await assert.rejects(start(folder, port), /appartiennent à un autre utilisateur .*12345/);
    });
  },
});

Deno.test({
  name: "ensureServer() works for an ordinary user and names what that user may not use",
  // The suite itself runs as an ordinary user elsewhere; and no other account can read a clone under root's closed home.
  ignore: !isRoot || !await isOpenToOthers(import.meta.dirname!),
  fn: async () => {
    await withFolder(async (folder, port) => {
      const parent = dirname(dirname(folder));
      await using reachable = await cloneFor(parent);
      const options = { ...NOBODY, cwd: parent, env: reachable.env };
      const made = await child(["ensure", folder, `${port}`], options);
      assert.deepEqual({ code: made.code, err: made.err }, { code: 0, err: "" });
      assert.equal(await ask(JSON.parse(made.out), "SELECT 1"), "1");
      assert.equal((await Deno.stat(join(folder, "data"))).uid, NOBODY.uid);
      assert.equal((await child(["stop", folder], options)).out, "true\n");
      const closed = join(parent, "fermé");
      await Deno.mkdir(closed, { mode: 0o755 });
      const refused = await child(["ensure", join(closed, "postgres"), `${port}`], options);
      assert.equal(refused.code, 2);
      assert.match(
        refused.err,
        /^\[ERREUR\] Impossible de démarrer .* : l'accès à ce dossier est refusé ; /,
      );
    });
  },
});

/** Whether other accounts may enter a folder and all those above it; says loudly when they may not. */
async function isOpenToOthers(folder: string): Promise<boolean> {
  for (let path = folder;; path = dirname(path)) {
    const { mode } = await Deno.stat(path);
    if (((mode ?? 0) & 0o001) === 0) {
      console.warn(`NOT CHECKED as an ordinary user: only the owner may enter "${path}"`);
      return false;
    }
    if (path === dirname(path)) return true;
  }
}

/** A cache folder of Deno that the other account can write. */
async function cloneFor(parent: string) {
  const cache = await Deno.makeTempDir({ dir: parent, prefix: "deno-" });
  await Deno.chown(cache, NOBODY.uid, NOBODY.gid);
  const env = { DENO_DIR: cache, HOME: cache };
  return { env, [Symbol.asyncDispose]: () => Deno.remove(cache, { recursive: true }) };
}
