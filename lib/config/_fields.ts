import { z } from "zod";
import { isDay } from "../base/mod.ts";

/** One setting: how it is read and what a message says is expected. */
interface Field<T> {
  readonly schema: z.ZodType<T, string>;
  /** French, completes « attendu : … ». */
  readonly expected: string;
  /** Whether its value must never be written anywhere. */
  readonly secret: boolean;
}

const LONGEST_NAME_BYTES = 63;
const PROTECTED_SCHEMAS = ["penny", "penny_source", "pennylane_avant", "information_schema"];

const text = z.string();
const oneLine = z.string().regex(/^[^\s\0]+$/);
const port = integer(1, 65535);
const yesOrNo = z.enum(["0", "1"]).transform((value) => value === "1");
const list = z.string().transform((value) =>
  value.split(",").map((item) => item.trim()).filter(Boolean)
);
const day = z.string().refine(isDay);
const identifier = z.string().refine((value) =>
  !value.includes("\0") && new TextEncoder().encode(value).length <= LONGEST_NAME_BYTES
);
const schema = identifier.refine((value) =>
  !PROTECTED_SCHEMAS.includes(value) && !value.startsWith("pg_")
);

/** Every setting that Penny reads; a name that begins with PENNY_ and is not here is refused. */
export const FIELDS = {
  PENNY_HOME: field(text, "un chemin de dossier"),
  PENNY_DEMO: field(yesOrNo, "1 (données de démonstration) ou 0"),
  PENNY_SOCIETES: field(list, "des noms, SIREN ou identifiants séparés par des virgules"),
  PENNY_ACCEPT_SHRINK: field(list, "des noms de tables séparés par des virgules"),
  PENNY_KEEP_RUNS: field(integer(1, 10_000), "un nombre entier de 1 à 10000"),
  PENNY_TODAY: field(day, "une date AAAA-MM-JJ"),
  PENNY_REDSHIFT_SSLMODE: field(
    z.enum(["verify-full", "require", "disable"]),
    "verify-full, require ou disable",
  ),
  PENNY_RUN_ID: field(oneLine, "l'identifiant d'une exécution, sans espace"),
  PENNY_RUN_NOTEBOOK: field(text, "le chemin d'un carnet"),
  PENNY_RUN_NOTEBOOK_HASH: field(oneLine, "une empreinte, sans espace"),
  PENNY_RUN_FINGERPRINT: field(oneLine, "une empreinte, sans espace"),
  POSTGRES_HOST: field(oneLine, "un nom de machine ou une adresse, sans espace"),
  POSTGRES_PORT: field(port, "un nombre entier de 1 à 65535"),
  POSTGRES_DB: field(identifier, "un nom de base de 63 octets au plus"),
  POSTGRES_USER: field(identifier, "un nom d'utilisateur de 63 octets au plus"),
  POSTGRES_PASSWORD: field(text, "un mot de passe", { secret: true }),
  POSTGRES_SCHEMA: field(
    schema,
    `un nom de schéma de 63 octets au plus, autre que ${PROTECTED_SCHEMAS.join(", ")} et pg_…`,
  ),
  PENNYLANE_DATA_SHARING_KEY: field(text, "la clé affichée par Pennylane", { secret: true }),
  REDSHIFT_HOST: field(oneLine, "un nom de machine, sans espace"),
  REDSHIFT_PORT: field(port, "un nombre entier de 1 à 65535"),
  REDSHIFT_DATABASE: field(identifier, "un nom de base de 63 octets au plus"),
  REDSHIFT_USER: field(identifier, "l'utilisateur affiché par Pennylane, par exemple u_12345"),
  PENNYLANE_API_TOKEN: field(text, "des jetons séparés par des virgules", { secret: true }),
  PGADMIN_PASSWORD: field(text, "un mot de passe", { secret: true }),
} as const;

/** Name of a setting. */
export type FieldName = keyof typeof FIELDS;

/** All settings as read: a setting that is absent or empty is undefined. */
export type FieldValues = {
  readonly [Name in FieldName]: z.output<(typeof FIELDS)[Name]["schema"]> | undefined;
};

function field<T>(
  schema: z.ZodType<T, string>,
  expected: string,
  options: { readonly secret?: boolean } = {},
): Field<T> {
  return { schema, expected, secret: options.secret ?? false };
}

function integer(from: number, to: number) {
  return z.string().regex(/^\d{1,9}$/).transform(Number)
    .refine((value) => value >= from && value <= to);
}
