import { SourceFailure } from "./_copy.ts";
import { PennyError } from "../../base/mod.ts";
import {
  AuthenticationError,
  ConflictError,
  DependencyError,
  DiskFullError,
  LockNotAvailableError,
  type PostgresErrorOptions,
  PrivilegeError,
  QueryCancelledError,
  QueryError,
  UnavailableError,
  UniqueViolationError,
  UnknownDatabaseError,
  UnreachableError,
} from "./errors.ts";
import type { ServiceNames } from "./types.ts";

/** What a message needs to know of the place where an error was raised. */
export interface ErrorContext {
  readonly service: ServiceNames;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** The statement, if one was running. */
  readonly sql?: string;
}

/** The fields of a server's error that are read here; `detail` and `where` can quote rows and are only read in part. */
interface ServerFault {
  readonly message: string;
  readonly code?: string;
  readonly detail?: string;
  readonly where?: string;
  readonly constraint?: string;
  readonly table?: string;
}

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connexion refusée",
  ENOTFOUND: "nom de machine inconnu",
  EAI_AGAIN: "nom de machine introuvable pour le moment",
  ETIMEDOUT: "délai dépassé",
  EHOSTUNREACH: "machine hors d'atteinte",
  ENETUNREACH: "réseau hors d'atteinte",
  ECONNRESET: "connexion coupée",
  EPIPE: "connexion coupée",
};

/** SQLSTATEs with which a server ends a connection or refuses one for now. */
const GOING_DOWN: Readonly<Record<string, string>> = {
  "57P01": "le serveur a fermé la connexion",
  "57P02": "le serveur s'est arrêté brusquement",
  "57P03": "le serveur démarre ou s'arrête",
  "25P03": "la transaction est restée inactive trop longtemps",
  "08006": "connexion coupée",
  "08003": "connexion coupée",
};

/**
 * Turns what the driver threw into one of the classes of `errors.ts`; errors of Penny and of the
 * source of a COPY pass unchanged. Neither password
 * nor row gets into the text, and the driver's own error is not kept: its `where` quotes whole lines.
 *
 * @param error Anything thrown.
 * @param context Where it was thrown.
 * @returns An error to throw.
 */
export function translateError(error: unknown, context: ErrorContext): unknown {
  if (error instanceof SourceFailure) return error.failure;
  if (error instanceof PennyError || error instanceof TypeError || error instanceof RangeError) {
    return error;
  }
  const fault = error as ServerFault;
  const code = fault?.code ?? "";
  const place = `${context.host}:${context.port}`;
  const { label, whenUnreachable, whenUntrusted = whenUnreachable } = context.service;
  const encryption = encryptionState(fault, code);
  const state = encryption ?? networkState(fault, code);
  if (state !== null) {
    return new UnreachableError(
      `Impossible de joindre ${label} « ${place} » : ${state} ; ${
        encryption === null ? whenUnreachable : whenUntrusted
      }`,
      { cause: safeCause(fault), sqlState: /^\d/.test(code) ? code : null },
    );
  }
  if (!/^[0-9A-Z]{5}$/.test(code)) return error instanceof Error ? error : new Error(String(error));
  return serverError(fault, code, context);
}

function networkState(fault: ServerFault, code: string): string | null {
  if (code in NETWORK) return NETWORK[code]!;
  if (code in GOING_DOWN) return GOING_DOWN[code]!;
  const text = String(fault?.message ?? "");
  if (/^timeout expired|^Connection terminated due to connection timeout/.test(text)) {
    return "pas de réponse dans le délai";
  }
  if (/^Connection terminated|^Client (has encountered|was closed)|not queryable/.test(text)) {
    return "connexion coupée";
  }
  return null;
}

function encryptionState(fault: ServerFault, code: string): string | null {
  const text = String(fault?.message ?? "");
  if (/does not support SSL/.test(text)) return "le serveur n'accepte pas de connexion chiffrée";
  if (/CERT|^ERR_TLS/.test(code) || /peer certificate|self.signed certificate/i.test(text)) {
    return "le certificat du serveur n'est pas reconnu";
  }
  return null;
}

