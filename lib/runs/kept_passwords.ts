import * as path from "node:path";

/** How the files are called in which PENNY_HOME keeps a password that Penny made. */
export const PASSWORD_FILE = /\.password$/;

/**
 * The passwords that Penny made itself and keeps in PENNY_HOME: no copy of a notebook may hold them.
 *
 * @param home PENNY_HOME, absolute; may be missing.
 * @returns In no particular order.
 */
export async function keptPasswords(home: string): Promise<string[]> {
  const names = await fileNames(home);
  const files = names.filter((name) => PASSWORD_FILE.test(name)).map((name) =>
    path.join(home, name)
  );
  return await Promise.all(files.map(async (file) => (await Deno.readTextFile(file)).trim()));
}

async function fileNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) if (entry.isFile) names.push(entry.name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names;
}
