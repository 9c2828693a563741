import { formatUsd } from "@tightrope/charts";
import type { Row } from "@tightrope/core";
import { Figure } from "../figure/figure.tsx";
import { answered, combined, useLastUnless, useParts } from "../figure/part.ts";
import { ToLoad } from "../figure/to-load.tsx";
import { Select } from "../form/choice.tsx";
import { goodsText } from "../goods.ts";
import { change, place } from "../router.ts";
import { named, possessive, sentenceCase, yearOf } from "../words.ts";
import { type Flow, sharesOf } from "./shares.ts";
import type { PairTrade } from "./use-pair-trade.ts";

interface Props {
  readonly a: string;
  readonly b: string;
  readonly flow: Flow;
  readonly goods: string;
  readonly trade: PairTrade;
}

/** The pair’s trade over time: as shares of each side’s own, and in dollars. */
export function Trade({ a, b, flow, goods, trade }: Props) {
  return (
    <section>
      <h2>Trade</h2>
      <Shares a={a} b={b} flow={flow} goods={goods} trade={trade} />
      <div class="beyond-brief">
        <Values a={a} b={b} goods={goods} />
      </div>
    </section>
  );
}

function Shares({ a, b, flow, goods, trade }: Props) {
  const requests = trade.requests.slice(flow === "imports" ? 0 : 2, flow === "imports" ? 2 : 4);
  const parts = answered(requests);
  const rows = parts.flatMap((p) => sharesOf(p)).filter((s) => s.value !== null);
  const ready = requests.every((r) => r.data || r.error) && parts.length > 0;
  const input = ready
    ? combined(parts, {
        title: `Each in the other’s ${flow}`,
        columns: [
          { name: "period", type: "date", description: "year" },
          { name: "reporter", type: "text", description: "in whose trade" },
          { name: "partner", type: "text", description: "the partner" },
          {
            name: "share",
            type: "double",
            unit: "share (0 to 1)",
            description: `share of the partner in ${flow}`,
          },
          { name: "low", type: "double", unit: "share (0 to 1)", description: "lowest under other weights" },
          {
            name: "high",
            type: "double",
            unit: "share (0 to 1)",
            description: "highest under other weights",
          },
          { name: "status", type: "text", description: "how it is known" },
        ],
        rowsOf: (part) =>
          sharesOf(part).map((s) => ({
            period: String(s.row.period),
            reporter: String(s.row.reporter),
            partner: String(s.row.partner),
            share: s.value,
            low: s.low,
            high: s.high,
            status: s.value === null ? "missing" : s.status,
          })),
      })
    : undefined;
  const verb = flow === "imports" ? "supplied by" : "sold to";
  return (
    <Figure
      id="shares"
      parts={parts}
      requests={requests}
      input={input && rows.length > 0 ? input : input && { ...input, rows: [] }}
      options={{
        chart: {
          kind: "line",
          x: "period",
          y: "share",
          series: "partner",
          low: "low",
          high: "high",
          status: "status",
          format: "percent",
        },
        highlight: [a, b],
        labels: {
          [a]: `${sentenceCase(named(a))} in ${possessive(b)}`,
          [b]: `${sentenceCase(named(b))} in ${possessive(a)}`,
        },
        title: sharesTitle(a, b, flow, trade),
        subtitle: `Share of each country’s ${flow}${goods === "total" ? "" : ` of ${goodsText(goods)}`} ${verb} the other, %`,
      }}
      empty={
        <>
          <p>
            Neither share is known{goods === "total" ? "" : ` for ${goodsText(goods)}`}: a share needs the
            country’s trade with all its partners, and the figures loaded do not hold it.
          </p>
          <ToLoad table="trade" />
        </>
      }
    />
  );
}

/** What changed over the years known: written from the side that moved most. */
function sharesTitle(a: string, b: string, flow: Flow, trade: PairTrade): string {
  const moves = [
    [a, b],
    [b, a],
  ].flatMap(([of, partner]) => {
    const known = sharesOf(trade.share(of as string, flow)).filter((s) => s.value !== null);
    const [first, last] = [known[0], known.at(-1)];
    if (!first || !last || first === last) return [];
    return [
      {
        of: of as string,
        partner: partner as string,
        first,
        last,
        moved: Math.abs((last.value as number) - (first.value as number)),
      },
    ];
  });
  const most = moves.sort((x, y) => y.moved - x.moved)[0];
  if (!most) return `${sentenceCase(named(a))} and ${named(b)} in each other’s ${flow}`;
  const { of, partner, first, last } = most;
  const up = (last.value as number) >= (first.value as number);
  const text = (v: number | null) => `${((v as number) * 100).toFixed(1)} %`;
  return `${sentenceCase(possessive(partner))} share of ${possessive(of)} ${flow} ${up ? "rose" : "fell"} from ${text(first.value)} in ${first.year} to ${text(last.value)} in ${last.year}`;
}

