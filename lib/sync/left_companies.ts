import type { Queryable } from "../connectors/postgres/mod.ts";
import { visibleCompanies } from "./companies.ts";
import { awaitDecisions } from "./known_companies.ts";
import { nameSome } from "./name_some.ts";
import type { SyncContext } from "./types.ts";

/**
 * Marks the companies that no configured source shows any more, and takes the mark from those that came back. Nothing of
 * them is deleted.
 *
 * @param context The synchronisation; companies have just been registered.
 * @returns A French remark as long as there are such companies, or none.
 */
export async function markLeftCompanies(context: SyncContext): Promise<string[]> {
  const { db, clock } = context;
  const visible = (await visibleCompanies(context)).map(({ companyId }) => companyId);
  await db.transaction(async (tx) => {
    // Two that mark many would wait for each other.
    await awaitDecisions(tx);
    await tx.execute(
      "UPDATE penny.companies SET left_at = CASE WHEN company_id = ANY($1::bigint[]) THEN NULL ELSE $2::timestamptz END " +
        "WHERE (company_id = ANY($1::bigint[])) = (left_at IS NOT NULL)",
      [visible, clock.now().toISOString()],
    );
  });
  return leftNotes(await leftCompanies(db));
}

/** A company that no configured source shows any more, and of which rows are kept. */
export interface LeftCompany {
  readonly companyId: string;
  readonly name: string;
  /** Since when, ISO. */
  readonly leftAt: string;
}

/**
 * The companies that no configured source shows any more, and of which something was read.
 *
 * @param db The warehouse.
 * @returns By name.
 */
export async function leftCompanies(db: Queryable): Promise<LeftCompany[]> {
  const rows = await db.many<{ company_id: string; name: string; left_at: string }>(
    "SELECT company_id, name, left_at FROM penny.companies c WHERE left_at IS NOT NULL " +
      "AND EXISTS (SELECT FROM penny.units u WHERE u.company_id = c.company_id) ORDER BY name, company_id",
  );
  return rows.map((row) => ({ companyId: row.company_id, name: row.name, leftAt: row.left_at }));
}

/**
 * What is said of companies that left.
 *
 * @param left At least none.
 * @returns One French remark, or none.
 */
export function leftNotes(left: readonly LeftCompany[]): string[] {
  if (left.length === 0) return [];
  const names = nameSome(left.map(({ name }) => `« ${name} »`));
  const [shown, remove] = left.length === 1
    ? ["n'est plus montrée", "la retirer"]
    : ["ne sont plus montrées", "en retirer une"];
  return [
    `${names} ${shown} par Pennylane : les lignes déjà lues sont gardées telles quelles ; ` +
    `pour ${remove} de la base : deno task db forget "NOM"`,
  ];
}