function serverError(fault: ServerFault, code: string, context: ErrorContext): Error {
  const { service, user, database, host, port } = context;
  const options: PostgresErrorOptions = { cause: safeCause(fault), sqlState: code };
  const place = `${host}:${port}`;
  const statement = describeStatement(context);
  switch (code) {
    case "28P01":
    case "28000":
      return new AuthenticationError(
        `Impossible de se connecter à ${service.label} « ${place} » : utilisateur « ${user} » ou mot de passe refusé ; ${service.whenRefused}`,
        options,
      );
    case "3D000":
      return new UnknownDatabaseError(
        `Impossible d'ouvrir la base « ${database} » : elle n'existe pas sur ${place} ; ${service.whenNoDatabase}`,
        options,
      );
    case "42501":
      return new PrivilegeError(
        `Impossible ${statement} : l'utilisateur « ${user} » n'en a pas le droit (${fault.message}) ; demandez ce droit à l'administrateur de la base`,
        options,
      );
    case "53100":
      return new DiskFullError(
        `Impossible d'écrire dans la base « ${database} » : le disque du serveur ${place} est plein ; libérez de la place puis relancez`,
        options,
      );
    case "53300":
      return new UnavailableError(
        `Impossible de se connecter à ${service.label} « ${place} » : trop de connexions ouvertes ; fermez d'autres programmes ou relancez plus tard`,
        { ...options, retriable: true },
      );
    case "55P03":
      return new LockNotAvailableError(
        `Impossible ${statement} : la table est utilisée par une autre connexion ; relancez quand elle sera libre`,
        { ...options, retriable: true },
      );
    case "57014":
      return new QueryCancelledError(
        `Impossible ${statement} : la requête a été interrompue ; relancez`,
        { ...options, retriable: true },
      );
    default:
      return queryError(fault, code, statement);
  }
}

function queryError(fault: ServerFault, code: string, statement: string): Error {
  const options = { cause: safeCause(fault), sqlState: code, constraint: fault.constraint ?? null };
  const state = `${fault.message}${copyPosition(fault.where)} (${code})`;
  if (code === "23505") {
    return new UniqueViolationError(
      `Impossible ${statement} : une clé existe déjà (contrainte « ${fault.constraint} ») ; supprimez le doublon`,
      options,
    );
  }
  if (code === "40001" || code === "40P01") {
    return new ConflictError(
      `Impossible ${statement} : une autre transaction a modifié les mêmes lignes ; relancez`,
      { ...options, retriable: true },
    );
  }
  if (code === "2BP01" || (code === "0A000" && fault.detail?.includes("depends on"))) {
    return new DependencyError(
      `Impossible ${statement} : ${
        fault.detail ?? fault.message
      } ; supprimez ou modifiez d'abord cet objet`,
      options,
    );
  }
  return new QueryError(`Impossible ${statement} : ${state} ; vérifiez la requête`, options);
}

function describeStatement(context: ErrorContext): string {
  if (context.sql === undefined) return `de se connecter à la base « ${context.database} »`;
  return `d'exécuter « ${shortStatement(context.sql)} »`;
}

/**
 * The beginning of a statement with its literals masked, for messages.
 *
 * @param sql Any statement.
 * @returns At most 120 characters, one line.
 */
export function shortStatement(sql: string): string {
  const line = sql.replace(/'(?:[^']|'')*'?/g, "'…'").replace(/\s+/g, " ").trim();
  return line.length > 120 ? line.slice(0, 119) + "…" : line;
}

/** Line and column of a COPY that failed; the rest of `where` quotes the row. */
function copyPosition(where: string | undefined): string {
  const found = /^COPY [^,]+, line \d+(, column [^:]+)?/.exec(where ?? "");
  return found ? `, ${found[0]}` : "";
}

function safeCause(fault: ServerFault): Error {
  const cause = new Error(String(fault?.message ?? fault));
  cause.name = fault?.code ? `PostgreSQL ${fault.code}` : "PostgreSQL";
  cause.stack = `${cause.name}: ${cause.message}`;
  return cause;
}
