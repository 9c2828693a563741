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
import { frameOf } from "../research/frames.ts";
import { OPENALEX_NOTES } from "../research/notes.ts";
import { collaborationParameters, level } from "../research/parameters.ts";
import { tiesOf } from "../research/ties.ts";
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
 * works; needs a source that knows outputs. RIC always uses ties. A partner that has ties, but none with the country,
 * has affinity 0 and an upper end: absence is shown, not suppressed.
 *
 * The interval is exact (Poisson for n_ij, margins taken as known) or a bootstrap over works (`interval`).
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
    basis: choice(["ties", "outputs"], "size of a country: its ties, or all its works").default("ties"),
    interval: choice(["exact", "bootstrap"], "exact Poisson, or resampling of works").default("exact"),
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
      description: "relative intensity of collaboration, seen from the country",
    },
    source: { type: "text", description: "source of the counts" },
  },
  example: { country: "CHN", partner: "RUS,USA,DEU", from: 2022, to: 2022 },
  query({ country: one, from, to, field, source }, context) {
    const table = context.table("collaborations");
    return sql`with ${tiesOf({ country: one, from, to, field, counting: "full", source }, context)},
      cells as (
        select country_a, country_b, sum(works_full) as n, sum(works_fractional) as x from ${table}
        where source = (select source from chosen) and field = ${field} and year between ${from} and ${to}
        group by country_a, country_b
      ),
      ends as (
        select country_a as c, n from cells where country_a <> country_b
        union all select country_b, n from cells where country_a <> country_b
      ),
      margins as (select c, sum(n) as ties from ends group by c),
      joint as (
        select case when country_a = ${one} then country_b else country_a end as c, n from cells
        where (country_a = ${one} or country_b = ${one}) and country_a <> country_b
      ),
      world as (
        select (select sum(ties) from margins) as ties, sum(x) as outputs from cells where country_a = country_b
      ),
      stated as (
        select sum(o.value) as outputs from ${context.table("observations")} o
        where o.source = (select source from chosen) and o.series = 'openalex.works' and o.country = 'WLD'
          and o.item = ${field} and year(o.period) between ${from} and ${to}
      )
      select m.c as partner, coalesce(j.n, 0) as works, m.ties as ties, own.ties as own_ties, d.n as output,
        od.n as own_output, w.ties as all_ties, coalesce(w.outputs, s.outputs) as all_outputs,
        (select source from chosen) as source
      from margins m
        left join joint j on j.c = m.c
        join margins own on own.c = ${one}
        left join cells d on d.country_a = m.c and d.country_b = m.c
        left join cells od on od.country_a = ${one} and od.country_b = ${one}
        cross join world w cross join stated s
      where m.c <> ${one}
      order by m.c`;
  },
  optionalTables: ["observations"],
  compute(frame, params, context) {
    if (!frame) throw new Error("affinity computes on its query");
    const wanted = params.partner && new Set(params.partner);
    const rows = toRows(frame).filter((r) => !wanted || wanted.has(r.partner as string));
    const onOutputs = params.basis === "outputs";
    if (onOutputs && rows.length > 0 && rows.every((r) => r.own_output === null || r.all_outputs === null))
      throw new MissingDataError(
        `affinity on outputs needs every country's works, which ${rows[0]?.source} does not hold: use --basis ties, or fetch openalex-counts with --world`,
      );
    context.note({
      kind: "definition",
      text: onOutputs
        ? "sizes are all works of a country"
        : "sizes are ties with other countries; the diagonal does not enter",
    });
    return frameOf(
      this.columns,
      rows.map((row) => {
        const works = row.works as number;
        const counts: PairCounts = onOutputs
          ? {
              both: works,
              first: (row.own_output as number | null) ?? Number.NaN,
              second: (row.output as number | null) ?? Number.NaN,
              total: Math.round(row.all_outputs as number),
            }
          : {
              both: works,
              first: row.own_ties as number,
              second: row.ties as number,
              total: row.all_ties as number,
            };
        const { estimate, lower, upper } =
          params.interval === "exact" || works === 0
            ? observedOverExpected(counts, { level: params.level })
            : resampled(counts, params);
        return {
          country: params.country,
          partner: row.partner,
          works,
          expected: (counts.first * counts.second) / counts.total,
          affinity: estimate,
          low: lower,
          high: upper,
          ...shareOf(works, row.own_ties as number, params.level),
          salton: salton(counts),
          jaccard: jaccard(counts),
          intensity: finite(
            relativeIntensity({
              both: works,
              first: row.own_ties as number,
              second: row.ties as number,
              total: (row.all_ties as number) / 2,
            }),
          ),
          source: row.source,
        };
      }),
    );
  },
  notes: () => OPENALEX_NOTES,
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

/** Every work is of both, of one, of the other or of neither: four cells, drawn anew. */
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

function shareOf(works: number, ties: number, level: number) {
  if (ties === 0) return { share: null, share_low: null, share_high: null };
  const { lower, upper } = binomialInterval(works, ties, { level });
  return { share: works / ties, share_low: lower, share_high: upper };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
