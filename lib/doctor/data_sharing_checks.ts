import { plural } from "../base/mod.ts";
import type { DataSharingSettings } from "../config/mod.ts";
import type { DataSharing } from "../connectors/data_sharing/mod.ts";
import {
  AuthenticationError,
  type FieldDescription,
  UnreachableError,
} from "../connectors/postgres/mod.ts";
import { type AnyDomainName, columnsReadBy, DOMAIN_NAMES, DOMAINS } from "../domains/mod.ts";
import type { ShownCompany } from "../sync/known_identity.ts";
import { isNotShared } from "../sync/data_sharing/probe_source.ts";
import { readSiren } from "../sync/read_siren.ts";
import type { SourceChoice } from "../sync/mod.ts";
import { reachServer } from "./reach_server.ts";
import { tellError, type Told } from "./tell_error.ts";
import type { Finding } from "./types.ts";
import { attempt, type Outcome, TimeLimitError } from "./within.ts";

type Redshift = Extract<DataSharingSettings, { readonly kind: "redshift" }>;

/** What Data Sharing shows. */
export interface DataSharingFindings {
  /** Null: they could not be read. */
  readonly companies: readonly ShownCompany[] | null;
  /** Tables that cannot be read. */
  readonly missing: ReadonlySet<AnyDomainName>;
}

/** What is looked at. */
export interface DataSharingSubject {
  readonly source: DataSharing;
  /** Null: the stand-in of a demonstration. */
  readonly settings: Redshift | null;
  /** PENNY_SOURCES: what comes from the API on purpose is not missed here. */
  readonly sourceChoice: SourceChoice;
}

const TABLES: readonly AnyDomainName[] = ["companies", ...DOMAIN_NAMES];
const NOWHERE: DataSharingFindings = { companies: null, missing: new Set() };

const NETWORK_REMEDY =
  "vérifiez REDSHIFT_HOST et REDSHIFT_PORT, et demandez que le pare-feu laisse passer ce port vers l'extérieur";
const TLS_REMEDY =
  "si votre entreprise filtre Internet (proxy), faites ajouter son certificat à ceux du système puis relancez ; " +
  "sinon vérifiez REDSHIFT_HOST";
const LOGIN_REMEDY =
  "vérifiez REDSHIFT_USER et PENNYLANE_DATA_SHARING_KEY ; au besoin, générez une nouvelle clé dans Pennylane, " +
  "Paramètres > Connectivité > Data Sharing (l'ancienne cesse alors de fonctionner)";
const TABLE_REMEDY =
  "vérifiez dans Pennylane que votre offre comprend Data Sharing et que l'utilisateur REDSHIFT_USER est " +
  "administrateur ou comptable de la société";

/**
 * Goes from the network to each table.
 *
 * @param subject The source, and how it is set.
 * @param options `limitMs`: for each check.
 * @returns Companies and missing tables.
 */
export async function* dataSharingChecks(
  { source, settings, sourceChoice }: DataSharingSubject,
  { limitMs }: { readonly limitMs: number },
): AsyncGenerator<Finding, DataSharingFindings> {
  if (settings === null) {
    yield {
      label: "Serveur",
      status: "info",
      detail: "imitation locale de Data Sharing (démonstration)",
    };
  } else {
    const { host, port } = settings.server;
    const place = `${host}:${port}`;
    const reached = await attempt(
      limitMs * 2,
      () => reachServer({ host, port }, { limitMs, remedy: NETWORK_REMEDY }),
    );
    if (reached.error !== null) {
      const told = tellError(reached.error);
      yield { label: "Réseau", status: "error", ...told, detail: `${place} : ${told.detail}` };
      return NOWHERE;
    }
    yield { label: "Réseau", status: "ok", detail: `${place} répond` };
  }
  const first = await attempt(limitMs, () => source.probe("companies"));
  if (first.error !== null && !isNotShared(first.error)) {
    yield refusal(first.error);
    return NOWHERE;
  }
  if (settings) yield encryption(settings);
  yield {
    label: "Connexion",
    status: "ok",
    detail: settings ? `utilisateur « ${settings.server.user} » accepté` : "utilisateur accepté",
  };
  const missing = yield* tableChecks(source, { first, sourceChoice, limitMs });
  if (missing.has("companies")) return { companies: null, missing };
  return { companies: yield* companyChecks(source, limitMs), missing };
}

