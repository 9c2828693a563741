import { useYears } from "../coverage.ts";
import { Figure } from "../figure/figure.tsx";
import { answered, combined, type Part, useParts } from "../figure/part.ts";
import { Choice, Select, years as yearOptions } from "../form/choice.tsx";
import { CountriesPicker } from "../form/countries-picker.tsx";
import { CountryPicker } from "../form/country-picker.tsx";
import { PENDING } from "../request.ts";
import { change, linkTo, place } from "../router.ts";
import { counted, named, possessive, sentenceCase } from "../words.ts";
import {
  cellsOf,
  MEASURES,
  type Measure,
  type MeasureName,
  measureOf,
  questionOf,
} from "./technology-measure.ts";
import { IntervalTable } from "./technology-table.tsx";
import { Works } from "./technology-works.tsx";

const PARTNERS = "RUS,USA,DEU,GBR,JPN";
const SPAN = 4;

/** In which fields or technologies a country works with whom, against what their sizes would give. */
export default function Technology() {
  const { query } = place.value;
  const country = query.get("c") ?? "CHN";
  const partners = (query.get("p") ?? PARTNERS).split(",").filter((p) => p !== "" && p !== country);
  const by = query.get("by") === "field" ? "field" : "technology";
  const known = useYears("collaborations", country);
  const withWorks = (useYears("publications")?.length ?? 0) > 0;
  const name = measureOf(query.get("m"), withWorks);
  const measure: Measure = MEASURES[name];
  const years = known ?? [];
  const last = years.at(-1);
  const asked = Number(query.get("year"));
  const to = years.includes(asked) ? asked : last;
  const from = to === undefined ? undefined : Math.max(years[0] ?? to, to - SPAN);
  const span = from === undefined || to === undefined ? undefined : { from, to };
  const [fields] = useParts([
    span
      ? { label: "fields", indicator: "research-specialisation", parameters: { country, by, ...span } }
      : null,
  ]);
  const lines = (fields?.data?.answer.rows ?? [])
    .map((r) => ({ field: fieldOf(String(r.field), by), title: String(r.title), works: Number(r.works) }))
    .sort((x, y) => y.works - x.works);
  const requests = useParts(
    lines.map(({ field, title }) =>
      span && partners.length > 0
        ? { label: title, ...questionOf(measure, { country, partners, field, ...span }) }
        : null,
    ),
    // An answer to the measure shown before stays until the new one is there.
  ).map((r) => (r.data && r.data.answer.indicator !== measure.indicator ? PENDING : r));
  const parts = answered(requests);
  const wanted = query.get("f") ?? "all";
  const field = lines.some((l) => l.field === wanted) ? wanted : "all";
  const titleOfField = lines.find((l) => l.field === field)?.title ?? "all fields";
  // Places come from the counts that the matrix rests on, not from another source that knows more works in all.
  const source = fields?.data?.answer.rows.map((r) => r.source).find((v) => typeof v === "string");
  const ready = requests.length > 0 && requests.every((r) => r.data || r.error) && parts.length > 0;
  const input = ready ? { ...matrixOf(parts, measure, partners), indicator: measure.indicator } : undefined;
  const none = fields?.data !== undefined && lines.length === 0;
  return (
    <>
      <h1 class="heard">Technologies in which {named(country)} works with others</h1>
      <div class="pair-head one">
        <CountryPicker headline label="Country" value={country} onPick={(c) => change({ c, pin: null })} />
      </div>
      <Badge parts={parts} />
      <div class="controls">
        <Choice
          label="Lines"
          value={by}
          options={[
            { value: "technology", text: "technologies" },
            { value: "field", text: "fields of research" },
          ]}
          onPick={(v) => change({ by: v === "field" ? v : null, f: null, pin: null })}
        />
        <Select
          label="Cells show"
          value={name}
          options={(Object.keys(MEASURES) as MeasureName[])
            .filter((m) => m !== "impact" || withWorks)
            .map((m) => ({ value: m, text: MEASURES[m].text }))}
          onPick={(m) => change({ m: m === "affinity" ? null : m, pin: null })}
        />
        {to !== undefined && (
          <Select
            label="Five years up to"
            value={String(to)}
            options={yearOptions(years[0] as number, last as number)}
            onPick={(v) => change({ year: v, pin: null })}
          />
        )}
        <CountriesPicker
          label="Add a partner"
          value={partners.join(",")}
          onChange={(p) => change({ p: p === "" ? null : p, pin: null })}
        />
      </div>
      <h2>{measure.heading}</h2>
      <Figure
        id="matrix"
        parts={parts}
        requests={known ? [...(fields ? [fields] : []), ...requests] : [PENDING]}
        input={input ?? (none || (known && years.length === 0) ? NOTHING : undefined)}
        options={{
          chart: {
            kind: "matrix",
            x: "partner",
            y: "line",
            value: "figure",
            ...(measure.low === undefined ? {} : { low: "low", high: "high" }),
            // Half as much is as far from the middle as twice as much.
            ...(measure.centre === undefined ? {} : { centre: measure.centre, scale: "log" as const }),
            format: measure.format,
          },
          ...(input ? { title: finding(input.rows, country, name) } : {}),
          subtitle: `${measure.subtitle} ${named(country)} with each partner, ${from ?? ""} to ${to ?? ""}`,
        }}
        empty={<WhatToLoad country={country} />}
      />
      {input && <IntervalTable rows={input.rows} partners={partners} measure={measure} />}
      <h2>Partners by place</h2>
      <div class="controls">
        <Select
          label="Field"
          value={field}
          options={[
            { value: "all", text: "all fields" },
            ...lines.map((l) => ({ value: l.field, text: l.title })),
          ]}
          onPick={(v) => change({ f: v === "all" ? null : v, pin: null })}
        />
      </div>
      <Ranks
        country={country}
        partners={partners}
        field={field}
        title={titleOfField}
        years={known}
        source={source}
      />
      <Works country={country} partner={partners[0]} field={field} title={titleOfField} year={to} />
    </>
  );
}

