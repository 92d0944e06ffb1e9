import { DataError, type PennyErrorOptions, ServiceError, UsageError } from "../../base/mod.ts";

/** Options of the errors of this room. */
export interface PostgresErrorOptions extends PennyErrorOptions {
  /** Five characters of the SQL standard, when the server gave them. */
  readonly sqlState?: string | null;
}

/** Nothing answers at that address, or the connection broke; trying again can help. */
export class UnreachableError extends ServiceError {
  /** SQLSTATE, or null for a fault of the network. */
  readonly sqlState: string | null;
  constructor(message: string, options: PostgresErrorOptions = {}) {
    super(message, { retriable: true, ...options });
    this.sqlState = options.sqlState ?? null;
  }
}

/** The server is there but cannot serve: disk full, too many connections, lock not free in time, statement cancelled. */
export class UnavailableError extends ServiceError {
  /** SQLSTATE. */
  readonly sqlState: string | null;
  constructor(message: string, options: PostgresErrorOptions = {}) {
    super(message, options);
    this.sqlState = options.sqlState ?? null;
  }
}

/** No space left on the server's disk (53100). */
export class DiskFullError extends UnavailableError {}

/** A lock was not free within `lock_timeout` or with NOWAIT (55P03); retriable. */
export class LockNotAvailableError extends UnavailableError {}

/** The statement was cancelled or ran into `statement_timeout` (57014). */
export class QueryCancelledError extends UnavailableError {}

/** The settings do not open the door: wrong password, unknown database, missing privilege. */
export class AccessError extends UsageError {
  /** SQLSTATE. */
  readonly sqlState: string | null;
  constructor(message: string, options: PostgresErrorOptions = {}) {
    super(message, options);
    this.sqlState = options.sqlState ?? null;
  }
}

/** User or password refused (28P01, 28000). */
export class AuthenticationError extends AccessError {}

/** No database of that name (3D000). */
export class UnknownDatabaseError extends AccessError {}

/** The role may not do that (42501). */
export class PrivilegeError extends AccessError {}

/** The statement was refused: a constraint, a type, a missing table, a conflict with another transaction. */
export class QueryError extends DataError {
  /** SQLSTATE. */
  readonly sqlState: string | null;
  /** Name of the constraint, when one was broken. */
  readonly constraint: string | null;
  constructor(
    message: string,
    options: PostgresErrorOptions & { readonly constraint?: string | null } = {},
  ) {
    super(message, options);
    this.sqlState = options.sqlState ?? null;
    this.constraint = options.constraint ?? null;
  }
}

/** A key exists already (23505). */
export class UniqueViolationError extends QueryError {}

/** Another transaction was in the way (40001, 40P01); retriable. */
export class ConflictError extends QueryError {}

/** Something depends on the object to change, e.g. a view on a column (2BP01, 0A000); the message names it. */
export class DependencyError extends QueryError {}
