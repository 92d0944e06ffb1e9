import { folderRules, type Rule } from "./_folder_rules.ts";
import { redactJson, redactPieces } from "./_redact_json.ts";
import { remembered } from "./_remembered.ts";
import { MASK, secretPatterns } from "./_secret_forms.ts";
import { SHAPE_RULES } from "./_shape_rules.ts";

/** What must not be written, and what stands in its place. */
export interface RedactorOptions {
  /** Values that are replaced by `***`. */
  readonly secrets: readonly string[];
  /** Absolute folders and what stands for them, such as `{ "/home/a/penny": "." }`. @default none */
  readonly folders?: Readonly<Record<string, string>>;
}

/** Replaces secrets and folders of this machine in what is about to be written. */
export interface Redactor {
  /** The text without them. */
  text(text: string): string;
  /**
   * A copy of a JSON value in which every text is without them, also where one is cut into the lines of a list or into
   * the stream outputs of a cell; `cell_type` and `output_type` stay, an `id` stays an id.
   */
  json<T>(value: T): T;
  /**
   * Texts that are read as one, without them; what takes the place of a secret that goes over several stands in the
   * first.
   */
  pieces(texts: readonly string[]): string[];
}

/**
 * Makes a redactor. A secret is found as it is and as JSON, SQL, URL, HTML and base64 write it; a folder in every form of a
 * path or `file:` URL. What looks like a secret goes too: links to files of Pennylane, signed links, passwords in addresses,
 * `Authorization` headers.
 *
 * @param options The secrets and the folders; a secret of less than three characters is left out, one of less than six or
 * of digits alone is found only where it stands alone.
 * @returns A redactor that can be kept for the whole run.
 *
 * @example
 * ```ts
 * import { createRedactor } from "./redact.ts";
 * import assert from "node:assert/strict";
 * const redactor = createRedactor({ secrets: ["s3cret!"], folders: { "/home/a/penny": "." } });
 * assert.equal(redactor.text("s3cret! in /home/a/penny/lib/mod.ts"), "*** in ./lib/mod.ts");
 * ```
 */
export function createRedactor({ secrets, folders = {} }: RedactorOptions): Redactor {
  const rules: Rule[] = [
    ...secretPatterns(secrets).map((pattern): Rule => [pattern, () => MASK]),
    ...SHAPE_RULES,
    ...folderRules(folders),
  ];
  const text = remembered((input: string): string =>
    rules.reduce((result, [pattern, replace]) => result.replace(pattern, replace), input)
  );
  const pieces = (texts: readonly string[]) => redactPieces(texts.map(text), rules);
  return { text, pieces, json: (value) => redactJson(value, { text, pieces }) as typeof value };
}
