/** Options that every Penny error takes beside its text. */
export interface PennyErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** Whether trying again later can help. @default false */
  readonly retriable?: boolean;
}

/**
 * Root of every error that Penny raises on purpose: its text is one French sentence made for the reader, without a stack
 * and without a secret: `Impossible de <faire> « <quoi> » : <état constaté> ; <remède>`.
 */
export class PennyError extends Error {
  /** Whether trying again later can help. */
  readonly retriable: boolean;

  constructor(message: string, options: PennyErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.retriable = options.retriable ?? false;
  }
}

/** Wrong use or wrong settings: the user has to change something. A command ends with status 2. */
export class UsageError extends PennyError {}

/** A service (PostgreSQL, Redshift, the disk) cannot be used at all. A command ends with status 2. */
export class ServiceError extends PennyError {}

/** The data or a transform break a promise; a notebook or a unit failed. A command ends with status 1. */
export class DataError extends PennyError {}
