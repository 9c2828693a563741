import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { MissingDataError } from "../errors.ts";
import { toRows } from "../frame.ts";
import {
  binomialInterval,
  bootstrapCounts,
  jaccard,
  observedOverExpected,
  type PairCounts,
  relativeIntensity,
  salton,
} from "../kernels/index.ts";
import { noteCoverage } from "../research/coverage.ts";
import { frameOf } from "../research/frames.ts";
import { excerptNote } from "../research/notes.ts";
import { collaborationParameters, level } from "../research/parameters.ts";
import { tiesOf } from "../research/ties.ts";
import { isWhole, wholeTies } from "../research/whole.ts";
import { sql } from "../sql.ts";
import { defineIndicator } from "./indicator.ts";
import { choice, countries, whole } from "./parameters.ts";

/**
 * How much closer two countries work together than their sizes would give.
 *
 *   affinity_ij = n_ij n / (n_i n_j)                       (Zitt, Bassecoulard, Okubo 2000)
 *   salton_ij   = n_ij / √(n_i n_j)
 *   jaccard_ij  = n_ij / (n_i + n_j − n_ij)
 *   RIC_ij      = (n_ij / n_i) / ((n_j − n_ij) / (T − n_i))  (Fuchs, Sivertsen, Rousseau 2021)
 *
 * `basis` says what n_i is. `ties`: the country's joint works summed over partners, n the sum over countries; the
 * diagonal stays out, so a large country cannot reach 1 with everyone. `outputs`: all works of the country, n all
 * works; needs a source that knows outputs. Unless asked for, it is ties where all ties of all countries are loaded,
 * and outputs otherwise. RIC always uses ties; as n_i counts every link once and T does too, it is near 1/2, not 1,
 * where two countries meet as often as chance would have it. A partner that has ties, but none with the country, has
 * affinity 0 and an upper end: absence is shown, not suppressed.
 *
 * What rests on ties that are not all loaded is null: affinity and RIC need every country's, Salton's cosine and the
 * Jaccard index both sides', the share the country's own.
 *
 * The interval is exact (Poisson for n_ij, margins taken as known) or a bootstrap of the four cells (`interval`): works
 * on outputs; on ties the single ties, so that a work of many countries counts as many draws and the interval is too narrow.
 *
 * @example
 * run("affinity", { country: "CHN", partner: "RUS", from: 2022, to: 2022 })
 */
