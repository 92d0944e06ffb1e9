/** What people and scanners leave in labels. */
const MARKS: readonly ((label: string) => string)[] = [
  (label) => `${label} ; voir "note"`,
  (label) => `${label}\n(suite)`,
  (label) => `${label} ✅🚚`,
  (label) => `  ${label} `,
  (label) => `${label}\t\\n° 2`,
  (label) => `'${label}' -- l’original`,
];

/**
 * About one label in a hundred gets quotes, semicolons, a line break, a tab, a backslash or emoji.
 *
 * @param label The clean label.
 * @param id Decides, so that the same document always has the same label.
 */
export function dirtyLabel(label: string, id: number): string {
  return id % 101 === 0 ? MARKS[Math.floor(id / 101) % MARKS.length]!(label) : label;
}
