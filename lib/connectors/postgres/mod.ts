/** Pool, queries, COPY, quoting and migrations on PostgreSQL. @module */
export { connect, openDriverPool } from "./connect.ts";
export type { DriverPool } from "./connect.ts";
export type {
  ConnectOptions,
  ConnectSettings,
  CopyOutOptions,
  CopyTarget,
  Database,
  FieldDescription,
  Parameters,
  Queryable,
  ServiceNames,
  Session,
  TransactionOptions,
} from "./types.ts";
export {
  AccessError,
  AuthenticationError,
  ConflictError,
  DependencyError,
  DiskFullError,
  LockNotAvailableError,
  PrivilegeError,
  QueryCancelledError,
  QueryError,
  UnavailableError,
  UniqueViolationError,
  UnknownDatabaseError,
  UnreachableError,
} from "./errors.ts";
export type { PostgresErrorOptions } from "./errors.ts";
export { quoteIdentifier, quoteLiteral, quoteName } from "./quoting.ts";
export { scramVerifier } from "./scram_verifier.ts";
export { encodeCopyText } from "./encode_copy_text.ts";
export { migrate } from "./migrate.ts";
export type { Migration, MigrationPlan } from "./migrate.ts";
