import { cp } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type EmbeddedServer,
  ensureServer,
  stopServer,
} from "../../lib/connectors/embedded_postgres/mod.ts";
import { connect, type Database } from "../../lib/connectors/postgres/mod.ts";
import type { RunRecord } from "../../lib/runs/mod.ts";
import { embeddedFolder } from "../../lib/warehouse/mod.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** Far from the ports that people use. */
const PORT = 5833;
/** What commands and notebooks need. */
const COPIED = ["deno.json", "deno.lock", "lib", "scripts", "notebooks"];
/** Settings of the person who runs the tests: a clone under test must not see them. */
const SETTINGS = /^(?:PENNY|PENNYLANE|POSTGRES|REDSHIFT|PGADMIN|PG)_?[A-Z_]*$/;

/** How a command of the clone ended. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the working tree with a PENNY_HOME of its own, for tests of whole commands. */
export interface Clone extends AsyncDisposable {
  readonly root: string;
  readonly home: string;
  /** Folder of the embedded server, with its log. */
  readonly serverFolder: string;
  /** Runs a script of the clone (`run_all`) as a child process, in demo mode unless `env` says otherwise. */
  command(script: string, args?: readonly string[], env?: Record<string, string>): Promise<Ended>;
  /** Starts such a child; stdout and stderr are piped. */
  spawn(script: string, args?: readonly string[], env?: Record<string, string>): Deno.ChildProcess;
  /** The embedded server, started if need be. */
  server(): Promise<EmbeddedServer>;
  /** Opens a database of the embedded server as its owner, not through the library's own opening. */
  open(database: string): Promise<Database>;
  /** The record of the last run that ended. */
  record(): Promise<RunRecord>;
  /** The same files with another PENNY_HOME; disposing of it stops its server alone. */
  withOtherHome(): Clone;
  /** Every file below `outputs/` but the locks, which stay there; absolute. */
  outputFiles(): Promise<string[]>;
}

/**
 * Copies the working tree to a temporary folder whose name has a space and an accent.
 *
 * @returns The clone; disposing of it stops its server and removes everything.
 */
export async function makeClone(): Promise<Clone> {
  const base = await Deno.realPath(await Deno.makeTempDir({ prefix: "penny-clone-" }));
  const root = join(base, "dépôt de Léa");
  for (const name of COPIED) {
    await cp(join(ROOT, name), join(root, name), { recursive: true });
  }
  // The packages are hundreds of megabytes; a junction needs no rights on Windows.
  await Deno.symlink(join(ROOT, "node_modules"), join(root, "node_modules"), { type: "junction" });
  return new TemporaryClone({ base, root, home: join(base, "maison"), port: PORT });
}

class TemporaryClone implements Clone {
  readonly root: string;
  readonly home: string;
  readonly #port: number;
  /** Null for one that shares its files. */
  readonly #base: string | null;

  constructor(
    { base, root, home, port }: { base: string | null; root: string; home: string; port: number },
  ) {
    this.#base = base;
    this.root = root;
    this.home = home;
    this.#port = port;
  }

  withOtherHome(): Clone {
    const port = this.#port + 50;
    return new TemporaryClone({ base: null, root: this.root, home: `${this.home}-2`, port });
  }

  spawn(script: string, args: readonly string[] = [], env: Record<string, string> = {}) {
    return new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--cached-only", join(this.root, "scripts", `${script}.ts`), ...args],
      cwd: this.root,
      clearEnv: true,
      env: { ...ownEnvironment(), ...this.#settings(), ...env },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async command(
    script: string,
    args: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<Ended> {
    const { code, stdout, stderr } = await this.spawn(script, args, env).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { status: code, stdout: decode(stdout), stderr: decode(stderr) };
  }

  server(): Promise<EmbeddedServer> {
    return ensureServer({ folder: this.serverFolder, wantedPort: this.#port });
  }

  async open(database: string): Promise<Database> {
    return connect({ ...await this.server(), database }, { maxConnections: 1 });
  }

  async record(): Promise<RunRecord> {
    return JSON.parse(await Deno.readTextFile(join(this.root, "outputs", "latest", "run.json")));
  }

  async outputFiles(): Promise<string[]> {
    const files = await filesBelow(join(this.root, "outputs"));
    return files.filter((file) => !/^\.run\.(?:turn\.)?lock$/.test(basename(file)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stopServer({ folder: this.serverFolder });
    await removeFolder(this.serverFolder);
    if (this.#base !== null) await removeFolder(this.#base);
  }

  get serverFolder(): string {
    return embeddedFolder({ home: this.home });
  }

  #settings(): Record<string, string> {
    return {
      PENNY_HOME: this.home,
      PENNY_DEMO: "1",
      PENNY_TODAY: "2026-10-31",
      POSTGRES_PORT: String(this.#port),
    };
  }
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Deno.env.toObject()).filter(([name]) => !SETTINGS.test(name)),
  );
}

/** Every file below a folder, absolute; none when there is no such folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  });
  for (const { name, isDirectory } of entries) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesBelow(path));
    else found.push(path);
  }
  return found;
}

async function removeFolder(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
