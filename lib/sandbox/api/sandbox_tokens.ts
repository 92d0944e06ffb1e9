import type { Queryable } from "../../connectors/postgres/mod.ts";
import { ALL_READ_SCOPES } from "./scopes.ts";
import { ALL_FIRM_SCOPES } from "./firm/firm_scopes.ts";
import type { SandboxFirmToken, SandboxToken } from "./types.ts";

/** A token and the name of its company. */
export interface NamedToken extends SandboxToken {
  readonly companyName: string;
}

/**
 * A token for each synthetic company, always the same, with every scope that reads: `sandbox-<id of the company>`.
 *
 * @param db Connected to the stand-in's database, which holds books.
 * @returns Tokens by ascending id of company.
 */
export async function sandboxTokens(db: Queryable): Promise<NamedToken[]> {
  const companies = await db.many<{ id: string; name: string }>(
    "SELECT id, name FROM pennylane.companies ORDER BY id",
  );
  return companies.map(({ id, name }) => ({
    token: `sandbox-${id}`,
    companyId: Number(id),
    companyName: name,
    scopes: ALL_READ_SCOPES,
  }));
}

/**
 * The token of the firm that keeps all synthetic companies, always the same, with every scope that reads.
 *
 * @returns `sandbox-cabinet`.
 */
export function sandboxFirmToken(): SandboxFirmToken {
  return { token: "sandbox-cabinet", scopes: ALL_FIRM_SCOPES };
}
