/** Below this length, or made of digits alone, a secret is replaced only where it stands alone. */
const SHORT_SECRET = 6;

/** Below this length a text is no secret: `ab` is in every sentence. */
const SHORTEST_SECRET = 3;

/** A line of a secret of several lines (a private key) counts as a secret from this length on. */
const SHORTEST_LINE = 8;

/** Base64 of fewer characters could be met by chance within an image. */
const SHORTEST_CODE = 6;

/** Signs of a word, within brackets of a pattern. */
const LETTERS = "\\p{L}\\p{N}";

/** What stands for a secret in what is written. */
export const MASK = "***";

/**
 * The pattern that finds secrets as they are and as JSON, JavaScript, SQL, URL, HTML and base64 write them.
 *
 * @param secrets Values; those of less than three characters are left out.
 * @returns Patterns, none when there is nothing to find.
 */
export function secretPatterns(secrets: readonly string[]): RegExp[] {
  const values = new Set(secrets.flatMap(linesOf).filter((one) => one.length >= SHORTEST_SECRET));
  const weak = new Set<string>();
  const strong = new Set<string>();
  for (const value of values) {
    const target = isWeak(value) ? weak : strong;
    for (const form of [...textForms(value), ...base64Forms(value)]) target.add(form);
  }
  return [
    ...(strong.size === 0 ? [] : [new RegExp(alternatives(strong), "gu")]),
    ...(weak.size === 0 ? [] : [standingAlone(alternatives(weak))]),
  ];
}

/** Texts as alternatives of a pattern, the longest first. */
export function alternatives(texts: Iterable<string>): string {
  const sorted = [...new Set(texts)].sort((a, b) => b.length - a.length);
  return sorted.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|");
}

/**
 * What must stand before a text that stands alone: none of the given signs, unless it ends an escape such as `%3D`, `\n` or
 * `\u0026`.
 */
export function beginning(signs: string): string {
  return `(?:(?<![${signs}])|(?<=%[0-9A-Fa-f]{2}|\\\\[bfnrt]|\\\\u[0-9A-Fa-f]{4}))`;
}

/** A text in the ways in which URLs write it, with digits of codes in either case. */
export function urlForms(text: string): string[] {
  const part = wellFormed(() => encodeURIComponent(text), text);
  const strict = part.replaceAll(/[!'()*]/g, (sign) => `%${codeOf(sign).toUpperCase()}`);
  const forms = [
    part,
    strict,
    new URLSearchParams([["", text]]).toString().slice(1),
    wellFormed(() => encodeURIComponent(part), text),
    wellFormed(() => encodeURI(text), text),
  ];
  return [...forms, ...forms.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, lowerCase))];
}

function standingAlone(pattern: string): RegExp {
  return new RegExp(`${beginning(LETTERS)}(?:${pattern})(?![${LETTERS}])`, "gu");
}

function isWeak(secret: string): boolean {
  return secret.length < SHORT_SECRET || /^\d+$/.test(secret);
}

/** A secret and, when it has several lines, each long one of them. */
function linesOf(secret: string): string[] {
  const whole = secret.trim() === "" ? [] : [secret];
  const lines = secret.split(/\r?\n/);
  if (lines.length === 1) return whole;
  return [...whole, ...lines.filter((line) => line.trim().length >= SHORTEST_LINE)];
}

function textForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replaceAll(/[<>&'\u007f-\uffff]/g, (sign) => `\\u${codeOf(sign, 4)}`);
  return [
    secret,
    json,
    ascii,
    ascii.replaceAll(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`),
    json.replaceAll("/", "\\/"),
    JSON.stringify(json).slice(1, -1),
    secret.replaceAll("\\", "\\\\"),
    secret.replaceAll("'", "\\'"),
    secret.replaceAll("'", "''"),
    ...urlForms(secret),
    ...htmlForms(secret),
    ...htmlForms(json),
  ];
}

function htmlForms(text: string): string[] {
  const tags = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quotes = [["&quot;", "&#39;"], ["&quot;", "&#x27;"], ["&#34;", "&#39;"], [
    "&quot;",
    "&apos;",
  ]];
  return [
    tags,
    tags.replaceAll('"', "&quot;"),
    ...quotes.map(([double, single]) => tags.replaceAll('"', double!).replaceAll("'", single!)),
  ];
}

/**
 * The part of base64 that is the same whatever stands before and after the text: one for each of the three places at which
 * it can begin (`user:secret` of a `Basic` header).
 */
function base64Forms(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  return [0, 1, 2].flatMap((offset) => {
    const shifted = new Uint8Array(offset + bytes.length);
    shifted.set(bytes, offset);
    const code = shifted.toBase64()
      .slice(Math.ceil(offset * 8 / 6), Math.floor(shifted.length * 8 / 6));
    if (code.length < SHORTEST_CODE) return [];
    return [code, code.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function codeOf(sign: string, digits = 2): string {
  return sign.charCodeAt(0).toString(16).padStart(digits, "0");
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

/** A lone half of a surrogate pair cannot be written in a URL. */
function wellFormed(encode: () => string, text: string): string {
  return text.isWellFormed() ? encode() : text;
}
