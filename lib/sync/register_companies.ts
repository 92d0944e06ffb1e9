import { registerApiCompanies } from "./api/register_companies.ts";
import { registerFirmCompanies } from "./api/register_firm.ts";
import { registerDataSharingCompanies } from "./data_sharing/register_companies.ts";
import { markLeftCompanies } from "./left_companies.ts";
import type { Registration, SyncContext } from "./types.ts";

/**
 * Reads which companies each configured source shows and gives each its `company_id`, kept for good; one that several show
 * has one. A company that is no longer shown stays in `penny.companies`, marked; nothing of it is deleted. One that could be another is
 * refused, told, and not read.
 *
 * @param context The synchronisation; a source that is not configured is not asked.
 * @returns Refused tokens and companies, and remarks.
 * @throws {UsageError} Data Sharing has no table of companies, or shows none: with a lost right nothing may be read, else all
 *   would be deleted; or every token is refused and there is no other source; or proxy or base URL are wrong.
 * @throws {ServiceError} A source or the warehouse cannot be reached.
 */
export async function registerCompanies(context: SyncContext): Promise<Registration> {
  const first = await registerDataSharingCompanies(context);
  // After Data Sharing, whose SIREN decides where both have one.
  const second = await registerApiCompanies(context);
  const third = await registerFirmCompanies(context);
  const left = await markLeftCompanies(context);
  return {
    faults: [...first.faults, ...second.faults, ...third.faults],
    notes: [...first.notes, ...second.notes, ...third.notes, ...left],
  };
}
