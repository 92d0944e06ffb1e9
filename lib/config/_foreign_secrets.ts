import { passwordsIn } from "./_proxy.ts";

/** Names by which programs of all kinds ask for secrets: `AWS_SECRET_ACCESS_KEY`, `GITHUB_TOKEN`, `PGPASSWORD`. */
const SECRET_NAME =
  /PASSW(?:OR)?D|PASSPHRASE|MOT_?DE_?PASSE|SECRET|TOKEN|JETON|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|_KEY$/i;

/** A shorter value is a switch or a number rather than a secret. */
const SHORTEST = 8;

/** Where other programs keep their secrets, not the secrets themselves. */
const FOLDER_OR_FILE = /^(?:[A-Za-z]:[\\/]|[\\/~])/;

/**
 * Secrets of other programs in the environment: a notebook that prints the environment would write them into its copy.
 *
 * @param settings Names and values.
 * @returns Values of settings that are named as secrets, and passwords within addresses.
 */
export function foreignSecrets(settings: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const text = value?.trim() ?? "";
    if (text.includes("://")) return passwordsIn(text);
    const isSecret = SECRET_NAME.test(name) && text.length >= SHORTEST &&
      !FOLDER_OR_FILE.test(text);
    return isSecret ? [text] : [];
  });
}