export const affinity = defineIndicator({
  name: "affinity",
  title: "Affinity in research",
  summary: "How much more, or less, two countries publish together than their sizes would give.",
  formula: "A_ij = n_ij n / (n_i n_j)",
  references: [
    {
      text: "Zitt, Bassecoulard, Okubo (2000), Shadows of the past in international cooperation, Scientometrics 47",
      url: "https://doi.org/10.1023/A:1005632319799",
    },
    {
      text: "Fuchs, Sivertsen, Rousseau (2021), Measuring the relative intensity of collaboration within a network, Scientometrics 126",
      url: "https://doi.org/10.1007/s11192-021-04110-x",
    },
  ],
  group: "research",
  params: z.object({
    country: collaborationParameters.country,
    partner: countries("only these partners").optional(),
    from: collaborationParameters.from,
    to: collaborationParameters.to,
    field: collaborationParameters.field,
    source: collaborationParameters.source,
    basis: choice(
      ["ties", "outputs"],
      "size of a country: its ties, or all its works; without it, ties where all are loaded, else works",
    ).optional(),
    interval: choice(
      ["exact", "bootstrap"],
      "exact Poisson, or drawing works (on outputs) or single ties (on ties) anew",
    ).default("exact"),
    seed: whole("seed of the bootstrap", { min: 0, max: 2 ** 31 }).default(1),
    level,
  }),
  tables: ["collaborations"],
  columns: {
    country: { type: "text", description: "country, ISO3" },
    partner: { type: "text", description: "partner, ISO3" },
    works: { type: "integer", unit: "works", description: "joint works over the years, full count" },
    expected: { type: "double", unit: "works", description: "joint works that the sizes alone would give" },
    affinity: { type: "double", unit: "ratio", description: "observed over expected" },
    low: { type: "double", unit: "ratio", description: "lower end of the interval" },
    high: { type: "double", unit: "ratio", description: "upper end of the interval" },
    share: { type: "double", unit: "share", description: "joint works over all ties of the country" },
    share_low: { type: "double", unit: "share", description: "lower end of the share's exact interval" },
    share_high: { type: "double", unit: "share", description: "upper end of the share's exact interval" },
    salton: { type: "double", unit: "0 to 1", description: "Salton's cosine" },
    jaccard: { type: "double", unit: "0 to 1", description: "Jaccard index" },
    intensity: {
      type: "double",
      unit: "ratio",
      description:
        "relative intensity of collaboration, seen from the country; about 1/2 where sizes alone decide, since the partner's own links count once in its size and once in all links",
    },
    basis: { type: "text", description: "what sizes are: ties or outputs" },
    source: { type: "text", description: "source of the counts" },
  },
  example: { country: "CHN", partner: "RUS,USA,DEU", from: 2022, to: 2022 },
  query({ country: one, from, to, field, source }, context) {
    const request = { country: one, from, to, field, counting: "full", source } as const;
    return sql`with ${tiesOf(request, context)},
      cells as (
        select country_a as a, country_b as b, sum(works_full) as n, sum(works_fractional) as x, count(*) as years
        from ${context.table("collaborations")}
        where source = (select source from chosen) and field = ${field} and year between ${from} and ${to}
        group by country_a, country_b
      ),
      ends as (
        select a as c, n from cells where a <> b
        union all select b, n from cells where a <> b
      ),
      margins as (select c, sum(n) as ties from ends group by c),
      joint as (
        select case when a = ${one} then b else a end as c, n, years from cells
        where (a = ${one} or b = ${one}) and a <> b
      ),
      world as (select (select sum(ties) from margins) as ties, sum(x) as outputs from cells where a = b),
      stated as (
        select sum(o.value) as outputs from ${context.table("observations")} o
        where o.source = (select source from chosen) and o.series = 'openalex.works' and o.country = 'WLD'
          and o.item = ${field} and year(o.period) between ${from} and ${to}
      )
      select m.c as partner, j.n as works, m.ties as ties, own.ties as own_ties, d.n as output,
        od.n as own_output, w.ties as all_ties, coalesce(w.outputs, s.outputs) as all_outputs,
        j.years as years, (select source from chosen) as source
      from margins m
        left join joint j on j.c = m.c
        join margins own on own.c = ${one}
        left join cells d on d.a = m.c and d.b = m.c
        left join cells od on od.a = ${one} and od.b = ${one}
        cross join world w cross join stated s
      where m.c <> ${one}
      order by m.c`;
  },
  optionalTables: ["observations", "publications"],
  async compute(frame, params, context) {
    if (!frame) throw new Error("affinity computes on its query");
    const wanted = params.partner && new Set(params.partner);
    const rows = toRows(frame).filter((r) => !wanted || wanted.has(r.partner as string));
    const [first] = rows;
    await noteCoverage(context, { ...params, source: first?.source });
    const ties = await wholeTies({ source: first?.source, field: params.field }, context);
    const years = [...ties.places.keys()].filter((year) => year >= params.from && year <= params.to);
    const lacking = years.filter((year) =>
      [...(ties.places.get(year) ?? [])].some((c) => !isWhole(ties, year, c)),
    );
    const network = lacking.length === 0;
    const complete = (country: string) => lacking.every((year) => isWhole(ties, year, country));
    const own = complete(params.country);
    const outputs =
      ties.everywhere.size === 0 && rows.some((r) => r.own_output !== null && r.all_outputs !== null);
    if (params.basis === "outputs" && first && !outputs)
      throw new MissingDataError(
        `affinity on outputs needs every country's works, which ${first.source} does not hold: use --basis ties, or fetch openalex-counts with --world`,
      );
    const basis = params.basis ?? (outputs && !network ? "outputs" : "ties");
    context.note({
      kind: "definition",
      text:
        basis === "outputs"
          ? "sizes are all works of a country"
          : "sizes are ties with other countries; the diagonal does not enter",
    });
    if (params.interval === "bootstrap" && basis === "ties")
      context.note({
        kind: "definition",
        text: "single ties are drawn anew, not works: a work of many countries counts as many draws, so the intervals are too narrow",
      });
    if (first && !network)
      context.note({
        kind: "missing",
        text: `only some countries' ties are in what ${first.source} holds here, so ${basis === "ties" ? "affinity and intensity are" : "intensity is"} not known: load every pair${outputs ? "" : ", or fetch openalex-counts with --world"}`,
      });
    if (first && !own) context.note(excerptNote(params.country, first.source, "its share is"));
    return frameOf(
      this.columns,
      rows.map((row) => {
        const n = (name: string) => (row[name] as number | null) ?? Number.NaN;
        const theirs = complete(row.partner as string);
        const seen = own || theirs || row.years === years.length;
        const works = seen ? ((row.works as number | null) ?? 0) : null;
        const both = works ?? Number.NaN;
        const onTies: PairCounts = {
          both,
          first: own ? n("own_ties") : Number.NaN,
          second: theirs ? n("ties") : Number.NaN,
          total: network ? n("all_ties") : Number.NaN,
        };
        const counts: PairCounts =
          basis === "ties"
            ? onTies
            : { both, first: n("own_output"), second: n("output"), total: Math.round(n("all_outputs")) };
        const expected = (counts.first * counts.second) / counts.total;
        const { estimate, lower, upper } =
          params.interval === "exact" || works === 0 || !(expected > 0) || works === null
            ? observedOverExpected(counts, { level: params.level })
            : resampled(counts, params);
        return {
          country: params.country,
          partner: row.partner,
          works,
          expected,
          affinity: estimate,
          low: lower,
          high: upper,
          ...shareOf(works, onTies.first, params.level),
          salton: salton(counts),
          jaccard: jaccard(counts),
          intensity: finite(relativeIntensity({ ...onTies, total: onTies.total / 2 })),
          basis,
          source: row.source,
        };
      }),
    );
  },
  finding(rows, { country: one, from, to }) {
    const known = rows.filter((r) => r.affinity !== null);
    const [row] = known;
    if (!row || known.length !== 1) return undefined;
    const times = (row.affinity as number).toFixed(2);
    return `${countryName(one)} and ${countryName(row.partner as string)} published together ${times} times as often as their sizes would give in ${from === to ? from : `${from}-${to}`}`;
  },
  chart: {
    kind: "dot",
    x: "affinity",
    y: "partner",
    low: "low",
    high: "high",
    format: "number",
    scale: "log",
  },
});

/** Every work (or tie) is of both, of one, of the other or of neither: four cells, drawn anew. */
function resampled(
  { both, first, second, total }: PairCounts,
  { seed, level }: { seed: number; level: number },
) {
  const cells = [both, first - both, second - both, total - first - second + both];
  return bootstrapCounts(
    cells.map((n) => Math.max(0, n)),
    (n) => {
      const [b, f, s, rest] = n as unknown as [number, number, number, number];
      return observedOverExpected({ both: b, first: b + f, second: b + s, total: b + f + s + rest }).estimate;
    },
    { seed, level },
  );
}

function shareOf(works: number | null, ties: number, level: number) {
  if (works === null || !(ties > 0)) return { share: null, share_low: null, share_high: null };
  const { lower, upper } = binomialInterval(works, ties, { level });
  return { share: works / ties, share_low: lower, share_high: upper };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
