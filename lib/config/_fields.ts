import { z } from "zod";
import { isDay } from "../base/mod.ts";
import { CATCH_UP_EXPECTED, catchUpPolicy } from "./catch_up_policy.ts";
import { isApiAddress } from "./_api_address.ts";
import { passwordsIn, PROXY_EXPECTED } from "./_proxy.ts";
import { isTimeZone } from "./time_zone.ts";
import { readWebhook, WEBHOOKS_EXPECTED, webhookSecrets } from "./_webhooks.ts";
import type { ConfigurableSource, WebhookSettings } from "./types.ts";

/** One setting: how it is read and what a message says is expected. */
interface Field<T> {
  readonly schema: z.ZodType<T, string>;
  /** French, completes « attendu : … ». */
  readonly expected: string;
  /** The texts within its value that must never be written anywhere. */
  readonly secretsIn: (value: string) => readonly string[];
  /** Second name, looked up after the first in the same place. */
  readonly alias: string | null;
}

/** The least cap that lets a request out: one in a window of the API (5 seconds). */
const LOWEST_RATE = 0.2;
const LONGEST_NAME_BYTES = 63;
const PROTECTED_SCHEMAS = ["penny", "penny_source", "pennylane_avant", "information_schema"];

const text = z.string();
const oneLine = z.string().regex(/^[^\s\0]+$/);
const port = integer(1, 65535);
const yesOrNo = z.enum(["0", "1"]).transform((value) => value === "1");
const list = z.string().transform(items);
const tokens = list.refine((all) =>
  all.length > 0 && all.every((token) => /^[\x21-\x7e]+$/.test(token))
);
const rate = z.string().regex(/^\d{1,4}(?:[.,]\d{1,3})?$/)
  .transform((value) => Number(value.replace(",", ".")))
  .refine((value) => value >= LOWEST_RATE);
const sources = z.string().transform((value): readonly ConfigurableSource[] | null => {
  const named = items(value).map(asSource);
  return named.length > 0 && named.every((source) => source !== null) ? named : null;
}).refine((named) => named !== null);
const sourceChoice = z.string().transform(readChoices).refine((choices) => choices !== null);
const day = z.string().refine(isDay);
const catchUp = z.string().transform(catchUpPolicy).refine((policy) => policy !== null);
const email = z.string().refine(isEmail);
const emails = list.refine((all) => all.length > 0 && all.every(isEmail));
const webhooks = z.string().transform(readWebhooks).refine((all) => all !== null);
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
  PENNY_SOCIETES: field(
    list,
    "des noms, SIREN, identifiants ou codes dossier séparés par des virgules",
  ),
  PENNY_ACCEPT_SHRINK: field(list, "des noms de tables séparés par des virgules"),
  PENNY_ACCEPT_IMBALANCE: field(
    list,
    "des sociétés et exercices, SOCIETE:EXERCICE, séparés par des virgules",
  ),
  PENNY_COMPARE_DAYS: field(integer(1, 365), "un nombre entier de jours, de 1 à 365"),
  PENNY_FULL: field(yesOrNo, "1 (tout relire) ou 0"),
  PENNY_SINCE: field(day, "une date AAAA-MM-JJ"),
  PENNY_BATCH: field(integer(1, 100_000), "un nombre entier de sociétés, de 1 à 100000"),
  PENNY_KEEP_RUNS: field(integer(1, 10_000), "un nombre entier de 1 à 10000"),
  PENNY_TODAY: field(day, "une date AAAA-MM-JJ"),
  PENNY_REDSHIFT_SSLMODE: field(
    z.enum(["verify-full", "require", "disable"]),
    "verify-full, require ou disable",
  ),
  PENNY_SOURCES: field(
    sourceChoice,
    "table=source séparés par des virgules, une fois par table, la source étant data_sharing, api ou firm, par exemple customers=data_sharing,general_ledger=api",
  ),
  PENNY_DEMO_SOURCES: field(
    sources,
    "data_sharing, api, firm, ou plusieurs séparées par des virgules",
  ),
  PENNY_SCHEDULE: field(text, "des mots comme « toutes les 2 heures », ou une expression cron"),
  PENNY_TIMEZONE: field(
    z.string().refine(isTimeZone),
    "un nom de fuseau horaire, par exemple Europe/Paris",
  ),
  PENNY_CATCH_UP: field(catchUp, CATCH_UP_EXPECTED),
  PENNY_ALERT_EMAILS: field(emails, "des adresses de courriel séparées par des virgules"),
  PENNY_ALERT_WEBHOOKS: field(webhooks, WEBHOOKS_EXPECTED, { secretsIn: webhookSecrets }),
  PENNY_ALERT_STALE: field(integer(1, 10_000), "un nombre entier d'heures, de 1 à 10000"),
  PENNY_SMTP_HOST: field(oneLine, "un nom de machine ou une adresse, sans espace"),
  PENNY_SMTP_PORT: field(port, "un nombre entier de 1 à 65535"),
  PENNY_SMTP_USER: field(text, "un nom d'utilisateur"),
  PENNY_SMTP_PASSWORD: field(text, "un mot de passe", { secretsIn: whole }),
  PENNY_SMTP_FROM: field(email, "une adresse de courriel, par exemple penny@cabinet.fr"),
  PENNY_SMTP_TLS: field(z.enum(["starttls", "tls", "none"]), "starttls, tls ou none"),
  PENNY_LOGS: field(text, "un chemin de dossier"),
  PENNY_LOG_SIZE: field(integer(1, 1_000), "un nombre entier de mégaoctets, de 1 à 1000"),
  PENNY_LOG_FILES: field(integer(2, 1_000), "un nombre entier de 2 à 1000"),
  PENNY_RUN_ID: field(oneLine, "l'identifiant d'une exécution, sans espace"),
  PENNY_RUN_NOTEBOOK: field(text, "le chemin d'un carnet"),
  PENNY_RUN_NOTEBOOK_HASH: field(oneLine, "une empreinte, sans espace"),
  PENNY_RUN_FINGERPRINT: field(oneLine, "une empreinte, sans espace"),
  PENNY_WORKER: field(oneLine, "le nom d'un exécutant, sans espace"),
  POSTGRES_HOST: field(oneLine, "un nom de machine ou une adresse, sans espace"),
  POSTGRES_PORT: field(port, "un nombre entier de 1 à 65535"),
  POSTGRES_DB: field(identifier, "un nom de base de 63 octets au plus"),
  POSTGRES_USER: field(identifier, "un nom d'utilisateur de 63 octets au plus"),
  POSTGRES_PASSWORD: field(text, "un mot de passe", { secretsIn: whole }),
  POSTGRES_SCHEMA: field(
    schema,
    `un nom de schéma de 63 octets au plus, autre que ${PROTECTED_SCHEMAS.join(", ")} et pg_…`,
  ),
  PENNYLANE_DATA_SHARING_KEY: field(text, "la clé affichée par Pennylane", { secretsIn: whole }),
  REDSHIFT_HOST: field(oneLine, "un nom de machine, sans espace"),
  REDSHIFT_PORT: field(port, "un nombre entier de 1 à 65535"),
  REDSHIFT_DATABASE: field(identifier, "un nom de base de 63 octets au plus"),
  REDSHIFT_USER: field(identifier, "l'utilisateur affiché par Pennylane, par exemple u_12345"),
  PENNYLANE_API_TOKEN: field(
    tokens,
    "un jeton par société, séparés par des virgules, sans espace ni accent dans un jeton",
    { secretsIn: (value) => [value, ...items(value)] },
  ),
  PENNY_FIRM_TOKEN: field(
    tokens,
    "un jeton par cabinet, séparés par des virgules, sans espace ni accent dans un jeton",
    { secretsIn: (value) => [value, ...items(value)] },
  ),
  PENNY_FIRM_BASE_URL: field(
    z.string().refine(isApiAddress),
    "une adresse https sans mot de passe ni paramètres (http sur cette machine seulement), par exemple https://app.pennylane.com/api/external/firm/v1",
  ),
  PENNYLANE_API_BASE_URL: field(
    z.string().refine(isApiAddress),
    "une adresse https sans mot de passe ni paramètres (http sur cette machine seulement), par exemple https://app.pennylane.com/api/external/v2",
  ),
  PENNYLANE_RATE_LIMIT: field(
    rate,
    "un nombre de requêtes par seconde de 0,2 ou plus, par exemple 4,5",
  ),
  HTTPS_PROXY: field(text, PROXY_EXPECTED, { secretsIn: passwordsIn, alias: "https_proxy" }),
  NO_PROXY: field(text, "des noms de machine séparés par des virgules", { alias: "no_proxy" }),
  PGADMIN_PASSWORD: field(text, "un mot de passe", { secretsIn: whole }),
} as const;

