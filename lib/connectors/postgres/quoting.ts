/**
 * Quotes the name of a column, table, schema, role or database.
 *
 * @param name Any name without a NUL character, at most 63 bytes of UTF-8 (PostgreSQL would cut it silently).
 * @returns The name in double quotes.
 * @throws RangeError The name is empty, too long, or holds a NUL character.
 *
 * @example
 * ```ts
 * import { quoteIdentifier } from "./quoting.ts";
 * import assert from "node:assert/strict";
 * assert.equal(quoteIdentifier('a"b'), '"a""b"');
 * ```
 */
export function quoteIdentifier(name: string): string {
  if (name.length === 0 || name.includes("\0") || new TextEncoder().encode(name).length > 63) {
    throw new RangeError(
      `Impossible d'utiliser le nom « ${
        name.slice(0, 80)
      } » : il est vide, dépasse 63 octets ou contient un caractère nul ; raccourcissez-le`,
    );
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Quotes the full name of a table or view.
 *
 * @param schema Its schema.
 * @param table Its name.
 * @returns `"schema"."table"`.
 * @throws RangeError As `quoteIdentifier`.
 */
export function quoteName(schema: string, table: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
}

/**
 * Quotes a text as a literal, whatever the server's `standard_conforming_strings`. For the places where SQL takes no
 * parameter (COPY, DDL); elsewhere use parameters.
 *
 * @param text Any text without a NUL character.
 * @returns `'text'`, or `E'text'` when it holds a backslash.
 * @throws RangeError The text holds a NUL character.
 *
 * @example
 * ```ts
 * import { quoteLiteral } from "./quoting.ts";
 * import assert from "node:assert/strict";
 * assert.equal(quoteLiteral("l'été"), "'l''été'");
 * ```
 */
export function quoteLiteral(text: string): string {
  if (text.includes("\0")) {
    throw new RangeError(
      "Impossible d'écrire un texte dans une requête : il contient un caractère nul ; retirez ce caractère",
    );
  }
  const quoted = text.replaceAll("'", "''");
  return quoted.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}
