import type { Result, SourceCitation } from "../result.ts";

/** How to cite a result. No clock goes in: years come from the sources' own vintage or retrieval date. */
export interface Citation {
  /** One line for under a picture: sources, vintages, licences. */
  readonly attribution: string;
  /** APA 7 references: the result first, then each source. */
  readonly apa: string;
  /** BibTeX entries of the same works. */
  readonly bibtex: string;
}

/** Attribution, APA and BibTeX of a result and the sources that fed it. */
export function citation(result: Pick<Result, "indicator" | "title" | "coverage" | "receipt">): Citation {
  const { sources } = result.coverage;
  const { receipt } = result;
  const hash = receipt.contentHash.slice(0, 12);
  const years = sources.flatMap((s) => yearOf(s) ?? []).sort();
  const year = years.at(-1);
  const from = sources
    .map((s) => `${s.publisher}, ${s.title}${s.vintage ? `, ${s.vintage}` : ""}`)
    .join("; ");
  const own = `Tightrope. (${year ?? "n.d."}). ${result.title} (Version ${receipt.tightrope}; receipt ${hash}) [Data set].${from ? ` Computed from ${from}.` : ""}`;
  const entries = [
    entry(`tightrope_${receipt.indicator.replaceAll("-", "_")}_${hash}`, {
      author: "{Tightrope}",
      title: `{${result.title}}`,
      year,
      version: receipt.tightrope,
      note: `Receipt ${receipt.contentHash}, snapshot ${receipt.snapshot}${from ? `. Computed from ${from}` : ""}`,
    }),
    ...sources.map((s) =>
      entry(s.source.replaceAll("-", "_"), {
        author: `{${s.publisher}}`,
        title: `{${s.title}}`,
        year: yearOf(s),
        version: s.vintage,
        url: s.url,
        urldate: s.retrieved,
        note: `Licence: ${s.licence}`,
      }),
    ),
  ];
  return {
    attribution:
      sources.length === 0
        ? `Tightrope ${receipt.tightrope}`
        : `Source: ${sources.map(attributed).join("; ")}; computed with Tightrope ${receipt.tightrope}`,
    apa: [own, ...sources.map(apa)].join("\n"),
    bibtex: `${entries.join("\n\n")}\n`,
  };
}

function attributed(s: SourceCitation): string {
  return `${s.publisher}, ${s.title} (${[s.vintage, s.licence].filter(Boolean).join(", ")})`;
}

function apa(s: SourceCitation): string {
  const version = s.vintage ? ` (Version ${s.vintage})` : "";
  const retrieved = s.retrieved && s.url ? `Retrieved ${s.retrieved}, from ` : "";
  return `${s.publisher}. (${yearOf(s) ?? "n.d."}). ${s.title}${version} [Data set].${s.url ? ` ${retrieved}${s.url}` : ""}`;
}

/** A year stated by the vintage (`V202401`, `2024-07`), else by the retrieval date. */
function yearOf(s: SourceCitation): string | undefined {
  return /(?:19|20)\d\d/.exec(s.vintage ?? "")?.[0] ?? s.retrieved?.slice(0, 4);
}

function entry(key: string, fields: Readonly<Record<string, string | undefined>>): string {
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${name} = {${name === "url" ? value : tex(value)}}`],
  );
  return `@misc{${key},\n${lines.join(",\n")}\n}`;
}

/** Characters TeX reads as commands; braces that protect a title stay. */
function tex(text: string): string {
  return text.replace(/[&%$#_]/g, (c) => `\\${c}`);
}
