import { formatCount, plural, runPool, today } from "../base/mod.ts";
import type { ApiSettings } from "../config/mod.ts";
import {
  BaseUrlError,
  NetworkError,
  PENNYLANE_BASE_URL,
  ProxyError,
} from "../connectors/pennylane/mod.ts";
import type { AnyDomainName } from "../domains/mod.ts";
import type { KnownCompany, ShownCompany } from "../sync/known_identity.ts";
import type { Company, SourceChoice } from "../sync/mod.ts";
import { readSiren } from "../sync/read_siren.ts";
import type { ApiAccess } from "./api_access.ts";
import { clockCheck } from "./clock_check.ts";
import { tieCompanies, type TiedCompanies, type TokenCompany } from "./companies.ts";
import type { KnownTokens } from "./known_base.ts";
import { readRights } from "./read_rights.ts";
import { brokenChecks, rightChecks, type TriedToken, usedDomains } from "./right_checks.ts";
import { cutSentence, tellError } from "./tell_error.ts";
import {
  askToken,
  concernsAllTokens,
  isUnauthorized,
  type TokenAnswer,
  type TokenReading,
  tryRights,
  writeScopes,
} from "./token_findings.ts";
import type { Finding, Limits } from "./types.ts";

/** Tokens that are looked at at once. */
const TOKENS_AT_ONCE = 8;
/** Length of the windows of Pennylane's rate limit. */
const WINDOW_MS = 5_000;

const MAKE_TOKEN =
  "créez un jeton en lecture seule dans Pennylane, Paramètres > Connectivité > Développeurs (administrateur, offre " +
  "Essentiel ou plus), puis corrigez PENNYLANE_API_TOKEN";

/** What is looked at. */
export interface ApiSubject {
  readonly settings: ApiSettings;
  readonly accesses: readonly ApiAccess[];
  /** Companies and tokens that the base knows. */
  readonly known: readonly KnownCompany[];
  readonly tokens: KnownTokens;
  /** What Data Sharing shows; null: not configured, or unreadable. */
  readonly dataSharing: readonly ShownCompany[] | null;
  readonly sourceChoice: SourceChoice;
  /** Companies that will be read, of all that the sources show. */
  select(companies: readonly Company[]): readonly Company[];
}

/** What the API shows. */
export interface ApiFindings {
  /** The companies of the tokens. */
  readonly shown: readonly TokenCompany[];
  /** Tables that a company will lack, by its `companyId`. */
  readonly lacking: ReadonlyMap<string, ReadonlySet<AnyDomainName>>;
}

/**
 * Goes from the network to each scope of each token.
 *
 * @param subject The tokens, and what is known besides.
 * @param limits The machine's clock.
 * @returns Companies of all sources, and what some will lack; null: the API cannot be used.
 */
export async function* apiChecks(
  subject: ApiSubject,
  { clock }: Pick<Limits, "clock">,
): AsyncGenerator<Finding, ApiFindings | null> {
  const { accesses } = subject;
  const first = await askToken(accesses[0]!);
  if (first.error !== null && concernsAllTokens(first.error)) {
    yield wayFault(subject.settings, first.error);
    return null;
  }
  yield wayCheck(subject.settings);
  const heard = accesses[0]!.heard();
  if (heard !== null && heard.resetMs !== null) {
    // The window that the answer belongs to ends at `resetMs`: Pennylane's clock stood within it.
    const ahead = heard.atMs - heard.resetMs;
    yield clockCheck("Pennylane", [ahead, ahead + WINDOW_MS]);
  }
  const answers: TokenAnswer[] = [first];
  await runPool(accesses.slice(1), async (access, i) => {
    answers[i + 1] = await askToken(access);
  }, { jobs: TOKENS_AT_ONCE });
  const shown = answers
    .filter((answer) => answer.account !== null && movedFrom(answer, subject) === null)
    .map(({ access, account }) => shownBy(access, account!));
  const { known, dataSharing } = subject;
  const tied = tieCompanies({ known, dataSharing, api: shown });
  for (const reason of tied.refused) {
    yield { label: "Société", status: "error", ...cutSentence(reason) };
  }
  const tried = yield* tokenChecks({ ...subject, answers, tied }, today(clock).slice(0, 4));
  yield* sharedCompanies(answers);
  const lacking = yield* rightChecks(tried, readRights());
  yield* brokenChecks(tried);
  yield* writeAdvice(answers);
  yield* rateCheck(accesses);
  return { shown, lacking };
}

