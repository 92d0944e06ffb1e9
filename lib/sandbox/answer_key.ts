import { generateBooks } from "./generate.ts";
import type { PlantedMistake } from "./planted/types.ts";
import type { BooksOptions } from "./types.ts";

/**
 * The planted mistakes of the books of these options: what a check of Penny ought to find, and the only ones of their kinds.
 *
 * @param options As for {@linkcode generateBooks}.
 * @returns The mistakes, by company.
 */
export function answerKey(options: BooksOptions): PlantedMistake[] {
  const answers: PlantedMistake[] = [];
  for (
    const books of generateBooks({ ...options, companies: Math.min(3, options.companies ?? 3) })
  ) {
    for (const item of books.items()) {
      if (item.kind === "mistake") answers.push(item.mistake);
    }
  }
  return answers;
}
