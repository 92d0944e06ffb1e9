import { type ColumnType, SOURCE_PHRASES, type SourceName } from "../domains/mod.ts";
import type { FoundColumns } from "./found_columns.ts";

const TITLES: Readonly<Record<ColumnType, string>> = {
  text: "texte",
  bigint: "entier",
  integer: "entier",
  boolean: "vrai ou faux",
  date: "date",
  timestamp: "date et heure",
  decimal: "décimal",
};

/**
 * What is told of columns that were found.
 *
 * @param found What was made of them.
 * @param source Where.
 * @returns French remarks; none when nothing is new.
 */
export function foundNotes(
  { added, left }: Pick<FoundColumns, "added" | "left">,
  source: SourceName,
): string[] {
  const where = SOURCE_PHRASES[source];
  const names = added.map(({ name, type, sources }) => {
    const before = sources[source] === name ? "" : `« ${sources[source]} » sous le nom `;
    return `${before}${name} (${TITLES[type]})`;
  });
  return [
    ...(added.length === 0 ? [] : [
      `Nouvelles avec ${where}, reprises : ${names.join(", ")} ; ` +
      "elles seront publiées si votre transformation les garde",
    ]),
    ...(left.length === 0 ? [] : [`Nouvelles avec ${where}, non reprises : ${left.join(", ")}`]),
  ];
}
