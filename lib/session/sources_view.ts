import { plural } from "../base/mod.ts";
import { type Displayable, facts, formatDate } from "../display/mod.ts";
import { DOMAIN_NAMES, DOMAINS, SOURCE_TITLES, type SourceName } from "../domains/mod.ts";
import type { Queryable } from "../connectors/postgres/mod.ts";
import { leftCompanies, leftNotes } from "../sync/mod.ts";
import { formatDateTime } from "./views.ts";

interface ForceRow {
  readonly domain: string;
  readonly source: SourceName;
  readonly companies: string;
  readonly rows: string;
  /** Oldest reading among the companies. */
  readonly read_at: string;
}

/**
 * Where each of the twelve tables comes from, every company: the sources in force, rows, and the oldest reading.
 *
 * @param db The warehouse.
 * @param options `syntheticAsOf`: day of the synthetic data, or null with real data.
 * @returns One line a table.
 */
export async function sourcesView(
  db: Queryable,
  { syntheticAsOf }: { readonly syntheticAsOf: string | null },
): Promise<Displayable> {
  const rows = await db.many<ForceRow>(
    "SELECT domain, source, count(*) AS companies, sum(rows) AS rows, min(read_at) AS read_at " +
      "FROM penny.sources_in_force JOIN penny.units USING (company_id, domain, source) " +
      "GROUP BY domain, source ORDER BY domain, source DESC",
  );
  const left = leftNotes(await leftCompanies(db));
  return facts({
    title: "D'où vient chaque table",
    ...(syntheticAsOf === null
      ? {}
      : { band: `DÉMONSTRATION : données synthétiques au ${formatDate(syntheticAsOf)}` }),
    rows: [
      ...DOMAIN_NAMES.map((name): [string, string] => {
        const own = rows.filter(({ domain }) => domain === name).map(sourceText);
        return [DOMAINS[name].title, own.length === 0 ? "pas encore lue" : own.join(" ; ")];
      }),
      ...left.map((note): [string, string] => ["Sociétés parties", note]),
    ],
  });
}

function sourceText({ source, companies, rows, read_at }: ForceRow): string {
  const lines = plural(Number(rows), "ligne");
  const where = `${SOURCE_TITLES[source]}, ${plural(Number(companies), "société")}`;
  return `${where}, ${lines}, lues le ${formatDateTime(read_at)}`;
}