/** Technologies are counted under `tech:NAME`. */
function fieldOf(field: string, by: string): string {
  return by === "technology" && !field.startsWith("tech:") ? `tech:${field}` : field;
}

const NOTHING = {
  indicator: "affinity",
  title: "",
  parameters: {},
  columns: [],
  rows: [],
  coverage: { notes: [], sources: [] },
  receipt: { contentHash: "", snapshot: "", tightrope: "" },
};

function matrixOf(parts: readonly Part[], measure: Measure, partners: readonly string[]) {
  const unit = measure.value === "works" ? "works" : measure.format === "percent" ? "share" : "ratio";
  const figure = { type: "double", unit } as const;
  const matrix = combined(parts, {
    title: `${sentenceCase(measure.text)} by field and partner`,
    columns: [
      { name: "line", type: "text", description: "field or technology" },
      { name: "partner", type: "text", description: "the partner" },
      { name: "works", type: "integer", unit: "works", description: "joint works" },
      { name: "figure", ...figure, description: measure.text },
      { name: "low", ...figure, description: "lower end of the 95 % interval" },
      { name: "high", ...figure, description: "upper end of the 95 % interval" },
    ],
    rowsOf: (part) => cellsOf(part, measure, partners),
  });
  const none = partners.filter((p) => !matrix.rows.some((r) => r.partner === p && r.figure !== null));
  if (none.length === 0) return matrix;
  const text = `no figure of ${none.map(named).join(", ")} in these years: the counts loaded have no joint work, or not all that the measure needs`;
  return {
    ...matrix,
    coverage: { ...matrix.coverage, notes: [{ kind: "missing" as const, text }, ...matrix.coverage.notes] },
  };
}

