import { controlledEntries, type ListedCode } from "./controls.ts";
import { type Technology, technologies } from "./technologies.ts";

export interface SharedCode {
  readonly kind: "subfield" | "topic" | "word" | "ipc" | "hs6" | "control";
  /** For HS codes and control lists: the revision or the list. */
  readonly scheme: string;
  readonly code: string;
  readonly technologies: readonly string[];
}

export interface TechnologyReport {
  readonly technologies: number;
  /** How many technologies have any rule of each kind. */
  readonly covered: Readonly<Record<"papers" | "patents" | "goods" | "proxies" | "controls", number>>;
  /** Codes that lead to more than one technology: totals over technologies count these more than once. */
  readonly shared: readonly SharedCode[];
  /** Entries handed in that are under no technology's codes, direct or indirect. */
  readonly unmapped: readonly string[];
}

/**
 * What the mapping covers and where its rules overlap. How many works and how much trade that concerns depends on what
 * is loaded: see the indicator `technology-coverage`.
 *
 * @param entries entries of control lists in HS codes, such as the 50 of the Common High Priority List
 */
export function technologyReport(
  entries: readonly ListedCode[] = [],
  all: readonly Technology[] = technologies(),
): TechnologyReport {
  const owners = new Map<string, SharedCode & { technologies: string[] }>();
  const own = (kind: SharedCode["kind"], scheme: string, code: string, name: string) => {
    const key = `${kind}|${scheme}|${code}`;
    const entry = owners.get(key) ?? { kind, scheme, code, technologies: [] };
    if (!entry.technologies.includes(name)) entry.technologies.push(name);
    owners.set(key, entry);
  };
  for (const t of all) {
    for (const code of t.subfields) own("subfield", "openalex", code, t.name);
    for (const code of t.topics) own("topic", "openalex", code, t.name);
    for (const word of t.words) own("word", "openalex", word.toLowerCase(), t.name);
    for (const code of t.ipc) own("ipc", "ipc", code, t.name);
    for (const [revision, list] of [...Object.entries(t.hs6), ...Object.entries(t.indirect?.hs6 ?? {})])
      for (const code of list) own("hs6", revision, code, t.name);
    for (const [name, list] of Object.entries(t.controls))
      for (const code of list) own("control", name, code, t.name);
  }
  // A heading in one technology and a subheading of it in another overlap although the texts differ.
  const nested = [...owners.values()].filter((e) => e.kind === "hs6" && e.code.length === 4);
  for (const heading of nested)
    for (const entry of owners.values())
      if (entry.kind === "hs6" && entry.scheme === heading.scheme && entry.code.length === 6)
        if (entry.code.startsWith(heading.code))
          for (const name of heading.technologies)
            if (!entry.technologies.includes(name)) entry.technologies.push(name);
  const reached = new Set(
    all.flatMap((t) => [
      ...controlledEntries(t, entries),
      ...(t.indirect ? controlledEntries(t.indirect, entries) : []),
    ]),
  );
  return {
    technologies: all.length,
    covered: {
      papers: all.filter((t) => t.fields.length + t.subfields.length + t.topics.length + t.words.length > 0)
        .length,
      patents: all.filter((t) => t.ipc.length > 0).length,
      goods: all.filter((t) => Object.values(t.hs6).some((list) => list.length > 0)).length,
      proxies: all.filter((t) => t.indirect !== undefined).length,
      controls: all.filter((t) => Object.values(t.controls).some((list) => list.length > 0)).length,
    },
    shared: [...owners.values()]
      .filter((e) => e.technologies.length > 1)
      .sort((a, b) => (`${a.kind}${a.scheme}${a.code}` < `${b.kind}${b.scheme}${b.code}` ? -1 : 1)),
    unmapped: entries
      .filter((entry) => !reached.has(entry))
      .map(({ code }) => code)
      .sort(),
  };
}
