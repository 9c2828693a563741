import { z } from "zod";
import { countryName } from "../countries/index.ts";
import { type Frame, toRows } from "../frame.ts";
import { join, sql } from "../sql.ts";
import { type Choice, chosenFrom, type PairOffer, pairOffers } from "../trade/choose.ts";
import { figures } from "../trade/flows.ts";
import { type FigureScope, figureParameters } from "../trade/parameters.ts";
import { framed, ratio, sumUsd } from "../trade/rows.ts";
import { bucketOf, spanText } from "../trade/spans.ts";
import { type ComputeContext, defineIndicator } from "./indicator.ts";
import { country } from "./parameters.ts";

/**
 * Bilateral trade: what two countries sell each other, in both directions, with each reporter's version side by side.
 *
 *   gap = V_importer − V_exporter
 *
 * Importers usually report CIF and exporters FOB, so the importer's figure is some 5 to 10 % higher without any
 * disagreement. A version is null when that country (or the source, for `reconciled_usd`) gives no figure: not
 * reported is not zero. Every source that has the pair gives its own rows; nothing is mixed across sources.
 *
 * @example bilateral-trade country=CHN partner=RUS from=2021 to=2022 source=imts
 */
export const bilateralTrade = defineIndicator({
  name: "bilateral-trade",
  title: "Trade between two countries, as each reports it",
  summary:
    "What two countries sell each other, with the exporter's, the importer's and the reconciled figure side by side.",
  formula: "gap = V_importer − V_exporter",
  references: [
    {
      text: "United Nations (2019), Bilateral asymmetries: note on mirror statistics and CIF/FOB",
      url: "https://unstats.un.org/wiki/display/comtrade/Bilateral+asymmetries",
    },
  ],
  group: "trade",
  params: z.object({
    country: country("first country"),
    partner: country("second country"),
    ...omit(figureParameters),
  }),
  tables: ["trade"],
  columns: {
    period: { type: "date", description: "first day of the period" },
    exporter: { type: "text", description: "country the goods come from" },
    importer: { type: "text", description: "country the goods go to" },
    product: { type: "text", description: "goods that count" },
    exporter_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "the exporter's figure, usually FOB",
    },
    importer_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "the importer's figure, usually CIF",
    },
    reconciled_usd: {
      type: "decimal",
      unit: "current US dollars",
      description: "the source's own figure from both reports",
    },
    gap_usd: { type: "decimal", unit: "current US dollars", description: "importer_usd − exporter_usd" },
    ratio: { type: "double", unit: "ratio", description: "importer_usd / exporter_usd" },
    periods: {
      type: "integer",
      unit: "periods",
      description: "periods that were added up, of the version that has most",
    },
    source: { type: "text", description: "source of the figures" },
    status: { type: "text", description: "estimated when any part is an estimate, else reported" },
  },
  example: { country: "CHN", partner: "RUS", from: "2021", to: "2022" },
  async compute(_frame, params, context): Promise<Frame> {
    const { country: one, partner: other } = params;
    const offers = await pairOffers([one, other], params.frequency, context);
    const versions = (
      [
        [one, other],
        [other, one],
      ] as const
    ).flatMap(([exporter, importer]) => {
      const known = offers.get(exporter) ?? [];
      const sources = [...new Set(known.map((o) => o.source))].filter((s) => (params.source ?? s) === s);
      return sources.flatMap((source) =>
        VERSIONS.flatMap(([basis, column]): Version[] => {
          const scope = { ...params, source, basis, min_partners: 1 };
          const choices = chosenFrom(known, { countries: [exporter], flow: "exports" }, scope);
          return choices.length > 0 ? [{ exporter, importer, scope, choices, known, column }] : [];
        }),
      );
    });
    // Of all goods the offers tell the value already.
    const sums =
      params.product === "total" ? versions.flatMap(sumsOfOffers) : await sumsOfGoods(versions, context);
    const rows = new Map<string, Row>();
    for (const { version, bucket, value, estimated, periods } of sums) {
      const { exporter, importer, scope, column } = version;
      const key = `${bucket} ${exporter} ${scope.source}`;
      const row = rows.get(key) ?? emptyRow(bucket, exporter, importer, scope.source, params.product);
      row[column] = value;
      row.periods = Math.max(row.periods, periods);
      if (estimated) row.status = "estimated";
      rows.set(key, row);
    }
    const sorted = [...rows.values()].sort((a, b) => {
      const [x, y] = [a, b].map((r) => `${r.period} ${r.exporter === params.country ? 0 : 1} ${r.source}`);
      return (x as string) < (y as string) ? -1 : 1;
    });
    const estimated = spanText(sorted.filter((r) => r.status === "estimated").map((r) => r.period));
    if (estimated) context.note({ kind: "estimated", text: `${estimated}: holds estimates of the source` });
    if (sorted.some((r) => r.exporter_usd !== null && r.importer_usd !== null))
      context.note({
        kind: "definition",
        text: "importers usually report CIF, exporters FOB: 5 to 10 % of a gap is freight and insurance, not disagreement",
      });
    return framed(
      bilateralTrade.columns,
      sorted.map((r) => ({
        ...r,
        gap_usd:
          r.exporter_usd === null || r.importer_usd === null
            ? null
            : Math.round((r.importer_usd - r.exporter_usd) * 1000) / 1000,
        ratio: ratio(r.importer_usd, r.exporter_usd),
      })),
    );
  },
  finding(rows, params) {
    const last = rows.findLast((r) => r.exporter === params.country);
    const best = last && (last.exporter_usd ?? last.reconciled_usd ?? last.importer_usd);
    if (!last || best === null || best === undefined) return undefined;
    return `${countryName(params.country)} sold ${countryName(params.partner)} goods for ${((best as number) / 1e9).toFixed(1)} bn USD in ${String(last.period).slice(0, 4)}`;
  },
  chart: {
    kind: "line",
    x: "period",
    y: "importer_usd",
    series: "exporter",
    status: "status",
    format: "usd",
  },
});

