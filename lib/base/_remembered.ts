/** Texts of at least this length are remembered: a copy is written after each cell, with all outputs so far. */
const LARGE = 10_000;

/** Characters remembered at most, both texts together. */
const MOST = 120_000_000;

/**
 * A function that does not work twice on the same large text.
 *
 * @param work Pure.
 * @returns The same function.
 */
export function remembered(work: (text: string) => string): (text: string) => string {
  const results = new Map<string, string>();
  let size = 0;
  return (text) => {
    if (text.length < LARGE) return work(text);
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = work(text);
    results.set(text, result);
    size += text.length + result.length;
    for (const [oldest, its] of results) {
      if (size <= MOST) break;
      results.delete(oldest);
      size -= oldest.length + its.length;
    }
    return result;
  };
}
