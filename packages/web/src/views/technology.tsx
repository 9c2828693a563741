import { useYears } from "../coverage.ts";
import { Figure } from "../figure/figure.tsx";
import { answered, combined, type Part, useParts } from "../figure/part.ts";
import { Choice, Select, years as yearOptions } from "../form/choice.tsx";
import { CountriesPicker } from "../form/countries-picker.tsx";
import { CountryPicker } from "../form/country-picker.tsx";
import { PENDING } from "../request.ts";
import { change, linkTo, place } from "../router.ts";
import { counted, named, possessive, sentenceCase } from "../words.ts";
import { IntervalTable } from "./technology-table.tsx";
import { Works } from "./technology-works.tsx";

const PARTNERS = "RUS,USA,DEU,GBR,JPN";
/** A line of the matrix is a question of its own, so only the largest are asked for. */
const MOST = 12;
const SPAN = 4;

/** In which fields or technologies a country works with whom, against what their sizes would give. */
export default function Technology() {
  const { query } = place.value;
  const country = query.get("c") ?? "CHN";
  const partners = (query.get("p") ?? PARTNERS).split(",").filter((p) => p !== "" && p !== country);
  const by = query.get("by") === "field" ? "field" : "technology";
  const known = useYears("collaborations", country);
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
  const shown = lines.slice(0, MOST);
  const requests = useParts(
    shown.map(({ field, title }) =>
      span && partners.length > 0
        ? {
            label: title,
            indicator: "affinity",
            parameters: { country, partner: partners.join(","), field, ...span },
          }
        : null,
    ),
  );
  const parts = answered(requests);
  const wanted = query.get("f") ?? "all";
  const field = lines.some((l) => l.field === wanted) ? wanted : "all";
  const titleOfField = lines.find((l) => l.field === field)?.title ?? "all fields";
  // Places come from the counts that the matrix rests on, not from another source that knows more works in all.
  const source = fields?.data?.answer.rows.map((r) => r.source).find((v) => typeof v === "string");
  const ready = requests.length > 0 && requests.every((r) => r.data || r.error) && parts.length > 0;
  const input = ready ? { ...matrixOf(parts), indicator: "affinity" } : undefined;
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
      <h2>Closer or more distant than their sizes would give</h2>
      {lines.length > shown.length && (
        <p class="text quiet">
          The {MOST} of {lines.length} with most works of {named(country)} are shown.
        </p>
      )}
      <Figure
        id="matrix"
        parts={parts}
        requests={known ? [...(fields ? [fields] : []), ...requests] : [PENDING]}
        input={input ?? (none || (known && years.length === 0) ? NOTHING : undefined)}
        options={{
          chart: { kind: "matrix", x: "partner", y: "line", value: "affinity", centre: 1, format: "number" },
          ...(input ? { title: finding(input.rows, country) } : {}),
          subtitle: `Joint works of ${named(country)} with each partner over what the sizes of both would give, ${from ?? ""} to ${to ?? ""}; 1 is neither close nor distant`,
        }}
        empty={<WhatToLoad country={country} />}
      />
      {input && <IntervalTable parts={parts} partners={partners} />}
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

function matrixOf(parts: readonly Part[]) {
  const ratio = { type: "double", unit: "ratio" } as const;
  return combined(parts, {
    title: "Affinity by field and partner",
    columns: [
      { name: "line", type: "text", description: "field or technology" },
      { name: "partner", type: "text", description: "the partner" },
      { name: "works", type: "integer", unit: "works", description: "joint works" },
      { name: "affinity", ...ratio, description: "joint works over those expected from sizes" },
      { name: "low", ...ratio, description: "lower end of the 95 % interval" },
      { name: "high", ...ratio, description: "upper end of the 95 % interval" },
    ],
    rowsOf: (part) =>
      part.answer.rows.map((r) => ({
        line: part.label,
        partner: r.partner ?? null,
        works: r.works ?? null,
        affinity: r.affinity ?? null,
        low: r.low ?? null,
        high: r.high ?? null,
      })),
  });
}

/** The cell that stands out most, by the end of its interval that is nearer to 1. */
function finding(rows: readonly Readonly<Record<string, unknown>>[], country: string): string {
  const [most] = rows
    .filter((r) => typeof r.low === "number" && (r.low as number) > 1)
    .sort((x, y) => Number(y.low) - Number(x.low));
  return most
    ? `${sentenceCase(named(country))} and ${named(String(most.partner))} are closest in ${String(most.line).toLowerCase()}: ${Number(most.affinity).toFixed(1)} times the joint works their sizes would give`
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
        <code>tightrope fetch openalex-counts --country CHN,RUS --from 2000 --by field</code> and{" "}
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