function Values({ a, b, goods }: { a: string; b: string; goods: string }) {
  const more = goods === "total" ? {} : { product: goods };
  const base = { country: a, partner: b, ...more };
  const [any] = useParts([{ label: "all sources", indicator: "bilateral-trade", parameters: base }]);
  const counts = new Map<string, number>();
  for (const row of any?.data?.answer.rows ?? [])
    counts.set(String(row.source), (counts.get(String(row.source)) ?? 0) + 1);
  const sources = [...counts].sort((x, y) => y[1] - x[1]).map(([s]) => s);
  const asked = place.value.query.get("source");
  const source = asked && sources.includes(asked) ? asked : sources[0];
  const requests = useParts([
    useLastUnless(
      any?.stale,
      source
        ? { label: "trade between the two", indicator: "bilateral-trade", parameters: { ...base, source } }
        : null,
    ),
  ]);
  const parts = answered(requests);
  const [part] = parts;
  const rows: (Row & { value_usd: number | null })[] = (part?.answer.rows ?? []).map((row) => ({
    ...row,
    value_usd: dollarsOf(row),
    known: knownBy(row),
  }));
  const input = part
    ? {
        ...combined(parts, {
          title: part.answer.title,
          columns: [
            ...part.answer.columns,
            {
              name: "value_usd",
              type: "decimal",
              unit: "current US dollars",
              description: "the importer’s figure, else the exporter’s, else the reconciled one",
            } as const,
            { name: "known", type: "text", description: "whose figure it is" } as const,
          ],
          rowsOf: () => rows,
        }),
        indicator: part.indicator,
      }
    : any?.data && sources.length === 0
      ? { ...any.data.answer, rows: [] }
      : undefined;
  const last = rows
    .filter((r) => r.value_usd !== null)
    .map((r) => String(r.period))
    .sort()
    .at(-1);
  const sold = (exporter: string) =>
    rows.find((r) => r.exporter === exporter && r.period === last)?.value_usd;
  const title =
    last && sold(a) != null && sold(b) != null
      ? `${sentenceCase(named(a))} sold ${named(b)} goods for ${formatUsd(sold(a))} in ${yearOf(last)} and bought for ${formatUsd(sold(b))}`
      : undefined;
  return (
    <>
      {sources.length > 1 && source && (
        <div class="controls">
          <Select
            label="Dollar figures from"
            value={source}
            options={sources.map((s) => ({ value: s, text: sourceTitle(s) }))}
            onPick={(v) => change({ source: v === sources[0] ? null : v, pin: null })}
          />
        </div>
      )}
      <Figure
        id="values"
        parts={parts}
        requests={[...(any ? [any] : []), ...requests]}
        input={input}
        options={{
          chart: {
            kind: "line",
            x: "period",
            y: "value_usd",
            series: "exporter",
            status: "known",
            format: "usd",
          },
          highlight: [a, b],
          labels: {
            [a]: `${sentenceCase(named(a))} to ${named(b)}`,
            [b]: `${sentenceCase(named(b))} to ${named(a)}`,
          },
          ...(title
            ? { title: goods === "total" ? title : title.replace("goods", `goods (${goodsText(goods)})`) }
            : {}),
          subtitle:
            "Goods sold by each to the other, current US dollars, as the importer reports them, else the exporter",
        }}
        empty={
          <>
            <p>
              No source in this workspace holds trade between {named(a)} and {named(b)}.
            </p>
            <ToLoad table="trade" />
          </>
        }
      />
    </>
  );
}

function dollarsOf(row: Row): number | null {
  for (const name of ["importer_usd", "exporter_usd", "reconciled_usd"])
    if (typeof row[name] === "number") return row[name];
  return null;
}

function knownBy(row: Row): string {
  if (row.status === "estimated") return "estimated";
  return row.importer_usd == null && row.exporter_usd == null ? "reconciled" : "reported";
}

function sourceTitle(name: string): string {
  return { imts: "IMF (IMTS)", baci: "CEPII (BACI)", comtrade: "UN Comtrade" }[name] ?? name;
}
