import { join } from "node:path";
import { giveTo } from "./_account.ts";
import { serverFault, startFault } from "./_faults.ts";
import { type Layout, readIfThere, writeWhole } from "./_layout.ts";
import { type Programs, runProgram } from "./_program.ts";

/** Superuser of the cluster. */
export interface Access {
  readonly user: string;
  readonly password: string;
}

const PASSWORD_BYTES = 24;

/**
 * Reads the superuser's name and password.
 *
 * @param layout Files of the server.
 * @returns Null when none was made yet.
 */
export async function readAccess(layout: Layout): Promise<Access | null> {
  const text = await readIfThere(layout.access);
  return text === null ? null : JSON.parse(text) as Access;
}

/**
 * Makes the cluster if there is none: ICU ordering for French, UTF-8, SCRAM passwords. It appears whole or not at all.
 *
 * @param layout Files of the server.
 * @param programs How to run initdb.
 * @param wanted Superuser to make and major version of the programs.
 * @returns Name and password of the superuser.
 * @throws ServiceError The data are of another version or user, the password is lost, or initdb failed.
 */
export async function ensureCluster(
  layout: Layout,
  programs: Programs,
  wanted: { readonly user: string; readonly major: string },
): Promise<Access> {
  const access = await readAccess(layout);
  const version = (await readIfThere(join(layout.data, "PG_VERSION")))?.trim();
  if (version === undefined) {
    return await createCluster(layout, programs, access ?? newAccess(wanted.user));
  }
  await checkOwner(layout, programs);
  if (version !== wanted.major) {
    throw serverFault(
      layout.folder,
      `ses données sont de PostgreSQL ${version}, Penny fournit PostgreSQL ${wanted.major}`,
      "déplacez ce dossier ailleurs, Penny en fera un nouveau",
    );
  }
  if (access !== null) return access;
  throw serverFault(
    layout.folder,
    "le fichier access.json, qui contient son mot de passe, a disparu",
    "remettez ce fichier, ou déplacez ce dossier ailleurs, Penny en fera un nouveau",
  );
}

async function createCluster(layout: Layout, programs: Programs, access: Access): Promise<Access> {
  const temporary = `${layout.data}.new`;
  await Deno.remove(temporary, { recursive: true }).catch(ignoreMissing);
  const passwordFile = join(layout.folder, "password.new");
  try {
    await Deno.writeTextFile(passwordFile, `${access.password}\n`, { mode: 0o600 });
    await giveTo(passwordFile, programs.account);
    const { code, output } = await runProgram(programs, "initdb", [
      ...["-D", temporary, "-U", access.user, "-E", "UTF8", `--pwfile=${passwordFile}`],
      ...["--locale=C", "--locale-provider=icu", "--icu-locale=fr-FR"],
      ...["--auth=scram-sha-256", "--text-search-config=french"],
    ]);
    if (code !== 0) throw startFault(layout.folder, output);
  } finally {
    await Deno.remove(passwordFile).catch(ignoreMissing);
  }
  const conf = join(temporary, "postgresql.conf");
  await Deno.writeTextFile(conf, "\ninclude_if_exists = 'penny.conf'\n", { append: true });
  await writeWhole(layout.access, JSON.stringify(access));
  await Deno.rename(temporary, layout.data);
  return access;
}

function newAccess(user: string): Access {
  const bytes = crypto.getRandomValues(new Uint8Array(PASSWORD_BYTES));
  return { user, password: bytes.toBase64({ alphabet: "base64url" }) };
}

/** PostgreSQL refuses data of another account; say it before it does. */
async function checkOwner(layout: Layout, programs: Programs): Promise<void> {
  const expected = programs.account?.uid ?? Deno.uid();
  const { uid } = await Deno.stat(layout.data);
  if (expected === null || uid === null || uid === expected) return;
  throw serverFault(
    layout.folder,
    `ses données appartiennent à un autre utilisateur du système (numéro ${uid})`,
    "lancez Penny avec cet utilisateur, ou indiquez un autre dossier avec PENNY_HOME",
  );
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
