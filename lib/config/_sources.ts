import type { FieldValues } from "./_fields.ts";
import { type Fault, missing, type ReadFields } from "./_read_fields.ts";
import type { ConfigurableSource } from "./types.ts";

const DEMO_REMEDY = "ou mettez PENNY_DEMO=1 pour travailler sur des données de démonstration";
const DATA_SHARING_KEYS = ["PENNYLANE_DATA_SHARING_KEY", "REDSHIFT_USER"] as const;
const DATA_SHARING = DATA_SHARING_KEYS.join(" et ");
/** Setting of the tokens of each API. */
const TOKENS = { api: "PENNYLANE_API_TOKEN", firm: "PENNY_FIRM_TOKEN" } as const;
const NEEDED: Readonly<Record<ConfigurableSource, string>> = {
  data_sharing: DATA_SHARING,
  ...TOKENS,
};
const ALL: readonly ConfigurableSource[] = ["data_sharing", "api", "firm"];
/** A demonstration of everything at once would show the same companies three times. */
const SHOWN: readonly ConfigurableSource[] = ["data_sharing", "api"];

/**
 * The sources of a demonstration.
 *
 * @param values All settings.
 * @returns PENNY_DEMO_SOURCES; without it Data Sharing and the company API.
 */
export function demoSources(values: FieldValues): readonly ConfigurableSource[] {
  return values.PENNY_DEMO_SOURCES ?? SHOWN;
}

/**
 * The sources for which anything is set, rightly or wrongly.
 *
 * @param read What was found of all settings.
 * @param demo Whether the data are synthetic.
 * @returns None, or some.
 */
export function configuredSources(read: ReadFields, demo: boolean): readonly ConfigurableSource[] {
  if (demo) return demoSources(read.values);
  const { given } = read;
  return ALL.filter((source) =>
    source === "data_sharing"
      ? DATA_SHARING_KEYS.some((key) => given.has(key))
      : given.has(TOKENS[source])
  );
}

/**
 * The credentials that are missing: one source is enough, but Data Sharing needs both its key and its user, and a source that
 * PENNY_SOURCES names must be configured.
 *
 * @param read What was found of all settings.
 * @param demo Whether the data are synthetic.
 * @returns Faults that say what to fill in.
 */
export function missingSourceFaults(read: ReadFields, demo: boolean): Fault[] {
  const configured = configuredSources(read, demo);
  if (configured.length === 0) return noSource();
  const halves = !demo && configured.includes("data_sharing") ? DATA_SHARING_KEYS : [];
  const faults = halves.filter((key) => !read.given.has(key)).map((key) =>
    missing(key, `Data Sharing veut ${DATA_SHARING} ; complétez, ${DEMO_REMEDY}`)
  );
  const choices = Object.entries(read.values.PENNY_SOURCES ?? {})
    .filter(([, source]) => !configured.includes(source));
  for (const [source, tables] of Map.groupBy(choices, ([, source]) => source)) {
    const remedy = demo ? `ajoutez ${source} à PENNY_DEMO_SOURCES` : `remplissez ${NEEDED[source]}`;
    const named = tables.map(([table]) => `${table}=${source}`).join(", ");
    faults.push({
      key: "PENNY_SOURCES",
      text: `${named} : cette source n'est pas configurée ; ${remedy}, ou retirez ce choix`,
    });
  }
  return faults;
}

/** Both ways are named: either is enough. */
function noSource(): Fault[] {
  const orDataSharing =
    `ou remplissez ${DATA_SHARING}, ou PENNY_FIRM_TOKEN pour un cabinet, ${DEMO_REMEDY}`;
  const orApi = `ou remplissez PENNYLANE_API_TOKEN seul, ${DEMO_REMEDY}`;
  return [
    missing("PENNYLANE_API_TOKEN", orDataSharing),
    ...DATA_SHARING_KEYS.map((key) => missing(key, orApi)),
  ];
}
