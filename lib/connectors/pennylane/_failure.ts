import {
  AuthenticationError,
  BaseUrlError,
  ConflictError,
  NotFoundError,
  PennylaneDataError,
  type PennylaneError,
  ProxyError,
  RateLimitError,
  type RequestName,
  ScopeError,
  ServerError,
  ValidationError,
} from "./errors.ts";
import { type WireAnswer } from "./_exchange.ts";
import { header, readRateAnswer } from "./_rate_answer.ts";

/** Characters of the API's own words that an error repeats. */
const MAX_DETAIL = 200;

/** What is read of an error body, in any of its shapes. */
interface ErrorBody {
  readonly detail: string;
  readonly code: string | null;
  readonly field: string | null;
}

/** Names of settings, as messages write them. */
export interface SettingNames {
  readonly token: string;
  readonly baseUrl: string;
}

/** Those of the company API. */
export const COMPANY_SETTINGS: SettingNames = {
  token: "PENNYLANE_API_TOKEN",
  baseUrl: "PENNYLANE_API_BASE_URL",
};

/** Those of the Firm API. */
export const FIRM_SETTINGS: SettingNames = {
  token: "PENNY_FIRM_TOKEN",
  baseUrl: "PENNY_FIRM_BASE_URL",
};

/** What the mapping needs to know of a request. */
export interface FailureContext {
  readonly request: RequestName;
  /** Taken out of every text. */
  readonly token: string;
  /** Local time in milliseconds. */
  readonly nowMs: number;
  readonly names: SettingNames;
}

/** The first words of every message of this room. */
export function opening(request: RequestName): string {
  return `Impossible d'interroger Pennylane « ${request.method} ${request.path} »`;
}

/** One line of at most 200 characters, without the token. */
export function shorten(text: string, token: string): string {
  const line = text.replaceAll(token, "[jeton]").replaceAll(/\s+/g, " ").trim();
  return line.length > MAX_DETAIL ? `${line.slice(0, MAX_DETAIL)}…` : line;
}

/** Whether an answer is a page for people. */
export function isHtml(answer: WireAnswer): boolean {
  return /html/i.test(header(answer.headers, "content-type") ?? "") ||
    /^\s*<(?:!doctype|html)/i.test(answer.text);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Reads `{error,status}`, `{message,…}` and `{error,message,details}`; `payload` and `details` can quote data, they stay out. */
function readBody(answer: WireAnswer, token: string): ErrorBody {
  if (isHtml(answer)) return { detail: "", code: null, field: null };
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(answer.text);
    if (typeof parsed === "object" && parsed !== null) body = parsed as Record<string, unknown>;
  } catch {
    // Not JSON: a 429 is plain text; its text is the message.
    body = { message: answer.text };
  }
  const words = [textOf(body.error), textOf(body.message)].filter((one) => one !== null);
  const detail = shorten([...new Set(words)].join(": "), token);
  const short = (value: unknown) => {
    const text = textOf(value);
    return text === null ? null : shorten(text, token);
  };
  return { detail, code: short(body.code), field: short(body.field) };
}

function quote(detail: string): string {
  return detail === "" ? "" : ` « ${detail} »`;
}

/** The scope that a 403 names, e.g. `customers:readonly`. */
function scopeIn(detail: string): string | null {
  return /scope\s+["'“]?([a-z_]+:[a-z_]+)/i.exec(detail)?.[1] ?? null;
}

function forbidden(answer: WireAnswer, body: ErrorBody, context: FailureContext): PennylaneError {
  const scope = scopeIn(body.detail);
  const missing = scope === null ? "un droit" : `le droit « ${scope} »`;
  return new ScopeError(
    `${opening(context.request)} : il manque ${missing} au jeton (403${
      scope === null ? quote(body.detail) : ""
    }) ; ajoutez-le au jeton dans Pennylane (Paramètres > Connectivité > Développeurs)`,
    { request: context.request, status: answer.status, scope },
  );
}

function invalid(answer: WireAnswer, body: ErrorBody, context: FailureContext): PennylaneError {
  return new ValidationError(
    `${opening(context.request)} : paramètres refusés (${answer.status}${quote(body.detail)}${
      body.field === null ? "" : `, champ « ${body.field} »`
    }) ; corrigez la demande`,
    { request: context.request, status: answer.status, code: body.code, field: body.field },
  );
}

function unavailable(answer: WireAnswer, body: ErrorBody, context: FailureContext): PennylaneError {
  const { retryAfterMs } = readRateAnswer(answer, context.nowMs);
  const options = { request: context.request, status: answer.status, retryAfterMs };
  if (answer.status === 429) {
    return new RateLimitError(
      `${opening(context.request)} : trop de requêtes (429${
        quote(body.detail)
      }) ; patientez, ou réduisez PENNYLANE_RATE_LIMIT si un autre programme utilise ce jeton`,
      options,
    );
  }
  return new ServerError(
    `${opening(context.request)} : Pennylane est indisponible (${answer.status}${
      quote(body.detail)
    }) ; réessayez plus tard`,
    options,
  );
}

function wrongAddress(answer: WireAnswer, context: FailureContext): PennylaneError {
  return new BaseUrlError(
    `${
      opening(context.request)
    } : cette adresse ne répond pas comme l'API (${answer.status}, page web ou redirection) ; vérifiez ${context.names.baseUrl} et le proxy`,
    { request: context.request, status: answer.status },
  );
}

/**
 * Maps an answer that is no success to the error to throw: the one place where a status gets its class.
 *
 * @param answer Any answer whose status is not 2xx, or a page for people.
 * @param context Request, token, time.
 * @returns The error.
 */
export function failureOf(answer: WireAnswer, context: FailureContext): PennylaneError {
  const { request } = context;
  const { status } = answer;
  const body = readBody(answer, context.token);
  const options = { request, status };
  if (status === 401) {
    return new AuthenticationError(
      `${
        opening(request)
      } : le jeton est refusé (401) : erroné, expiré ou révoqué ; créez-en un dans Pennylane (Paramètres > Connectivité > Développeurs) et mettez-le dans ${context.names.token}`,
      options,
    );
  }
  if (status === 407) return proxyRefusal(request, status);
  if (status === 429 || status >= 500) return unavailable(answer, body, context);
  if (isHtml(answer) || (status >= 300 && status < 400)) return wrongAddress(answer, context);
  if (status === 403) return forbidden(answer, body, context);
  if (status === 400 || status === 422) return invalid(answer, body, context);
  if (status === 404) {
    return new NotFoundError(
      `${opening(request)} : rien à cette adresse (404${
        quote(body.detail)
      }) ; vérifiez l'identifiant et la société du jeton`,
      options,
    );
  }
  if (status === 409) {
    return new ConflictError(
      `${opening(request)} : pas possible dans l'état actuel (409${
        quote(body.detail)
      }) ; réessayez plus tard`,
      { ...options, retriable: true },
    );
  }
  return new PennylaneDataError(
    `${opening(request)} : réponse ${status}${quote(body.detail)} ; corrigez la demande`,
    options,
  );
}

/** The error for a proxy that refuses. */
export function proxyRefusal(request: RequestName, status: number): ProxyError {
  return new ProxyError(
    `${opening(request)} : le proxy refuse la connexion (${status}) ; ${
      status === 407
        ? "donnez-lui un utilisateur et un mot de passe : http://utilisateur:motdepasse@machine:port"
        : "vérifiez HTTPS_PROXY"
    }`,
    { request, status },
  );
}
