import { UsageError } from "../base/mod.ts";
import type { GivenParameters } from "./types.ts";

/**
 * Reads a file of parameters: a JSON object whose values are texts, numbers, booleans or null.
 *
 * @param file Path, relative to the current folder or absolute.
 * @returns Values by name, as text of a command line.
 * @throws {UsageError} A file that cannot be read, is not such an object, or holds a list or an object as a value.
 */
export async function readParameters(file: string): Promise<GivenParameters> {
  const json = parse(await read(file), file);
  if (json === null || typeof json !== "object" || Array.isArray(json)) {
    throw unreadable(file, 'ce n\'est pas un objet JSON de la forme { "nom": valeur }');
  }
  const faulty = Object.entries(json).filter(([, value]) =>
    value !== null && !["string", "number", "boolean"].includes(typeof value)
  );
  if (faulty.length > 0) {
    const names = faulty.map(([name]) => `« ${name} »`).join(", ");
    throw unreadable(file, `la valeur de ${names} n'est ni un texte, ni un nombre, ni oui ou non`);
  }
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, value === null ? "" : String(value)]),
  );
}

async function read(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    const missing = cause instanceof Deno.errors.NotFound;
    throw unreadable(file, missing ? "il n'existe pas" : "il ne peut pas être lu", cause);
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw unreadable(file, "ce n'est pas du JSON", cause);
  }
}

function unreadable(file: string, state: string, cause?: unknown): UsageError {
  return new UsageError(
    `Impossible de lire le fichier de paramètres « ${file} » : ${state} ; corrigez-le puis relancez`,
    { cause },
  );
}
