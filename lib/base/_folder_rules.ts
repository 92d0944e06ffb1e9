import { alternatives, beginning, urlForms } from "./_secret_forms.ts";

/** A pattern, and what takes the place of what it finds. */
export type Rule = readonly [RegExp, (...match: string[]) => string];

/**
 * Rules that replace absolute folders in every way of writing them: with either slash, doubled backslashes, as URL, percent
 * coded, with composed or decomposed accents; a drive letter in either case.
 *
 * @param folders Absolute folders and what stands for them; roots of a disk are left out.
 * @returns Rules, the longest folder first.
 */
export function folderRules(folders: Readonly<Record<string, string>>): Rule[] {
  return Object.keys(folders)
    .map((folder) => folder.replace(/(?<=[^/\\:])[/\\]+$/, ""))
    .filter((folder) => /[^/\\:]{2}/.test(folder))
    .sort((a, b) => b.length - a.length)
    .map((folder) => {
      const isWindows = /^(?:[A-Za-z]:|\\\\)/.test(folder);
      // A folder such as /srv can be the end of another path; /home/lea is told apart by its length.
      const begin = /^[/\\][^/\\]+$/.test(folder) ? beginning("\\p{L}\\p{N}_.-") : "";
      const end = "(?![\\p{L}\\p{N}_-])";
      const pattern = `${begin}(?:${alternatives(formsOf(folder))})${end}`;
      const replacement = folders[folder] ?? folders[`${folder}/`] ?? folders[`${folder}\\`] ?? "";
      return [new RegExp(pattern, isWindows ? "giu" : "gu"), () => replacement];
    });
}

function formsOf(folder: string): string[] {
  return [folder.normalize("NFC"), folder.normalize("NFD")].flatMap((text) => {
    const slashed = text.replaceAll("\\", "/");
    const rooted = slashed.startsWith("/") ? slashed : `/${slashed}`;
    const doubled = text.replaceAll("\\", "\\\\");
    const plain = [text, slashed, doubled, doubled.replaceAll("\\", "\\\\"), rooted];
    const addresses = [rooted, ...urlForms(rooted)].map((form) => `file://${form}`);
    const html = [text, slashed].map((form) =>
      form.replaceAll("&", "&amp;").replaceAll("'", "&#39;")
    );
    return [
      ...addresses,
      ...plain,
      ...urlForms(text),
      ...urlForms(slashed),
      ...urlForms(rooted),
      ...html,
    ];
  });
}