/** The cell that stands out most, where the measure has a middle by the end of its interval that is nearer to it. */
function finding(
  rows: readonly Readonly<Record<string, unknown>>[],
  country: string,
  name: MeasureName,
): string {
  const centred = MEASURES[name].format === "number" && name !== "works";
  const by = (r: Readonly<Record<string, unknown>>) => Number(centred ? r.low : r.figure);
  const [most] = rows
    .filter((r) => typeof r.figure === "number" && (!centred || (typeof r.low === "number" && r.low > 1)))
    .sort((x, y) => by(y) - by(x));
  const [one, other, line] = [
    sentenceCase(named(country)),
    most ? named(String(most.partner)) : "",
    String(most?.line).toLowerCase(),
  ];
  const figure = Number(most?.figure);
  if (name === "works")
    return most
      ? `${one} has most joint works with ${other}, in ${line}: ${counted(figure, "work")}`
      : `${one} has no joint works with these partners`;
  if (name === "share")
    return most
      ? `${(figure * 100).toFixed(1)}\u202f% of ${possessive(country)} ties in ${line} are with ${other}`
      : `${one} has no ties with these partners`;
  if (name === "impact")
    return most
      ? `Works of ${named(country)} with ${other} in ${line} are cited ${figure.toFixed(1)} times the world's mean`
      : "No partner's joint works are cited more than the world's, beyond chance";
  return most
    ? `${one} and ${other} are closest in ${line}: ${figure.toFixed(1)} times the joint works their sizes would give`
    : `With none of these partners does ${named(country)} publish more than sizes would give, beyond chance`;
}

/** What the counts leave out, in the words of the results themselves. */
function Badge({ parts }: { parts: readonly Part[] }) {
  const notes = [
    ...new Set(
      parts.flatMap((p) => p.answer.coverage.notes.filter((n) => n.kind === "partial").map((n) => n.text)),
    ),
  ];
  if (notes.length === 0) return null;
  return (
    <p class="text quiet" data-coverage>
      <strong>Coverage:</strong> {notes.join("; ")}.
    </p>
  );
}

function WhatToLoad({ country }: { country: string }) {
  return (
    <>
      <p>
        The joint works loaded are not split by field or technology, so {possessive(country)} partners cannot
        be compared line by line.
      </p>
      <p>
        What to load: counts by field, with{" "}
        <code>tightrope fetch openalex-counts --country CHN,RUS --from 2000 --by field --world</code> and{" "}
        <code>tightrope load openalex-counts FILE</code>; or works, with{" "}
        <code>tightrope load openalex FILE…</code>, which are split by technology too.{" "}
        <a href={linkTo("/data")}>The data page</a> says where each comes from.
      </p>
    </>
  );
}

interface RanksProps {
  readonly country: string;
  readonly partners: readonly string[];
  readonly field: string;
  readonly title: string;
  readonly years: readonly number[] | undefined;
  readonly source: string | undefined;
}

function Ranks({ country, partners, field, title, years, source }: RanksProps) {
  const [from, to] = [years?.[0], years?.at(-1)];
  const requests = useParts([
    from !== undefined && to !== undefined && partners.length > 0
      ? {
          label: "places",
          indicator: "collaboration-rank",
          parameters: {
            country,
            partner: partners.join(","),
            field,
            from,
            to,
            ...(source ? { source } : {}),
          },
        }
      : null,
  ]);
  const [part] = answered(requests);
  const rows = part?.answer.rows ?? [];
  const latest = rows
    .filter((r) => r.year === rows.at(-1)?.year)
    .sort((x, y) => Number(x.rank) - Number(y.rank));
  const [first] = latest;
  return (
    <>
      {latest.length > 0 && (
        <p class="text">
          Places in {String(first?.year)}:{" "}
          {latest.map((r) => `${named(String(r.partner))} ${r.rank}`).join(", ")} of {String(first?.partners)}
          .
        </p>
      )}
      <Figure
        id="places"
        parts={part ? [part] : []}
        requests={years ? requests : [PENDING]}
        input={part?.answer ?? (years?.length === 0 ? NOTHING : undefined)}
        options={{
          chart: { kind: "bump", x: "year", y: "rank", series: "partner", format: "number" },
          highlight: partners.slice(0, 4),
          ...(first
            ? {
                title: `In ${title.toLowerCase()} ${named(String(first.partner))} was number ${first.rank} among ${possessive(country)} research partners in ${first.year}, with ${counted(Number(first.works), "joint work")}`,
              }
            : {}),
          subtitle: `Place of each among all of ${possessive(country)} research partners, ${title.toLowerCase()}`,
        }}
        empty={<p>No joint works of {named(country)} with these partners are loaded.</p>}
      />
    </>
  );
}
