import type { Country } from "../api.ts";

/** Text without case, accents and punctuation, so that `Turkiye` and `cote d'ivoire` are found. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/ı/g, "i")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** Countries that fit what was typed, best first: the name begins with it, a word does, another name does, it is inside. */
export function matching(countries: readonly Country[], typed: string, most = 60): Country[] {
  const wanted = folded(typed);
  if (wanted === "") return countries.slice(0, most);
  const scored = countries.flatMap((country) => {
    const name = folded(country.name);
    const others = [country.iso3, ...country.aliases].map(folded);
    const score = name.startsWith(wanted)
      ? 0
      : ` ${name}`.includes(` ${wanted}`)
        ? 1
        : others.some((o) => o === wanted)
          ? 0.5
          : others.some((o) => ` ${o}`.includes(` ${wanted}`))
            ? 2
            : name.includes(wanted)
              ? 3
              : undefined;
    return score === undefined ? [] : [{ country, score }];
  });
  return scored
    .sort((a, b) => a.score - b.score || a.country.name.localeCompare(b.country.name))
    .slice(0, most)
    .map((s) => s.country);
}