function shownBy({ token }: ApiAccess, { company }: NonNullable<TokenAnswer["account"]>) {
  const id = String(company.id);
  return { token, id, name: company.name.trim() || id, siren: readSiren(company.reg_no) };
}

/** The name of the company that a token stood for before, if it shows another one now. */
function movedFrom({ access, account }: TokenAnswer, { tokens }: ApiSubject): string | null {
  const before = tokens.get(access.token.hash);
  if (!before?.apiId || account === null) return null;
  return before.apiId === String(account.company.id) ? null : before.name;
}

function wayCheck(settings: ApiSettings): Finding {
  if (settings.kind === "sandbox") {
    return {
      label: "Serveur",
      status: "info",
      detail: "imitation locale de l'API (démonstration)",
    };
  }
  const { protocol, host } = new URL(settings.baseUrl ?? PENNYLANE_BASE_URL);
  const secure = protocol === "https:" ? ", certificat vérifié" : "";
  const proxy = settings.proxy === null
    ? ", sans proxy"
    : `, par le proxy ${new URL(settings.proxy).host}`;
  return { label: "Réseau", status: "ok", detail: `${host} répond${secure}${proxy}` };
}

function wayFault(settings: ApiSettings, error: unknown): Finding {
  const told = tellError(error);
  const address = settings.kind === "sandbox"
    ? "démonstration"
    : new URL(settings.baseUrl ?? PENNYLANE_BASE_URL).host;
  const finding = { ...told, status: "error", detail: `${address} : ${told.detail}` } as const;
  if (error instanceof ProxyError) {
    return {
      ...{ ...finding, label: "Proxy", detail: told.detail },
      remedy:
        "demandez à votre informatique l'adresse du proxy, avec utilisateur et mot de passe s'il en faut, et " +
        "écrivez HTTPS_PROXY=http://utilisateur:motdepasse@machine:port dans .env",
    };
  }
  if (error instanceof BaseUrlError) {
    return {
      ...{ ...finding, label: "Adresse" },
      remedy:
        "videz PENNYLANE_API_BASE_URL (l'adresse habituelle convient) ; si elle est vide, un proxy ou un portail " +
        "de connexion répond à la place de Pennylane : réglez HTTPS_PROXY",
    };
  }
  if (error instanceof NetworkError && told.detail.includes("certificat")) {
    return {
      ...{ ...finding, label: "Chiffrement (TLS)" },
      remedy:
        "si votre entreprise filtre Internet (proxy), faites ajouter son certificat à ceux du système puis " +
        "relancez ; sinon vérifiez PENNYLANE_API_BASE_URL",
    };
  }
  return { ...finding, label: "Réseau" };
}

/** One line a token, in their order, as soon as it is known. */
async function* tokenChecks(
  subject: ApiSubject & { readonly answers: readonly TokenAnswer[]; readonly tied: TiedCompanies },
  year: string,
): AsyncGenerator<Finding, TriedToken[]> {
  const { answers, tied } = subject;
  const selected = new Set(subject.select(tied.companies).map(({ companyId }) => companyId));
  const rights = readRights();
  const readings = answers.map(() => Promise.withResolvers<TokenReading | null>());
  const working = runPool(answers, async ({ access, account }, i) => {
    readings[i]!.resolve(account === null ? null : await tryRights(access, rights, year));
  }, { jobs: TOKENS_AT_ONCE });
  working.catch((error) => readings.forEach(({ reject }) => reject(error)));
  const tried: TriedToken[] = [];
  for (const [i, answer] of answers.entries()) {
    const reading = await readings[i]!.promise;
    yield tokenCheck(subject, answer, reading);
    if (reading === null) continue;
    const company = tied.companies.find(({ token }) =>
      token?.position === answer.access.token.position
    ) ?? null;
    const used = company !== null && selected.has(company.companyId)
      ? usedDomains(company, subject.sourceChoice)
      : new Set<AnyDomainName>();
    tried.push({ ...answer, account: answer.account!, reading, company, used });
  }
  return tried;
}

