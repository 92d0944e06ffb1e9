import { nearestName, UsageError } from "../base/mod.ts";
import { foreignSecrets } from "./_foreign_secrets.ts";
import { type FieldName, FIELDS, type FieldValues } from "./_fields.ts";

/** Where settings are looked up, first hit wins; an empty value counts as absent. */
export interface Places {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Parsed `.env`; null: there is none. */
  readonly file: Readonly<Record<string, string>> | null;
}

/** What was wrong with one setting, in French. */
export interface Fault {
  readonly key: string;
  readonly text: string;
}

/** Names under PENNY_ that tests use. */
const TEST_PREFIX = "PENNY_TEST_";

/** What was found of all settings. */
export interface ReadFields {
  readonly values: FieldValues;
  /** Names that are set somewhere, rightly or wrongly, each with its place: French, completes « lu dans … ». */
  readonly given: ReadonlyMap<FieldName, string>;
  readonly faults: readonly Fault[];
  readonly secrets: readonly string[];
}

/**
 * Reads every field from where it is set.
 *
 * @param places Environment and `.env`.
 * @returns The values, the names set, the faults found, and the secrets.
 */
export function readFields(places: Places): ReadFields {
  const values: Record<string, unknown> = {};
  const faults = unknownNames(places);
  const given = new Map<FieldName, string>();
  const secrets = new Set([places.environment, places.file ?? {}].flatMap(foreignSecrets));
  for (const name of Object.keys(FIELDS) as FieldName[]) {
    const { schema, expected, secretsIn, alias } = FIELDS[name];
    const found = lookUp(alias === null ? [name] : [name, alias], places);
    if (found === null) continue;
    given.set(name, found.place);
    secretsIn(found.value).forEach((secret) => secrets.add(secret));
    const result = schema.safeParse(found.value);
    if (result.success) values[name] = result.data;
    else faults.push({ key: name, text: `lu dans ${found.place}, attendu : ${expected}` });
  }
  secrets.delete("");
  return { values: values as FieldValues, given, faults, secrets: [...secrets] };
}

/**
 * The fault of a setting that is needed and set nowhere.
 *
 * @param key Name of the setting.
 * @param why French: why it is needed and what to do.
 * @returns A fault that names the places looked up.
 */
export function missing(key: FieldName, why: string): Fault {
  return {
    key,
    text: `absent (cherché dans l'environnement, puis dans .env), attendu : ${
      FIELDS[key].expected
    } ; ${why}`,
  };
}

/**
 * All faults as one error.
 *
 * @param faults At least one.
 * @returns The error to throw.
 */
export function configurationError(faults: readonly Fault[]): UsageError {
  const lines = faults.map(({ key, text }) => `  ${key} : ${text}`);
  const count = faults.length === 1
    ? "un réglage à corriger"
    : `${faults.length} réglages à corriger`;
  return new UsageError(
    `Impossible de lire la configuration « .env » : ${count} ; modifiez le fichier .env à côté de deno.json, ou l'environnement\n${
      lines.join("\n")
    }`,
  );
}

/** The first name with a value; a name set to nothing in the environment hides the file. */
function lookUp(
  names: readonly string[],
  places: Places,
): { value: string; place: string } | null {
  const inEnvironment = names.map((name) => places.environment[name])
    .filter((value) => value !== undefined);
  const fromEnvironment = inEnvironment.find((value) => value.trim() !== "")?.trim();
  if (fromEnvironment) return { value: fromEnvironment, place: "l'environnement" };
  if (inEnvironment.length > 0) return null;
  const fromFile = names.map((name) => places.file?.[name]?.trim()).find(Boolean);
  return fromFile ? { value: fromFile, place: ".env" } : null;
}

/** A misspelt setting would be ignored in silence: refuse it, with the name that was probably meant. */
function unknownNames(places: Places): Fault[] {
  const known = Object.keys(FIELDS);
  const all = [
    ...Object.keys(places.environment).map((key) => [key, "l'environnement"] as const),
    ...Object.keys(places.file ?? {}).map((key) => [key, ".env"] as const),
  ];
  return all
    .filter(([key]) =>
      key.startsWith("PENNY_") && !key.startsWith(TEST_PREFIX) && !known.includes(key)
    )
    .map(([key, place]) => {
      const near = nearestName(key, known);
      return {
        key,
        text: `réglage inconnu, lu dans ${place}${near ? ` ; vouliez-vous ${near} ?` : ""}`,
      };
    });
}
