import { DataError } from "../../base/mod.ts";
import type { DataSharing } from "../../connectors/data_sharing/mod.ts";
import {
  type FieldDescription,
  PrivilegeError,
  QueryError,
} from "../../connectors/postgres/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import type { AnyDomainName } from "../../domains/mod.ts";

const UNDEFINED_TABLE = "42P01";
const UNDEFINED_SCHEMA = "3F000";

/**
 * Whether an error says that a table is not there, or is closed to this user: Data Sharing does not tell which.
 *
 * @param error Anything thrown by a probe.
 * @returns False for every other error, such as a lost connection.
 */
export function isNotShared(error: unknown): boolean {
  if (error instanceof PrivilegeError) return true;
  return error instanceof QueryError &&
    [UNDEFINED_TABLE, UNDEFINED_SCHEMA].includes(error.sqlState ?? "");
}

/**
 * The columns of a domain's table in the source.
 *
 * @param source The source.
 * @param name The domain.
 * @param db The warehouse, which tells whether the table was ever read.
 * @returns Null when the source does not give the table and never did: the domain is not available there.
 * @throws {DataError} The table was read before and is gone or closed: its rows must not age in silence.
 */
export async function probeSource(
  source: DataSharing,
  name: AnyDomainName,
  db: Queryable,
): Promise<readonly FieldDescription[] | null> {
  try {
    return await source.probe(name);
  } catch (error) {
    if (!isNotShared(error)) throw error;
    const { known } = await db.one<{ known: boolean }>(
      "SELECT EXISTS (SELECT FROM penny.units WHERE source = 'data_sharing' AND domain = $1) AS known",
      [name],
    );
    if (!known) return null;
    throw new DataError(
      `Impossible de lire « ${name} » : la table a disparu de Data Sharing, ou REDSHIFT_USER n'y a plus droit ; ` +
        "les anciennes lignes sont gardées, rétablissez l'accès dans Pennylane puis relancez",
      { cause: error },
    );
  }
}
