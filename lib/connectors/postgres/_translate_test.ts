import assert from "node:assert/strict";
import { PennyError } from "../../base/mod.ts";
import { type ErrorContext, shortStatement, translateError } from "./_translate.ts";
import {
  AuthenticationError,
  ConflictError,
  DependencyError,
  DiskFullError,
  LockNotAvailableError,
  PrivilegeError,
  QueryCancelledError,
  QueryError,
  UniqueViolationError,
  UnknownDatabaseError,
  UnreachableError,
} from "./errors.ts";

const CONTEXT: ErrorContext = {
  service: {
    label: "PostgreSQL",
    whenUnreachable: "vérifiez POSTGRES_HOST",
    whenRefused: "vérifiez POSTGRES_USER",
    whenNoDatabase: "créez-la",
  },
  host: "db.example",
  port: 5433,
  user: "anna",
  database: "compta",
  sql: "INSERT INTO t VALUES ('secret', 1)",
};

function fault(code: string, fields: Record<string, string> = {}): Error {
  return Object.assign(new Error("server text"), { code, ...fields });
}

const CLASSES: readonly (readonly [string, new (message: string) => PennyError])[] = [
  ["ECONNREFUSED", UnreachableError],
  ["ENOTFOUND", UnreachableError],
  ["57P01", UnreachableError],
  ["28P01", AuthenticationError],
  ["3D000", UnknownDatabaseError],
  ["42501", PrivilegeError],
  ["53100", DiskFullError],
  ["55P03", LockNotAvailableError],
  ["57014", QueryCancelledError],
  ["23505", UniqueViolationError],
  ["40001", ConflictError],
  ["40P01", ConflictError],
  ["2BP01", DependencyError],
  ["42P01", QueryError],
];

for (const [code, expected] of CLASSES) {
  Deno.test(`translateError() makes ${expected.name} of ${code}`, () => {
    const error = translateError(fault(code), CONTEXT) as PennyError;
    assert.equal(error.constructor, expected);
    assert.match(error.message, /^Impossible d.* : .* ; .*[^.]$/);
  });
}

Deno.test("translateError() marks what a retry can help", () => {
  const retriable = (code: string) =>
    (translateError(fault(code), CONTEXT) as PennyError).retriable;
  assert.deepEqual(["ECONNREFUSED", "55P03", "40P01", "53300"].map(retriable), [
    true,
    true,
    true,
    true,
  ]);
  assert.deepEqual(["28P01", "23505", "53100", "42P01"].map(retriable), [
    false,
    false,
    false,
    false,
  ]);
});

Deno.test("translateError() keeps no row, neither in the text nor in the cause", () => {
  const error = translateError(
    fault("22P02", {
      detail: "Failing row contains (7, Dupont).",
      where: 'COPY t, line 3, column total: "7\tDupont"',
    }),
    CONTEXT,
  ) as PennyError;
  const shown = Deno.inspect(error);
  assert.doesNotMatch(shown, /Dupont|secret/);
  assert.match(error.message, /COPY t, line 3, column total/);
});

Deno.test("translateError() passes Penny's own errors", () => {
  const error = new PennyError("déjà dit");
  assert.equal(translateError(error, CONTEXT), error);
});

Deno.test("shortStatement() masks literals, also one that is cut", () => {
  assert.equal(shortStatement("SELECT 'it''s', \n 'open"), "SELECT '…', '…'");
});

Deno.test("translateError() has a remedy of its own for encryption that is refused", () => {
  const service = { ...CONTEXT.service, whenUntrusted: "vérifiez le certificat" };
  const refused = new Error("The server does not support SSL connections");
  const told = (error: Error) =>
    (translateError(error, { ...CONTEXT, service }) as PennyError).message;
  assert.match(told(refused), /n'accepte pas de connexion chiffrée ; vérifiez le certificat$/);
  assert.match(told(fault("SELF_SIGNED_CERT_IN_CHAIN")), /n'est pas reconnu ; .*le certificat$/);
  assert.match(told(fault("ECONNREFUSED")), /connexion refusée ; vérifiez POSTGRES_HOST$/);
});