/** What stood in the way of the first statement. */
function refusal(error: unknown): Finding {
  const told = tellError(error);
  if (error instanceof UnreachableError && /certificat|chiffrée/.test(told.detail)) {
    return { label: "Chiffrement (TLS)", status: "error", ...told, remedy: TLS_REMEDY };
  }
  if (error instanceof AuthenticationError) {
    const detail = "utilisateur ou clé refusés";
    return { label: "Connexion", status: "error", ...told, detail, remedy: LOGIN_REMEDY };
  }
  return { label: "Connexion", status: "error", ...told };
}

function encryption({ sslMode }: Redshift): Finding {
  const label = "Chiffrement (TLS)";
  if (sslMode === "verify-full") {
    return { label, status: "ok", detail: "connexion chiffrée, certificat du serveur vérifié" };
  }
  const detail = sslMode === "require"
    ? "connexion chiffrée, certificat du serveur non vérifié (PENNY_REDSHIFT_SSLMODE=require)"
    : "connexion en clair (PENNY_REDSHIFT_SSLMODE=disable), pour des données fictives seulement";
  return {
    label,
    status: "info",
    detail,
    remedy: "retirez PENNY_REDSHIFT_SSLMODE pour des données réelles",
  };
}

async function* tableChecks(
  source: DataSharing,
  { first, sourceChoice, limitMs }: {
    readonly first: Outcome<readonly FieldDescription[]>;
    readonly sourceChoice: SourceChoice;
    readonly limitMs: number;
  },
): AsyncGenerator<Finding, Set<AnyDomainName>> {
  const missing = new Set<AnyDomainName>();
  for (const [i, name] of TABLES.entries()) {
    const { value, error } = name === "companies"
      ? first
      : await attempt(limitMs, () => source.probe(name));
    const label = `Table ${name} (${DOMAINS[name].title})`;
    if (value !== null) {
      yield { label, ...columnsOf(name, value) };
      continue;
    }
    if (error instanceof TimeLimitError || error instanceof UnreachableError) {
      // The others would wait as long.
      TABLES.slice(i).forEach((table) => missing.add(table));
      yield { label, status: "error", ...tellError(error) };
      return missing;
    }
    missing.add(name);
    if (sourceChoice[name] === "api") {
      yield {
        label,
        status: "info",
        detail: "illisible, sans effet : PENNY_SOURCES la prend dans l'API",
      };
    } else yield { label, status: "error", ...tableFault(error) };
  }
  return missing;
}

function tableFault(error: unknown): Told {
  if (!isNotShared(error)) return tellError(error);
  return { detail: "absente, ou fermée à cet utilisateur", remedy: TABLE_REMEDY, exitStatus: 1 };
}

function columnsOf(
  name: AnyDomainName,
  fields: readonly FieldDescription[],
): Pick<Finding, "status" | "detail"> {
  const there = new Set(fields.map((field) => field.name));
  const gone = columnsReadBy(DOMAINS[name], "data_sharing")
    .map((column) => column.sources.data_sharing!)
    .filter((column) => !there.has(column));
  const count = plural(fields.length, "colonne");
  if (gone.length === 0) return { status: "ok", detail: `lisible, ${count}` };
  return {
    status: "info",
    detail: `lisible, ${count}, mais il y manque ${gone.join(", ")} : vide dans Penny`,
  };
}

async function* companyChecks(
  source: DataSharing,
  limitMs: number,
): AsyncGenerator<Finding, readonly ShownCompany[] | null> {
  const label = "Sociétés";
  const { value, error } = await attempt(limitMs, () => readCompanies(source));
  if (value === null) {
    yield { label, status: "error", ...tellError(error) };
    return null;
  }
  if (value.length === 0) {
    yield {
      ...{ label, status: "error", exitStatus: 2, detail: "aucune n'est visible" },
      remedy: TABLE_REMEDY,
    };
    return null;
  }
  const bare = value.filter(({ siren }) => siren === null);
  const without = bare.length === 0 ? "" : `, dont ${bare.length} sans SIREN`;
  const seen = plural(value.length, "société visible", "sociétés visibles");
  yield { label, status: "ok", detail: `${seen}${without}` };
  return value;
}

async function readCompanies(source: DataSharing): Promise<ShownCompany[]> {
  const counts = await source.countByCompany("companies", "id");
  const companies = counts.flatMap(({ companyId }) => companyId === null ? [] : [companyId]);
  if (companies.length === 0) return [];
  const columns = ["id", "name", "registration_number"].map((name) => ({ name }));
  const selection = { table: "companies", columns, companyColumn: "id", companies };
  return await source.snapshot(async (snapshot) => {
    const shown: ShownCompany[] = [];
    for await (const rows of snapshot.read(selection)) {
      for (const [id, name, siren] of rows) {
        shown.push({ id: id!, name: name ?? id!, siren: readSiren(siren ?? null) });
      }
    }
    return shown;
  });
}
