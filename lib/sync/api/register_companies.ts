import { UsageError } from "../../base/mod.ts";
import { type Account, AuthenticationError } from "../../connectors/pennylane/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import { decideIdentities, type Decision } from "../company_identities.ts";
import type { KnownCompany, ShownCompany } from "../known_identity.ts";
import { lockCompanies } from "../known_companies.ts";
import { readSiren } from "../read_siren.ts";
import type { ApiToken, Registration, SyncContext } from "../types.ts";
import { askTokens, type TokenAnswer } from "./ask_tokens.ts";
import { movedToken, refusedToken, tokensOfOne, unauthorized } from "./token_texts.ts";

/** What became of a token. */
interface TokenRecord {
  readonly token: ApiToken;
  /** Penny's id of its company, as far as it is known. */
  readonly companyId: string | null;
  /** Name of that company. */
  readonly name: string | null;
  /** Null when the API did not tell them. */
  readonly scopes: readonly string[] | null;
  readonly fault: string | null;
  /** Why there is a fault: tokens that the API does not know are told together. */
  readonly isUnauthorized: boolean;
}

/**
 * Registers the companies of the tokens, and what became of each token.
 *
 * @param context The synchronisation; without a token nothing is done.
 * @returns Tokens and companies that are refused, tokens too many.
 * @throws {UsageError} Every token is refused and no other source is configured; or base URL or proxy are wrong.
 * @throws {ServiceError} The API cannot be reached.
 */
export async function registerApiCompanies(context: SyncContext): Promise<Registration> {
  if (context.api.length === 0) return { faults: [], notes: [] };
  const answers = await askTokens(context.api);
  const records = await context.db.transaction((tx) => register(tx, context, answers));
  const faults = faultsOf(records);
  const isAlone = context.dataSharing === null && (context.firm ?? []).length === 0;
  if (isAlone && records.every(({ fault }) => fault !== null)) {
    throw new UsageError(faults.join("\n"));
  }
  return { faults, notes: notesOf(records) };
}

async function register(
  tx: Queryable,
  context: SyncContext,
  answers: readonly TokenAnswer[],
): Promise<TokenRecord[]> {
  const dataSharing = context.dataSharing !== null;
  const known = await lockCompanies(tx, { dataSharing });
  const before = await companiesBefore(tx, known, context.api);
  const standing = answers.filter((answer) => answer.account && !hasMoved(answer, before));
  const shown = standing.map(({ account }) => shownCompany(account!));
  const decisions = new Map(
    decideIdentities(known, shown, "api").map((decision) => [decision.shown.id, decision]),
  );
  await writeCompanies(tx, [...decisions.values()], { dataSharing });
  const names = new Map(known.map(({ companyId, name }) => [companyId, name]));
  const records = answers.map((answer) => recordOf(answer, { before, decisions, names }));
  await writeTokens(tx, records, context.clock.now());
  return records;
}

/** The company that each token stood for when it was asked last, by the token's hash. */
async function companiesBefore(
  tx: Queryable,
  known: readonly KnownCompany[],
  tokens: readonly ApiToken[],
): Promise<Map<string, KnownCompany>> {
  const byId = new Map(known.map((company) => [company.companyId, company]));
  const rows = await tx.many<{ token_hash: string; company_id: string }>(
    "SELECT token_hash, company_id FROM penny.api_tokens " +
      "WHERE token_hash = ANY($1) AND company_id IS NOT NULL",
    [tokens.map(({ hash }) => hash)],
  );
  return new Map(rows.flatMap(({ token_hash, company_id }) => {
    const company = byId.get(company_id);
    return company ? [[token_hash, company]] : [];
  }));
}

/** A token never changes its company: one that seems to is not believed. */
function hasMoved(
  { token, account }: TokenAnswer,
  before: ReadonlyMap<string, KnownCompany>,
): boolean {
  const company = before.get(token.hash);
  return company !== undefined && account !== null &&
    company.api?.id !== String(account.company.id);
}

function shownCompany({ company }: Account): ShownCompany {
  const id = String(company.id);
  return { id, name: company.name.trim() || id, siren: readSiren(company.reg_no) };
}