/** Versions read in one statement: an engine plans a scan for each. */
const AT_ONCE = 16;

const VERSIONS = [
  ["reporter", "exporter_usd"],
  ["partner", "importer_usd"],
  ["reconciled", "reconciled_usd"],
] as const;

/** Who sends to whom, by whose account, and which figures of the source say so. */
interface Version {
  readonly exporter: string;
  readonly importer: string;
  readonly scope: FigureScope & { readonly source: string };
  readonly choices: readonly Choice[];
  readonly known: readonly PairOffer[];
  readonly column: (typeof VERSIONS)[number][1];
}

/** A version's figure in one bucket of periods. */
interface Sum {
  readonly version: Version;
  readonly bucket: string;
  readonly value: number;
  readonly estimated: boolean;
  readonly periods: number;
}

function sumsOfOffers(version: Version): Sum[] {
  const { choices, known, scope } = version;
  const buckets = new Map<string, PairOffer[]>();
  for (const { period, role, source, classifications } of choices) {
    // Where several classifications answer, the first of them counts, and a pair that is offered has it.
    const [best] = classifications;
    const found = known.find(
      (o) => o.period === period && o.role === role && o.source === source && o.classification === best,
    ) as PairOffer;
    const bucket = bucketOf(period, scope.by, (choices[0] as Choice).period);
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), found]);
  }
  return [...buckets].map(([bucket, parts]) => ({
    version,
    bucket,
    value: sumUsd(parts.map((p) => p.value)),
    estimated: parts.some((p) => p.estimated),
    periods: parts.length,
  }));
}

async function sumsOfGoods(versions: readonly Version[], context: ComputeContext): Promise<Sum[]> {
  const sums: Sum[] = [];
  for (let first = 0; first < versions.length; first += AT_ONCE) {
    const parts = versions.slice(first, first + AT_ONCE).map((v, i) => {
      const own = { countries: [v.exporter], flow: "exports" as const };
      const rows = figures(own, v.scope, v.choices, context, { only: [v.importer] });
      return sql`select cast(${first + i} as integer) as nth, bucket, cast(sum(value_usd) as decimal(38,3)) as value_usd,
        max(estimated) as estimated, count(distinct period) as periods from (${rows}) figures group by bucket`;
    });
    const frame = await context.query(sql`${join(parts, " union all ")} order by nth, bucket`);
    for (const r of toRows(frame))
      sums.push({
        version: versions[r.nth as number] as Version,
        bucket: String(r.bucket),
        value: r.value_usd as number,
        estimated: r.estimated === 1,
        periods: r.periods as number,
      });
  }
  return sums;
}

interface Row {
  period: string;
  exporter: string;
  importer: string;
  product: string;
  exporter_usd: number | null;
  importer_usd: number | null;
  reconciled_usd: number | null;
  periods: number;
  source: string;
  status: string;
}

function emptyRow(period: string, exporter: string, importer: string, source: string, product: string): Row {
  return {
    period,
    exporter,
    importer,
    product,
    exporter_usd: null,
    importer_usd: null,
    reconciled_usd: null,
    periods: 0,
    source,
    status: "reported",
  };
}

/** Basis and completeness are not a question here: every version is shown. */
function omit<T extends { basis: unknown; min_partners: unknown }>(
  all: T,
): Omit<T, "basis" | "min_partners"> {
  const { basis: _basis, min_partners: _partners, ...rest } = all;
  return rest;
}
