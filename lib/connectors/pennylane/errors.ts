import {
  DataError,
  PennyError,
  type PennyErrorOptions,
  ServiceError,
  UsageError,
} from "../../base/mod.ts";

/** The request that an error of this room is about: never its headers, nor its query. */
export interface RequestName {
  readonly method: "GET" | "POST";
  /** Path below the base URL, e.g. `/customers`. */
  readonly path: string;
}

/** Options of the errors of this room. */
export interface PennylaneErrorOptions extends PennyErrorOptions {
  readonly request: RequestName;
  /** HTTP status, when an answer came. @default null */
  readonly status?: number | null;
}

/** A class of Penny's errors that also says which request it is about. */
function aboutRequest(base: typeof PennyError) {
  return class extends base {
    /** Method and path. */
    readonly request: RequestName;
    /** HTTP status, or null when no answer came. */
    readonly status: number | null;
    constructor(message: string, options: PennylaneErrorOptions) {
      super(message, options);
      this.request = options.request;
      this.status = options.status ?? null;
    }
  };
}

/** What the token or the address do not allow: the user has to change a setting. Exit status 2. */
export class PennylaneAccessError extends aboutRequest(UsageError) {}

/** The API cannot be used for now. Exit status 2. */
export class PennylaneServiceError extends aboutRequest(ServiceError) {}

/** The API answered, and that answer is of no use: unknown id, refused parameters, unexpected shape. Exit status 1. */
export class PennylaneDataError extends aboutRequest(DataError) {}

/** 401: token missing, wrong, expired or revoked; the API does not tell which. */
export class AuthenticationError extends PennylaneAccessError {}

/** 403: the token lacks a scope. */
export class ScopeError extends PennylaneAccessError {
  /** The missing scope, e.g. `customers:readonly`; null when the API does not name it. */
  readonly scope: string | null;
  constructor(message: string, options: PennylaneErrorOptions & { readonly scope: string | null }) {
    super(message, options);
    this.scope = options.scope;
  }
}

/** What answers at the base URL is not Pennylane's API: an HTML page, a redirection. */
export class BaseUrlError extends PennylaneAccessError {}

/** The proxy refused: it asks for a user and a password (407), or does not let through. */
export class ProxyError extends PennylaneAccessError {}

/** 404: unknown id or path, or one of another company. */
export class NotFoundError extends PennylaneDataError {}

/** 409: not possible in the present state, e.g. a file that is not ready; retriable. */
export class ConflictError extends PennylaneDataError {}

/** 400 and 422: the parameters were refused, or a cursor is no longer valid (then retriable: read anew). */
export class ValidationError extends PennylaneDataError {
  /** Code of the API, e.g. `MoreThanMaximum`, when given. */
  readonly code: string | null;
  /** Parameter at fault, when given. */
  readonly field: string | null;
  constructor(
    message: string,
    options: PennylaneErrorOptions & {
      readonly code?: string | null;
      readonly field?: string | null;
    },
  ) {
    super(message, options);
    this.code = options.code ?? null;
    this.field = options.field ?? null;
  }
}

/** The answer breaks the contract: not JSON, a wrong type, pages without an end. */
export class ContractError extends PennylaneDataError {
  /** Where in the answer, e.g. `amount` or `items`; null for the answer as a whole. */
  readonly path: string | null;
  /** Id of the row, when one is at fault and has one. */
  readonly id: number | null;
  readonly #value: string | null;
  constructor(
    message: string,
    options: PennylaneErrorOptions & {
      readonly path?: string | null;
      readonly id?: number | null;
      readonly value?: string | null;
    },
  ) {
    super(message, options);
    this.#value = options.value ?? null;
    this.path = options.path ?? null;
    this.id = options.id ?? null;
  }

  /** The first forty characters of the value at fault, when it is one; not in the message, and never printed by itself. */
  get value(): string | null {
    return this.#value;
  }
}

/** An export ended in error, or was not ready in time (then retriable). */
export class ExportError extends PennylaneDataError {}

/** The API answered that it cannot answer now. */
class BusyError extends PennylaneServiceError {
  /** Milliseconds that the API asks to wait, when it says so. */
  readonly retryAfterMs: number | null;
  constructor(
    message: string,
    options: PennylaneErrorOptions & { readonly retryAfterMs: number | null },
  ) {
    super(message, { retriable: true, ...options });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** 429, still after the retries; retriable. */
export class RateLimitError extends BusyError {}

/** 5xx, after the retries; retriable. */
export class ServerError extends BusyError {}

/** No whole answer in time; retriable. */
export class TimeoutError extends PennylaneServiceError {}

/** No connection, or it broke; retriable. */
export class NetworkError extends PennylaneServiceError {
  /** Whether the request may have reached the API: false when no connection was made. */
  readonly sent: boolean;
  constructor(message: string, options: PennylaneErrorOptions & { readonly sent: boolean }) {
    super(message, { retriable: true, ...options });
    this.sent = options.sent;
  }
}

/** Every error about a request to Pennylane. */
export type PennylaneError = PennylaneAccessError | PennylaneServiceError | PennylaneDataError;

/**
 * Whether an error is one of this room's.
 *
 * @param error Anything thrown.
 * @returns True for errors about a request to Pennylane.
 */
export function isPennylaneError(error: unknown): error is PennylaneError & PennyError {
  return error instanceof PennylaneAccessError || error instanceof PennylaneServiceError ||
    error instanceof PennylaneDataError;
}
