import type { Rule } from "./_folder_rules.ts";
import { MASK } from "./_secret_forms.ts";

/** Parameters of an address that open what it leads to. */
const SECRET_PARAMETERS =
  "access_token|api_?key|apikey|auth_token|client_secret|encrypted_id|id_token|key|mot_de_passe|" +
  "passwd|password|pwd|refresh_token|secret|sig|signature|token|x-amz-credential|x-amz-security-token|x-amz-signature";

/** `?`, `&` and `=` as they are and as JSON, HTML or another address write them. */
const PARAMETER_BEGIN = "[?&;]|%3F|%26|\\\\u0026|\\\\u003f";
const EQUALS = "=|%3D|\\\\u003d";

/** What ends a value in a text. */
const VALUE = "[^\\s\"'`<>&#|\\\\)\\]}]";

/**
 * Rules for what must be a secret by its shape: links to files of Pennylane, signed links, passwords in addresses,
 * `Authorization` headers, web tokens. Amounts, identifiers and SIREN have none of these shapes.
 */
export const SHAPE_RULES: readonly Rule[] = [
  [/(rails(?:\/|%2F)active_storage(?:\/|%2F))[^\s"'`<>&\\)\]}]+/giu, (_, begin) => begin + MASK],
  [
    new RegExp(
      `((?:${PARAMETER_BEGIN})(?:${SECRET_PARAMETERS})(?:${EQUALS}))(?!\\*\\*\\*)(?:(?!%26)${VALUE}){4,}`,
      "giu",
    ),
    (_, begin) => begin + MASK,
  ],
  // A colon is looked for after the slashes: a pattern that began with the scheme would be tried at every letter.
  [
    /(:\/\/[^\s:/@"'`<>?#]{0,100}:)(?!\*\*\*@)[^\s/"'`<>?#]{1,300}@/gu,
    (_, begin) => `${begin}${MASK}@`,
  ],
  [
    /(%3A%2F%2F[\w.~-]{0,100}%3A)(?!\*\*\*%40)(?:(?!%2F|%3F)[^\s"'`<>&]){1,300}?%40/giu,
    (_, begin) => `${begin}${MASK}%40`,
  ],
  [/(:\/\/)[\w.~-]{20,300}@/gu, (_, begin) => `${begin}${MASK}@`],
  [
    /(Bearer(?:[ \t]+|%20|\+))(?=[\w.~+/-]*\d|[\w.~+/-]{24})[\w.~+/-]{8,}=*/giu,
    (_, begin) => begin + MASK,
  ],
  [
    /(Basic(?:[ \t]+|%20|\+))([A-Za-z0-9+/]{6,}={0,2})/giu,
    (found, begin, code) => isUserAndPassword(code!) ? begin + MASK : found!,
  ],
  [/eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/gu, () => MASK],
  [
    /((?:password|passwd|mot_de_passe)(?:=|%3D))(?!\*\*\*)[^\s"'`<>&;,\\)\]}]{4,}/giu,
    (_, begin) => begin + MASK,
  ],
];

function isUserAndPassword(code: string): boolean {
  try {
    return /^[^:\p{Cc}]+:[^\p{Cc}]*$/u.test(atob(code));
  } catch {
    // no base64, so no credentials: an ordinary word after « Basic »
    return false;
  }
}
