import { indicatorsByName } from "../indicators/index.ts";
import type { CoverageNote, Result } from "../result.ts";
import { sourcesByName } from "../sources/index.ts";
import type { Licence } from "../sources/source.ts";
import { citation } from "./citation.ts";
import { toDocument } from "./document.ts";

/** What Our World in Data's `.metadata.json` says of a column, under the same names. */
export interface ColumnMetadata {
  readonly titleShort: string;
  readonly titleLong: string;
  readonly descriptionShort: string;
  readonly descriptionKey: readonly string[];
  readonly unit?: string;
  readonly timespan?: string;
  readonly type: string;
  readonly shortName: string;
  readonly citationShort: string;
  readonly citationLong: string;
  readonly descriptionProcessing: string;
}

/** Beside every download: what its columns are, where they come from, how to cite them, how to get them again. */
export interface ResultMetadata {
  readonly chart: {
    readonly title: string;
    readonly subtitle: string;
    readonly note: string;
    readonly citation: string;
    readonly selection: Readonly<Record<string, unknown>>;
  };
  readonly columns: Readonly<Record<string, ColumnMetadata>>;
  readonly sources: readonly (Result["coverage"]["sources"][number] & {
    readonly licenceTitle?: Licence["title"];
    readonly citation?: string;
  })[];
  readonly coverage: readonly CoverageNote[];
  readonly citation: { readonly apa: string; readonly bibtex: string };
  readonly receipt: Result["receipt"];
}

/** OWID-style metadata of a result. No clock goes in, so equal results give equal bytes. */
export function toMetadata(result: Result): ResultMetadata {
  const document = toDocument(result);
  const indicator = indicatorsByName.get(result.indicator);
  const cite = citation(result);
  const timespan = spanOf(result);
  const processing = indicator
    ? `${indicator.summary} Formula: ${indicator.formula}`
    : `Computed by ${result.indicator}.`;
  return {
    chart: {
      title: document.finding ?? result.title,
      subtitle: indicator?.summary ?? result.title,
      note: result.coverage.notes.map((n) => n.text).join("; "),
      citation: cite.attribution,
      selection: result.parameters,
    },
    columns: Object.fromEntries(
      result.columns.map((c) => [
        c.name,
        {
          titleShort: c.name.replaceAll("_", " "),
          titleLong: `${result.title}: ${c.description}`,
          descriptionShort: c.description,
          descriptionKey: result.coverage.notes.map((n) => n.text),
          ...(c.unit ? { unit: c.unit } : {}),
          ...(timespan ? { timespan } : {}),
          type: c.type,
          shortName: c.name,
          citationShort: cite.attribution,
          citationLong: cite.apa,
          descriptionProcessing: processing,
        },
      ]),
    ),
    sources: result.coverage.sources.map((s) => {
      const source = sourcesByName.get(s.source);
      return { ...s, ...(source ? { licenceTitle: source.licence.title, citation: source.citation } : {}) };
    }),
    coverage: result.coverage.notes,
    citation: { apa: cite.apa, bibtex: cite.bibtex },
    receipt: result.receipt,
  };
}

/** First to last year in the period (or year) column. */
function spanOf({ columns, rows }: Result): string | undefined {
  const name = columns.find((c) => c.name === "period" || c.name === "year")?.name;
  if (!name) return undefined;
  const years = rows.flatMap((r) => (r[name] === null ? [] : String(r[name]).slice(0, 4))).sort();
  if (years.length === 0) return undefined;
  return years[0] === years.at(-1) ? years[0] : `${years[0]}-${years.at(-1)}`;
}
