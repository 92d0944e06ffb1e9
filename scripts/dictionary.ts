/**
 * Writes `docs/dictionnaire.md` from the domains; with `--check`, only tells whether it is up to date (status 1 if not).
 * @module
 */
import { fileURLToPath } from "node:url";
import { dictionaryMarkdown } from "../lib/domains/mod.ts";

const path = fileURLToPath(new URL("../docs/dictionnaire.md", import.meta.url));
const wanted = dictionaryMarkdown();

if (Deno.args.includes("--check")) {
  const present = await Deno.readTextFile(path).catch(() => "");
  if (present.replaceAll("\r\n", "\n") !== wanted) {
    console.error(
      "[ERREUR] docs/dictionnaire.md ne correspond plus aux domaines ; lancez « deno task dictionary »",
    );
    Deno.exit(1);
  }
  console.log("[OK] docs/dictionnaire.md est à jour");
} else {
  await Deno.writeTextFile(path, wanted);
  console.log("[OK] docs/dictionnaire.md est écrit");
}
