import { quoteIdentifier } from "../../lib/connectors/postgres/mod.ts";
import { type DomainName, DOMAINS, type SourceName } from "../../lib/domains/mod.ts";

export { domainsOf } from "./moving/contexts.ts";

/** All rows as one text each, whatever scale a number is kept with. */
export function rowText(domain: DomainName, source: SourceName): string {
  const columns = DOMAINS[domain].columns
    .filter(({ derived, sources }) => !derived && sources[source] !== null);
  const texts = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    return type === "decimal" ? `trim_scale(${column}::numeric)::text` : `${column}::text`;
  });
  return `concat_ws('|', ${texts.map((text) => `coalesce(${text}, '∅')`).join(", ")})`;
}
