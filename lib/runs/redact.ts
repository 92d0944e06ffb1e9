/** What must not be written, and what stands in its place. */
export interface RedactorOptions {
  /** Values that are replaced by `***`. */
  readonly secrets: readonly string[];
  /** Absolute folders and what stands for them, such as `{ "/home/a/penny": "." }`. */
  readonly folders?: Readonly<Record<string, string>>;
}

/** Replaces secrets and folders of this machine in what is about to be written. */
export interface Redactor {
  /** The text without them. */
  text(text: string): string;
  /** A copy of a JSON value in which every text is without them; `cell_type`, `output_type` and `id` stay. */
  json<T>(value: T): T;
}

/** Below this length a secret is only replaced where it stands alone: `abc` is part of too many words. */
const SHORT_SECRET = 6;
const STRUCTURAL_KEYS = new Set(["cell_type", "output_type", "id"]);

/**
 * Makes a redactor. A secret is found as it is and as JSON, URL or HTML writes it; a folder also as a `file:` URL.
 *
 * @param options The secrets and the folders; empty secrets are left out.
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
export function createRedactor(options: RedactorOptions): Redactor {
  const rules = [...secretRules(options.secrets), ...folderRules(options.folders ?? {})];
  const text = (input: string): string =>
    rules.reduce(
      (result, [pattern, replacement]) => result.replace(pattern, () => replacement),
      input,
    );
  return { text, json: (value) => redactJson(value, text) as typeof value };
}

type Rule = readonly [RegExp, string];

function secretRules(secrets: readonly string[]): Rule[] {
  const forms = new Set<string>();
  for (const secret of secrets) for (const form of writtenForms(secret)) forms.add(form);
  if (forms.size === 0) return [];
  const alternatives = longestFirst(forms).map((form) =>
    form.length < SHORT_SECRET
      ? `(?<![\\p{L}\\p{N}])${escapeRegExp(form)}(?![\\p{L}\\p{N}])`
      : escapeRegExp(form)
  );
  return [[new RegExp(alternatives.join("|"), "gu"), "***"]];
}

function folderRules(folders: Readonly<Record<string, string>>): Rule[] {
  return Object.keys(folders)
    .filter((folder) => /[^/\\:]{2}/.test(folder))
    .sort((a, b) => b.length - a.length)
    .map((folder) => {
      const slashed = folder.replaceAll("\\", "/");
      const rooted = slashed.startsWith("/") ? slashed : `/${slashed}`;
      const urls = [`file://${encodeURI(rooted)}`, `file://${rooted}`];
      const plain = [folder, slashed, folder.replaceAll("\\", "\\\\"), encodeURI(rooted)];
      const forms = longestFirst(new Set([...urls, ...plain])).map(escapeRegExp).join("|");
      return [
        new RegExp(`(?<![\\p{L}\\p{N}_.-])(?:${forms})(?![\\p{L}\\p{N}_-])`, "gu"),
        folders[folder] ?? "",
      ];
    });
}

function writtenForms(secret: string): string[] {
  if (secret.trim() === "") return [];
  const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    encodeURI(secret),
    html,
    html.replaceAll('"', "&quot;").replaceAll("'", "&#39;"),
  ];
}

function redactJson(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, redact));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      STRUCTURAL_KEYS.has(key) && typeof item === "string"
        ? [key, item]
        : [redact(key), redactJson(item, redact)]
    ),
  );
}

function longestFirst(texts: ReadonlySet<string>): string[] {
  return [...texts].sort((a, b) => b.length - a.length);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