/** Name of a setting. */
export type FieldName = keyof typeof FIELDS;

/** All settings as read: a setting that is absent or empty is undefined. */
export type FieldValues = {
  readonly [Name in FieldName]:
    | NonNullable<z.output<(typeof FIELDS)[Name]["schema"]>>
    | undefined;
};

function field<T>(
  schema: z.ZodType<T, string>,
  expected: string,
  options: Partial<Pick<Field<T>, "secretsIn" | "alias">> = {},
): Field<T> {
  const { secretsIn = () => [], alias = null } = options;
  return { schema, expected, secretsIn, alias };
}

function whole(value: string): string[] {
  return [value];
}

function items(value: string): string[] {
  return value.split(",").map((item) => item.trim()).filter(Boolean);
}

/** Nothing that would end a header of the message, or name a second address. */
function isEmail(text: string): boolean {
  return /^[^\s@,;<>()"'\\:\p{Cc}]+@[^\s@,;<>()"'\\:\p{Cc}]+$/u.test(text);
}

/** Null when one of them is no address that may be used; the same address counts once. */
function readWebhooks(value: string): readonly Pick<WebhookSettings, "kind" | "url">[] | null {
  const read = items(value).map(readWebhook);
  if (read.length === 0 || read.includes(null)) return null;
  return [...new Map(read.map((one) => [one!.url, one!])).values()];
}

function asSource(text: string): ConfigurableSource | null {
  return text === "data_sharing" || text === "api" || text === "firm" ? text : null;
}

/** `customers=api,…`; null when an item is malformed or a table is named twice. */
function readChoices(value: string): Readonly<Record<string, ConfigurableSource>> | null {
  const choices = new Map<string, ConfigurableSource>();
  for (const item of items(value)) {
    const [, name = "", sourceText = ""] = /^([a-z][a-z0-9_]{0,62})\s*=\s*(\w+)$/.exec(item) ?? [];
    const source = asSource(sourceText);
    if (source === null || choices.has(name)) return null;
    choices.set(name, source);
  }
  return choices.size === 0 ? null : Object.fromEntries(choices);
}

function integer(from: number, to: number) {
  return z.string().regex(/^\d{1,9}$/).transform(Number)
    .refine((value) => value >= from && value <= to);
}
