import {
  type CompanySource,
  identitiesBeside,
  type KnownCompany,
  type ShownCompany,
} from "./known_identity.ts";

const IN: Readonly<Record<CompanySource, string>> = {
  data_sharing: "Data Sharing",
  api: "l'API",
  firm: "l'API Cabinet",
};

/** What a reason tells of: the company refused, and the source that shows it. */
export interface Refused {
  readonly shown: ShownCompany;
  readonly source: CompanySource;
}

/** What the known company is in the source that speaks for it: where `fits` holds, else the first one. */
function beside(
  { source }: Refused,
  known: KnownCompany,
  fits: (identity: { readonly id: string; readonly siren: string | null }) => boolean = () => true,
) {
  const identities = identitiesBeside(known, source);
  return identities.find(fits) ?? identities[0]!;
}

/** Where the companies that are known stay readable. */
function stillRead(source: CompanySource): string {
  return source === "data_sharing" ? "par Data Sharing" : `par ${IN[source]}`;
}

function opening({ shown, source }: Refused): string {
  return `Impossible de rattacher la société « ${shown.name} » (identifiant ${shown.id} dans ${
    IN[source]
  }, ${sirenText(shown.siren)})`;
}

function sirenText(siren: string | null): string {
  return siren === null ? "sans SIREN" : `SIREN ${siren}`;
}

/** Names with their ids, at most ten. */
function list(companies: readonly { readonly name: string; readonly id: string }[]): string {
  return companies.slice(0, 10).map(({ name, id }) => `« ${name} » (${id})`).join(", ");
}

/** Two sources have the id, with two SIREN. */
export function idOfAnother(refused: Refused, known: KnownCompany): string {
  const other = beside(
    refused,
    known,
    ({ siren }) => siren !== null && siren !== refused.shown.siren,
  );
  return `${
    opening(refused)
  } : elle porte l'identifiant ${refused.shown.id} d'une autre société, « ${known.name} » (${
    IN[other.source]
  }, ${sirenText(other.siren)}) ; vérifiez les deux SIREN dans Pennylane`;
}

/** The id tells one company, the SIREN another. */
export function idAgainstSiren(refused: Refused, known: KnownCompany): string {
  return `${opening(refused)} : dans ${
    IN[beside(refused, known, ({ id }) => id === refused.shown.id).source]
  }, l'identifiant désigne « ${known.name} » mais le SIREN une autre société ; renseignez le SIREN de chacune dans Pennylane`;
}

/** A company of two sources has got two SIREN. */
export function sirenChanged(refused: Refused, known: KnownCompany): string {
  return `${opening(refused)} : Data Sharing lui donne maintenant le SIREN ${
    known.data_sharing!.siren
  } ; corrigez-le dans Pennylane, ou attendez une journée s'il vient de l'être`;
}

/** Several companies of another source have its SIREN. */
export function sirenOfSeveral(refused: Refused, known: readonly KnownCompany[]): string {
  const { siren } = refused.shown;
  const others = known.map((company) => beside(refused, company, (one) => one.siren === siren));
  const names = list(known.map(({ name }, i) => ({ name, id: others[i]!.id })));
  const { source } = others[0]!;
  return `${opening(refused)} : plusieurs sociétés ont ce SIREN dans ${IN[source]}, ${names} ; ${
    refused.source === "api"
      ? `retirez son jeton de PENNYLANE_API_TOKEN, ${IN[source]} les donne déjà`
      : `ces sociétés restent lues ${stillRead(source)}`
  }`;
}

/** Several companies of its own source have its SIREN, and one of the other. */
export function sirenShared(
  refused: Refused,
  known: KnownCompany,
  peers: readonly { readonly name: string; readonly id: string }[],
): string {
  const { siren } = refused.shown;
  const { source } = beside(refused, known, (one) => one.siren === siren);
  return `${opening(refused)} : « ${known.name} » a ce SIREN dans ${
    IN[source]
  }, mais plusieurs sociétés l'ont dans ${IN[refused.source]}, ${list(peers)} ; ${
    refused.source === "api"
      ? `gardez dans PENNYLANE_API_TOKEN le seul jeton de « ${known.name} »`
      : `la société reste lue ${stillRead(source)}`
  }`;
}

/** A company of the same name, and a SIREN is missing. */
export function sameName(refused: Refused, known: KnownCompany): string {
  return `${opening(refused)} : « ${known.name} » (${
    IN[beside(refused, known).source]
  }) porte le même nom, aucun SIREN pour le confirmer ; renseignez le SIREN dans Pennylane`;
}