function tokenCheck(
  subject: ApiSubject & { readonly answers: readonly TokenAnswer[]; readonly tied: TiedCompanies },
  answer: TokenAnswer,
  reading: TokenReading | null,
): Finding {
  const { access: { token }, account, error } = answer;
  const label = `Jeton n° ${token.position}`;
  if (account === null) return refusedToken(subject, answer, error);
  const { name, siren } = shownBy(answer.access, account);
  const company = `${name}, ${
    siren === null ? "sans SIREN" : `SIREN ${siren.replace(/(\d{3})(?=\d)/g, "$1 ")}`
  }`;
  const before = movedFrom(answer, subject);
  if (before !== null) {
    return {
      ...{ label, status: "error" },
      detail: `montre « ${name} » alors que c'était le jeton de « ${before} »`,
      remedy: MAKE_TOKEN,
    };
  }
  const refused = subject.tied.refusedTokens.get(token.position);
  if (refused !== undefined) return { label, status: "error", ...cutSentence(refused) };
  if (reading !== null && reading.ended !== null) {
    const told = tellError(reading.ended);
    return { label, status: "error", ...told, detail: `${company} : ${told.detail}` };
  }
  return { label, status: "ok", detail: company };
}

function refusedToken(
  { answers, dataSharing, tokens }: ApiSubject & { readonly answers: readonly TokenAnswer[] },
  { access: { token } }: TokenAnswer,
  error: unknown,
): Finding {
  const before = tokens.get(token.hash)?.name;
  const label = `Jeton n° ${token.position}${before ? ` (${before})` : ""}`;
  if (!isUnauthorized(error)) return { label, status: "error", ...tellError(error) };
  const nothingElse = dataSharing === null && answers.every(({ account }) => account === null);
  return {
    ...{ label, status: "error", exitStatus: nothingElse ? 2 : 1 },
    detail: "refusé par Pennylane (401) : mal copié, expiré ou révoqué",
    remedy: MAKE_TOKEN,
  };
}

/** Tokens too many, told once a company. */
function* sharedCompanies(answers: readonly TokenAnswer[]): Generator<Finding> {
  const known = answers.filter(({ account }) => account !== null);
  for (const same of Map.groupBy(known, ({ account }) => account!.company.id).values()) {
    if (same.length < 2) continue;
    const [first, ...others] = same.map(({ access }) => access.token.position);
    yield {
      label: `Jetons n° ${[first, ...others].join(", n° ")}`,
      status: "info",
      detail: `de la même société « ${same[0]!.account!.company.name} » : seul le n° ${first} sert`,
      remedy: `retirez ${others.length === 1 ? "l'autre" : "les autres"} de PENNYLANE_API_TOKEN`,
    };
  }
}

function* writeAdvice(answers: readonly TokenAnswer[]): Generator<Finding> {
  const writing = answers.filter(({ account }) =>
    account !== null && writeScopes(account).length > 0
  );
  if (writing.length === 0) return;
  yield {
    label: "Droits d'écriture",
    status: "info",
    detail: `${plural(writing.length, "jeton")} (n° ${
      writing.map(({ access }) => access.token.position).join(", ")
    }) ${writing.length === 1 ? "peut" : "peuvent"} modifier vos données ; Penny ne fait que lire`,
    remedy: "par prudence, remplacez par des jetons en lecture seule",
  };
}

/** What Pennylane announces, and of the tokens the least that is left. */
function* rateCheck(accesses: readonly ApiAccess[]): Generator<Finding> {
  const heard = accesses.flatMap((access) => access.heard() ?? []);
  const limits = heard.flatMap(({ limit }) => limit ?? []);
  if (limits.length === 0) return;
  const left = heard.flatMap(({ remaining }) => remaining ?? []);
  const least = Math.min(...left);
  const busiest = heard.length > 1 ? " pour le jeton le plus sollicité" : "";
  const remaining = left.length === 0 ? "" : `, encore ${least} dans la fenêtre en cours${busiest}`;
  yield {
    label: "Débit",
    status: "ok",
    detail: `${formatCount(Math.min(...limits))} requêtes par ${
      WINDOW_MS / 1000
    } s et par jeton${remaining}`,
  };
}