function recordOf(
  answer: TokenAnswer,
  { before, decisions, names }: {
    readonly before: ReadonlyMap<string, KnownCompany>;
    readonly decisions: ReadonlyMap<string, Decision>;
    readonly names: ReadonlyMap<string, string>;
  },
): TokenRecord {
  const { token, account, error } = answer;
  const company = before.get(token.hash);
  const old = { token, companyId: company?.companyId ?? null, name: company?.name ?? null };
  if (account === null) {
    const isUnauthorized = error instanceof AuthenticationError;
    const fault = isUnauthorized
      ? unauthorized([token], old.name === null ? [] : [old.name])
      : refusedToken(token, error.message);
    return { ...old, scopes: null, fault, isUnauthorized };
  }
  const common = { token, scopes: account.scopes, isUnauthorized: false };
  if (company !== undefined && hasMoved(answer, before)) {
    const fault = movedToken(token, { before: company.name, now: account.company.name });
    return { ...common, ...old, fault };
  }
  const decision = decisions.get(String(account.company.id))!;
  const { companyId } = decision;
  const name = names.get(companyId ?? "") ?? decision.shown.name;
  const fault = decision.kind === "refused" ? refusedToken(token, decision.reason) : null;
  return { ...common, companyId, name, fault };
}

async function writeCompanies(
  tx: Queryable,
  decisions: readonly Decision[],
  { dataSharing }: { readonly dataSharing: boolean },
): Promise<void> {
  const rows = decisions.flatMap((decision) =>
    decision.kind === "refused" ? [] : [{ ...decision.shown, company_id: decision.companyId }]
  );
  await tx.execute(
    "INSERT INTO penny.companies AS c (company_id, name, api_id, api_siren) " +
      "SELECT company_id, name, id, siren " +
      "FROM jsonb_to_recordset($1::jsonb) AS r(company_id bigint, name text, id bigint, siren text) " +
      "ORDER BY company_id " +
      "ON CONFLICT (company_id) DO UPDATE SET api_id = excluded.api_id, api_siren = excluded.api_siren, " +
      // Where both sources name it, one of them must win, else its name would change at each reading.
      "name = CASE WHEN $2 AND c.data_sharing_id IS NOT NULL THEN c.name ELSE excluded.name END",
    [JSON.stringify(rows), dataSharing],
  );
}

async function writeTokens(
  tx: Queryable,
  records: readonly TokenRecord[],
  now: Date,
): Promise<void> {
  // A token that is given twice has one hash.
  const rows = [...new Map(records.map((record) => [record.token.hash, record])).values()].map(
    ({ token, companyId, scopes, fault }) => ({
      ...{ token_hash: token.hash, company_id: companyId, scopes, fault },
    }),
  );
  await tx.execute(
    "INSERT INTO penny.api_tokens AS t (token_hash, company_id, scopes, fault, checked_at) " +
      "SELECT token_hash, company_id, coalesce(scopes, '[]'), fault, $2::timestamptz " +
      "FROM jsonb_to_recordset($1::jsonb) AS r(token_hash text, company_id bigint, scopes jsonb, fault text) " +
      "ORDER BY token_hash " +
      "ON CONFLICT (token_hash) DO UPDATE SET company_id = excluded.company_id, fault = excluded.fault, " +
      "checked_at = excluded.checked_at, " +
      "scopes = CASE WHEN excluded.scopes = '[]' THEN t.scopes ELSE excluded.scopes END",
    [JSON.stringify(rows), now.toISOString()],
  );
}

function faultsOf(records: readonly TokenRecord[]): string[] {
  const unknown = records.filter(({ isUnauthorized }) => isUnauthorized);
  const names = new Set(unknown.flatMap(({ name }) => name === null ? [] : [name]));
  const first = unknown.length === 0
    ? []
    : [unauthorized(unknown.map(({ token }) => token), [...names])];
  const others = records.flatMap(({ fault, isUnauthorized }) =>
    fault === null || isUnauthorized ? [] : [fault]
  );
  return [...first, ...others];
}

function notesOf(records: readonly TokenRecord[]): string[] {
  const standing = records.filter(({ fault }) => fault === null);
  return [...Map.groupBy(standing, ({ companyId }) => companyId).values()]
    .filter((same) => same.length > 1)
    .map((same) => tokensOfOne(same.map(({ token }) => token), same[0]!.name!));
}
