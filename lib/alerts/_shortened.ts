/**
 * A text that is not too long.
 *
 * @param text Without secrets: half of one would not be found any more.
 * @param longest Characters that it may have.
 * @returns The text, or its beginning with « … ».
 */
export function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
