import { addedColumns } from "./added_columns.ts";
import { DOMAINS } from "./domains.ts";
import { columnsReadBy } from "./sources.ts";
import type { Column, ColumnType, Domain } from "./types.ts";

const TYPE_TITLES: Readonly<Record<ColumnType, string>> = {
  text: "texte",
  bigint: "entier 64 bits",
  integer: "entier",
  boolean: "vrai ou faux",
  date: "date",
  timestamp: "date et heure",
  decimal: "décimal",
};

const INTRODUCTION = `# Dictionnaire des données

Page produite par \`deno task dictionary\` : ne la modifiez pas à la main.

Chaque table porte les noms de Data Sharing, dans son ordre, puis les colonnes que seules les API
donnent. Une colonne que la source en vigueur ne donne pas est vide (\`NULL\`), et le carnet le dit.
Les trois dernières colonnes des tableaux disent où chaque donnée est lue : dans Data Sharing, dans
l'API de la société, dans l'API du cabinet ; « – » : cette source ne la donne pas.

- Un chemin comme \`customer.id\` se lit dans l'objet lui-même ; \`/journals#code\` se lit dans la
  ressource nommée, par son identifiant ; \`a ou b\` prend le premier qui n'est pas vide.
- \`emails[]\` ou \`categories[].label\` parcourt une liste et joint ses textes par « ; », sauf dans le
  grand livre analytique, qui a une ligne par catégorie.
- \`amount - tax\`, \`min(…)\` (le plus petit identifiant), \`year(…)\` (l'année) et \`years(…)\` (l'année,
  ou les deux) se calculent ; \`timeless(…)\` écarte ce qui change avec le temps seul : \`late\` y
  devient \`upcoming\`. Un texte vide de l'API est lu comme \`NULL\`.
- Les montants sont exacts : \`décimal (2)\` a deux chiffres après la virgule, \`décimal (6)\` six,
  \`décimal (12)\` douze. Une valeur plus précise est refusée, jamais arrondie, sauf mention
  contraire.
- Les dates avec heure sont en temps universel (UTC).
- Une colonne que Pennylane ajoute et que cette version de Penny ne connaît pas est reprise sous son
  nom, après les autres ; le carnet l'annonce. Si ce nom est déjà pris, \`__data_sharing\` ou \`__api\`
  le suit. Une colonne qui disparaît reste, vide.
- « Clé » marque les colonnes qui, ensemble, désignent une ligne.
`;

const HEADER = ["Colonne", "Libellé", "Type", "Contenu", "Data Sharing", "API", "API Cabinet"];

/**
 * The data dictionary as a Markdown page in French: one table per domain, already in the shape that `deno fmt` gives.
 *
 * @returns The text of `docs/dictionnaire.md`, ending with a line break.
 */
export function dictionaryMarkdown(): string {
  return [INTRODUCTION, ...Object.values(DOMAINS).map(section)].join("\n");
}

function section(domain: Domain): string {
  const lines = [
    `## ${domain.title} : \`${domain.name}\``,
    "",
    ...wrapped(domain.grain),
    "",
    ...missing(domain),
    ...table([HEADER, ...domain.columns.map((column) => cells(domain, column))]),
    "",
    ...added(domain),
  ];
  return lines.join("\n");
}

/** The columns that Penny's transforms add, without the places in the sources. */
function added(domain: Domain): string[] {
  const columns = addedColumns(domain.name);
  if (columns.length === 0) return [];
  const rows = columns.map((column) => cells(domain, column).slice(0, 4));
  return [
    "Colonnes que les transformations de Penny ajoutent :",
    "",
    ...table([HEADER.slice(0, 4), ...rows]),
    "",
  ];
}

/** Cuts a paragraph into lines of at most 100 characters, as `deno fmt` does. */
function wrapped(paragraph: string): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > 100) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function missing(domain: Domain): string[] {
  if (columnsReadBy(domain, "api").length > 0) return [];
  return ["Ces données n'existent que dans Data Sharing.", ""];
}

function cells(domain: Domain, column: Column): string[] {
  const place = (path: string | null) => path === null ? "–" : `\`${path}\``;
  const name = `\`${column.name}\``;
  return [
    domain.key.includes(column.name) ? `${name} (clé)` : name,
    column.label,
    column.scale === undefined
      ? TYPE_TITLES[column.type]
      : `${TYPE_TITLES[column.type]} (${column.scale})`,
    column.roundedFromDouble
      ? `${column.description} Arrondi au centime : la source donne un nombre à virgule flottante.`
      : column.description,
    column.derived ? "calculé" : place(column.sources.data_sharing),
    column.derived ? "calculé" : place(column.sources.api),
    column.derived ? "calculé" : place(column.sources.firm),
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, index) =>
    Math.max(...rows.map((row) => [...row[index]!].length))
  );
  const line = (row: readonly string[]) =>
    `| ${
      row.map((cell, index) => cell + " ".repeat(widths[index]! - [...cell].length)).join(" | ")
    } |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)];
}
