import { DataError, plural } from "../../base/mod.ts";
import { knownKeys } from "../../connectors/pennylane/mod.ts";
import { ofCompany } from "../of_company.ts";
import { analyzeStaging, type Staging } from "../staging.ts";
import { type ApiSource, apiSource } from "./api_access.ts";
import { type ApiReading, keysOf, mainOf } from "./api_reading.ts";
import type { ApiRow } from "./resource_pages.ts";
import { stageRawRows } from "./stage_raw_rows.ts";

/** Pages of a resource on their way to raw staging. */
export interface ResourceRows {
  readonly raw: Staging;
  readonly resource: string;
  readonly pages: AsyncIterable<readonly ApiRow[]>;
}

/**
 * Copies rows of a resource into raw staging, and tells how far it is.
 *
 * @param reading The unit.
 * @param rows Pages of the resource.
 * @returns Rows copied.
 * @throws {DataError} Rows other than the main ones lack a key.
 */
export function stageResource(
  { context, session, unit, parts, rowKeys, progress }: ApiReading,
  { raw, resource, pages }: ResourceRows,
): Promise<number> {
  const { company } = unit;
  const keys = keysOf(parts).get(resource)!;
  const isMain = resource === mainOf(parts);
  const before = { ...progress };
  return stageRawRows(session, {
    staging: raw,
    pages: isMain ? pages : withKeys(pages, resource, { source: apiSource(unit), keys }),
    companyId: company.companyId,
    resource,
    keys,
    ...(isMain ? { rowKeys } : {}),
    onProgress: (rows, pages) => {
      if (isMain) progress.rows = before.rows + rows;
      progress.requests = before.requests + pages;
      const lines = plural(rows, "ligne lue", "lignes lues");
      context.emit({
        type: "progress",
        text: `${parts[0]!.domain.title} de « ${company.name} » : ${lines} (${resource})`,
        rows: progress.rows,
        requests: { done: progress.requests, expected: progress.expected },
      });
    },
  });
}

/** Refuses rows of another resource that lack a key which is used: nobody would tell that values of the main rows went. */
async function* withKeys(
  pages: ResourceRows["pages"],
  resource: string,
  { source, keys }: { readonly source: ApiSource; readonly keys: readonly string[] },
): AsyncGenerator<readonly ApiRow[]> {
  const required = knownKeys(resource, source)?.required;
  const used = keys.filter((key) => required?.has(key));
  for await (const page of pages) {
    const lost = used.find((key) => page.some((row) => !(key in row)));
    if (lost !== undefined) {
      throw new DataError(
        `Impossible de lire « ${resource} » : l'API n'en donne plus la clé « ${lost} » ; mettez Penny à jour`,
      );
    }
    yield page;
  }
}

/**
 * Checks that no row came twice: it would make two of its analytical lines, which no key could tell apart.
 *
 * @param reading The unit.
 * @param raw What was read.
 * @throws {DataError} A row came twice.
 */
export async function refuseRepeated(
  { session, unit: { company } }: Pick<ApiReading, "session" | "unit">,
  raw: Staging,
): Promise<void> {
  await analyzeStaging(session, raw.table, company.companyId);
  const [repeated] = await session.many<{ resource: string; id: string }>(
    `SELECT resource, id FROM ${ofCompany(raw.table, company.companyId)} r ` +
      "WHERE id IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 1, 2 LIMIT 1",
  );
  if (repeated === undefined) return;
  const { resource, id } = repeated;
  throw new DataError(
    `Impossible de lire « ${resource} » de « ${company.name} » : l'API donne deux fois la ligne ${id} ; relancez plus tard`,
    { retriable: true },
  );
}
