/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

export interface Candidate {
  /** What the user could have typed, in lower case. */
  readonly text: string;
  /** What to propose for it. */
  readonly suggestion: string;
}

/**
 * The nearest candidates to a word, best first, each proposal once. Nothing farther than a third of its length is
 * proposed: a wild guess helps nobody.
 */
export function nearest(word: string, candidates: Iterable<Candidate>, limit = 3): string[] {
  const typed = word.trim().toLowerCase();
  const allowed = Math.max(1, Math.floor(typed.length / 3));
  const best = new Map<string, number>();
  for (const { text, suggestion } of candidates) {
    if (Math.abs(text.length - typed.length) > allowed) continue;
    const d = editDistance(typed, text);
    if (d <= allowed && d < (best.get(suggestion) ?? Number.POSITIVE_INFINITY)) best.set(suggestion, d);
  }
  const found = [...best].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  const least = found[0]?.[1] ?? 0;
  return found
    .filter(([, d]) => d === least)
    .slice(0, limit)
    .map(([s]) => s);
}
