/** Number of letters to add, remove or replace to go from one word to the other. */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = previous[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}

/** The known names nearest to a word, best first; always at least one when any is known. */
export function nearest(word: string, known: readonly string[], count = 3): string[] {
  const asked = word.toLowerCase();
  return known
    .map((name) => ({ name, cost: name.includes(asked) ? 0 : distance(asked, name) }))
    .sort((a, b) => a.cost - b.cost)
    .filter(({ cost }, rank) => rank === 0 || cost <= Math.max(2, asked.length / 2))
    .slice(0, count)
    .map(({ name }) => name);
}
