interface Judged {
  readonly choices: Readonly<Record<string, string>>;
  readonly holds: boolean;
}

/**
 * Which open choice the verdict turns on, as a sentence. A choice decides alone when readings that agree on it
 * agree on the outcome; failing that, the choice that separates the outcomes best is named as the one that matters
 * most (share of readings whose outcome is the majority outcome of their choice).
 */
export function decidingChoice(readings: readonly Judged[]): string | undefined {
  const names = [...new Set(readings.flatMap((r) => Object.keys(r.choices)))].sort();
  const scored = names.map((name) => {
    const groups = new Map<string, { holds: number; fails: number }>();
    for (const reading of readings) {
      const value = reading.choices[name] ?? "not stated";
      const group = groups.get(value) ?? { holds: 0, fails: 0 };
      if (reading.holds) group.holds++;
      else group.fails++;
      groups.set(value, group);
    }
    const explained =
      [...groups.values()].reduce((n, g) => n + Math.max(g.holds, g.fails), 0) / readings.length;
    return { name, groups, explained };
  });
  const varying = scored.filter((s) => s.groups.size > 1);
  const best = varying.reduce<(typeof varying)[number] | undefined>(
    (a, b) => (a && a.explained >= b.explained ? a : b),
    undefined,
  );
  if (!best) return undefined;
  const holding = [...best.groups].filter(([, g]) => g.holds > 0 && g.fails === 0).map(([v]) => v);
  const split = [...best.groups].filter(([, g]) => g.holds > 0 && g.fails > 0).map(([v]) => v);
  if (best.explained === 1) return `what decides is ${best.name}: it holds with ${list(holding)} only`;
  const failing = [...best.groups].filter(([, g]) => g.holds === 0).map(([v]) => v);
  const parts = [
    ...(holding.length > 0 ? [`always with ${list(holding)}`] : []),
    ...(split.length > 0 ? [`sometimes with ${list(split)}`] : []),
    ...(failing.length > 0 ? [`never with ${list(failing)}`] : []),
  ];
  return `no choice decides alone; what matters most is the ${best.name}: it holds ${parts.join(", ")}`;
}

function list(words: readonly string[]): string {
  return words.length <= 1 ? (words[0] ?? "none") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
