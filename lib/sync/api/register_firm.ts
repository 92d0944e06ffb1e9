import { UsageError } from "../../base/mod.ts";
import { AuthenticationError, PennylaneServiceError } from "../../connectors/pennylane/mod.ts";
import type { Queryable } from "../../connectors/postgres/mod.ts";
import { decideIdentities, type Decision } from "../company_identities.ts";
import { lockCompanies } from "../known_companies.ts";
import type { Registration, SyncContext } from "../types.ts";
import { askFirms, type FirmAnswer } from "./ask_firms.ts";
import { emptyFirm, refusedFirm, unauthorizedFirm } from "./firm_texts.ts";
import { type FirmShown, shownInFirm } from "./shown_in_firm.ts";

/** What became of a token. */
interface FirmRecord {
  readonly answer: FirmAnswer;
  readonly fault: string | null;
}

/**
 * Registers the companies of the firms. One that a token no longer shows is marked, and not read through it any more; nothing
 * of it is deleted.
 *
 * @param context The synchronisation; without a token of a firm nothing is done.
 * @returns Tokens and companies that are refused.
 * @throws {UsageError} Every token is refused and no other source is configured; or the proxy refuses.
 * @throws {ServiceError} The API cannot be reached, and no other source is configured.
 */
export async function registerFirmCompanies(context: SyncContext): Promise<Registration> {
  const tokens = context.firm ?? [];
  if (tokens.length === 0) return { faults: [], notes: [] };
  const records = (await askFirms(tokens)).map(recordOf);
  const refused = await context.db.transaction((tx) => register(tx, context, records));
  const faults = records.flatMap(({ fault }) => fault ?? []);
  const isAlone = context.dataSharing === null && context.api.length === 0;
  if (isAlone && records.every(({ fault }) => fault !== null)) throw nothingLeft(records);
  return { faults: [...faults, ...refused], notes: [] };
}

function recordOf(answer: FirmAnswer): FirmRecord {
  const { token, companies, error } = answer;
  if (companies !== null) {
    return { answer, fault: companies.length === 0 ? emptyFirm(token) : null };
  }
  const fault = error instanceof AuthenticationError
    ? unauthorizedFirm(token)
    : refusedFirm(token, error.message);
  return { answer, fault };
}

/** Who cannot be reached may be reached later: that is no fault of the settings. */
function nothingLeft(records: readonly FirmRecord[]): Error {
  const silent = records.find(({ answer }) => answer.error instanceof PennylaneServiceError);
  return silent?.answer.error ?? new UsageError(records.map(({ fault }) => fault).join("\n"));
}

async function register(
  tx: Queryable,
  context: SyncContext,
  records: readonly FirmRecord[],
): Promise<string[]> {
  const known = await lockCompanies(tx, { dataSharing: context.dataSharing !== null });
  const standing = records.filter(({ fault }) => fault === null);
  const shown = standing.flatMap(({ answer }) => (answer.companies ?? []).map(shownInFirm));
  const decisions = decideIdentities(known, shown, "firm");
  await writeCompanies(tx, context, decisions);
  const now = context.clock.now().toISOString();
  for (const record of records) await writeToken(tx, record, now);
  const ids = new Map(decisions.map(({ shown: { id }, companyId }) => [id, companyId]));
  for (const { answer } of standing) await writeShown(tx, answer, { ids, now });
  return decisions.flatMap((one) => one.kind === "refused" ? [one.reason] : []);
}

async function writeCompanies(
  tx: Queryable,
  { dataSharing, api }: SyncContext,
  decisions: readonly Decision[],
): Promise<void> {
  const rows = decisions.flatMap((decision) => {
    if (decision.kind === "refused") return [];
    const { clientCode, ...shown } = decision.shown as FirmShown;
    return [{ ...shown, company_id: decision.companyId, client_code: clientCode }];
  });
  await tx.execute(
    "INSERT INTO penny.companies AS c (company_id, name, firm_id, firm_siren, client_code) " +
      "SELECT company_id, name, id, siren, client_code FROM jsonb_to_recordset($1::jsonb) " +
      "AS r(company_id bigint, name text, id bigint, siren text, client_code text) " +
      "ORDER BY company_id " +
      "ON CONFLICT (company_id) DO UPDATE SET firm_id = excluded.firm_id, " +
      "firm_siren = excluded.firm_siren, client_code = excluded.client_code, " +
      // Where several sources name it, one of them must win, else its name would change at each reading.
      "name = CASE WHEN ($2 AND c.data_sharing_id IS NOT NULL) OR ($3 AND c.api_id IS NOT NULL) " +
      "THEN c.name ELSE excluded.name END",
    [JSON.stringify(rows), dataSharing !== null, api.length > 0],
  );
}

async function writeToken(
  tx: Queryable,
  { answer: { token }, fault }: FirmRecord,
  now: string,
): Promise<void> {
  await tx.execute(
    "INSERT INTO penny.firm_tokens (token_hash, fault, checked_at) VALUES ($1, $2, $3) " +
      "ON CONFLICT (token_hash) DO UPDATE SET fault = excluded.fault, checked_at = excluded.checked_at",
    [token.hash, fault, now],
  );
}

/** Keeps what the list says of each company, and marks those that are no longer in it. */
async function writeShown(
  tx: Queryable,
  { token, companies }: FirmAnswer,
  { ids, now }: { readonly ids: ReadonlyMap<string, string | null>; readonly now: string },
): Promise<void> {
  const rows = (companies ?? []).map((data) => ({
    ...{ firm_id: data.id, company_id: ids.get(String(data.id)) ?? null, data },
  }));
  await tx.execute(
    "INSERT INTO penny.firm_companies (token_hash, firm_id, company_id, data, seen_at) " +
      "SELECT $1, firm_id, company_id, data, $3::timestamptz FROM jsonb_to_recordset($2::jsonb) " +
      "AS r(firm_id bigint, company_id bigint, data jsonb) ORDER BY firm_id " +
      "ON CONFLICT (token_hash, firm_id) DO UPDATE SET company_id = excluded.company_id, " +
      "data = excluded.data, seen_at = excluded.seen_at, lost_at = NULL",
    [token.hash, JSON.stringify(rows), now],
  );
  await tx.execute(
    "UPDATE penny.firm_companies SET lost_at = $3 WHERE token_hash = $1 AND lost_at IS NULL " +
      "AND firm_id <> ALL($2::bigint[])",
    [token.hash, rows.map(({ firm_id }) => firm_id), now],
  );
}
