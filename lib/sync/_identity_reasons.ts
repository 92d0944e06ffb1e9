import type { CompanySource, KnownCompany, ShownCompany } from "./company_identities.ts";

const IN: Readonly<Record<CompanySource, string>> = { data_sharing: "Data Sharing", api: "l'API" };

/** What a reason tells of: the company refused, and the source that shows it. */
export interface Refused {
  readonly shown: ShownCompany;
  readonly source: CompanySource;
}

function otherOf(source: CompanySource): CompanySource {
  return source === "api" ? "data_sharing" : "api";
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

/** Both sources have the id, with two SIREN. */
export function idOfAnother(refused: Refused, known: KnownCompany): string {
  const other = otherOf(refused.source);
  return `${
    opening(refused)
  } : elle porte l'identifiant ${refused.shown.id} d'une autre société, « ${known.name} » (${
    IN[other]
  }, ${sirenText(known[other]!.siren)}) ; vérifiez les deux SIREN dans Pennylane`;
}

/** The id tells one company, the SIREN another. */
export function idAgainstSiren(refused: Refused, known: KnownCompany): string {
  return `${opening(refused)} : dans ${
    IN[otherOf(refused.source)]
  }, l'identifiant désigne « ${known.name} » mais le SIREN une autre société ; renseignez le SIREN de chacune dans Pennylane`;
}

/** A company of both sources has got two SIREN. */
export function sirenChanged(refused: Refused, known: KnownCompany): string {
  return `${opening(refused)} : Data Sharing lui donne maintenant le SIREN ${
    known.data_sharing!.siren
  } ; corrigez-le dans Pennylane, ou attendez une journée s'il vient de l'être`;
}

/** Several companies of the other source have its SIREN. */
export function sirenOfSeveral(refused: Refused, known: readonly KnownCompany[]): string {
  const other = otherOf(refused.source);
  const names = list(known.map((company) => ({ name: company.name, id: company[other]!.id })));
  return `${opening(refused)} : plusieurs sociétés ont ce SIREN dans ${IN[other]}, ${names} ; ${
    refused.source === "api"
      ? "retirez son jeton de PENNYLANE_API_TOKEN, Data Sharing les donne déjà"
      : "ces sociétés restent lues par l'API"
  }`;
}

/** Several companies of its own source have its SIREN, and one of the other. */
export function sirenShared(
  refused: Refused,
  known: KnownCompany,
  peers: readonly { readonly name: string; readonly id: string }[],
): string {
  return `${opening(refused)} : « ${known.name} » a ce SIREN dans ${
    IN[otherOf(refused.source)]
  }, mais plusieurs sociétés l'ont dans ${IN[refused.source]}, ${list(peers)} ; ${
    refused.source === "api"
      ? `gardez dans PENNYLANE_API_TOKEN le seul jeton de « ${known.name} »`
      : "la société reste lue par l'API"
  }`;
}

/** A company of the same name, and a SIREN is missing. */
export function sameName(refused: Refused, known: KnownCompany): string {
  return `${opening(refused)} : « ${known.name} » (${
    IN[otherOf(refused.source)]
  }) porte le même nom, aucun SIREN pour le confirmer ; renseignez le SIREN dans Pennylane`;
}
