import { formatPercent } from "@tightrope/charts";
import { useYears } from "../coverage.ts";
import { Figure } from "../figure/figure.tsx";
import { useParts } from "../figure/part.ts";
import { ToLoad } from "../figure/to-load.tsx";
import { Choice, Select } from "../form/choice.tsx";
import { CountryPicker } from "../form/country-picker.tsx";
import { GOODS, goodsText } from "../goods.ts";
import { change, place } from "../router.ts";
import { listed, named, possessive, sentenceCase, yearOf } from "../words.ts";

const TOPS = ["5", "8", "12"];

/** So many times its share of before is a leap. */
const LEAP = 50;

/** How a country’s partners changed: shares and ranks over the years, and what moved to whom after a date. */
export default function Partners() {
  const { query } = place.value;
  const country = query.get("c") ?? "RUS";
  const flow = query.get("flow") === "exports" ? "exports" : "imports";
  const goods = query.get("goods") ?? "total";
  const top = TOPS.includes(query.get("top") ?? "") ? (query.get("top") as string) : "8";
  const years = useYears("trade", country, "A") ?? [];
  const splits = years.slice(1);
  const asked = Number(query.get("split"));
  const split = splits.includes(asked) ? asked : splits.includes(2022) ? 2022 : splits.at(-1);
  const more = goods === "total" ? {} : { product: goods };
  const requests = useParts([
    {
      label: "partners by rank",
      indicator: "partner-rank",
      parameters: { reporter: country, flow, top, ...more },
    },
    split === undefined
      ? null
      : {
          label: "reorientation",
          indicator: "reorientation",
          parameters: { reporter: country, flow, split, top: 12, ...more },
        },
  ]);
  const [ranks, moves] = [requests[0]?.data, requests[1]?.data];
  const rankRows = (ranks?.answer.rows ?? [])
    .filter((r) => r.share != null)
    .map((r) => ({ ...r, known: r.status === "estimated" ? "estimated" : (r.basis ?? null) }));
  const moveRows = (moves?.answer.rows ?? []).filter((r) => r.partner !== null && r.moved !== null);
  const last = moveRows
    .map((r) => String(r.period))
    .sort()
    .at(-1);
  const slope = moveRows
    .filter((r) => r.period === last)
    .flatMap((r) => [
      { when: `before ${split}`, partner: String(r.partner), share: Number(r.share_base), known: "reported" },
      {
        when: String(yearOf(last)),
        partner: String(r.partner),
        share: Number(r.share),
        known: String(r.basis),
      },
    ]);
  const goodsWords = goods === "total" ? "" : ` of ${goodsText(goods)}`;
  const finding = moves?.answer.finding?.replace(/'/g, "’");
  const biggest = latest(rankRows)[0];
  const rankTitle = biggest
    ? `${sentenceCase(named(String(biggest.partner)))} was ${possessive(country)} largest ${flow === "imports" ? "supplier" : "customer"} in ${yearOf(biggest.period)}, with ${formatPercent(Number(biggest.share))}`
    : undefined;
  const gained = [...moveRows]
    .filter((r) => r.period === last)
    .sort((x, y) => Number(y.moved) - Number(x.moved));
  const [up, down] = [gained[0], gained.at(-1)];
  // A trickle that turns into a stream the year reports end is more likely a source's guess than trade.
  const leaps = gained.filter(
    (r) =>
      ranks?.answer.rows.some(
        (k) => k.partner === r.partner && k.period === last && k.status === "estimated",
      ) &&
      Number(r.share) >= 0.01 &&
      Number(r.share_base) > 0 &&
      Number(r.share) > LEAP * Number(r.share_base),
  );
  const moved =
    up && down
      ? `${sentenceCase(named(String(up.partner)))} gained ${points(Number(up.moved))} of ${possessive(country)} ${flow}, ${named(String(down.partner))} lost ${points(-Number(down.moved))}`
      : undefined;
  const empty = (
    <>
      <p>
        {sentenceCase(possessive(country))} {flow}
        {goodsWords} from all partners are not loaded, so no share can be said.
      </p>
      <ToLoad table="trade" {...(goods === "total" ? {} : { only: ["baci", "comtrade"] })} />
    </>
  );
  return (
    <>
      <h1 class="heard">Partners of {named(country)} over time</h1>
      <div class="pair-head one">
        <CountryPicker headline label="Country" value={country} onPick={(c) => change({ c, pin: null })} />
      </div>
      {finding && (
        <p class="text finding">
          {finding.replace(" had moved", `${goodsWords} had moved`)}, compared with the years before {split}.
        </p>
      )}
      {leaps.length > 0 && (
        <p class="text quiet">
          Take with care: {listed(leaps.map((r) => leapText(r, split)))}.{" "}
          {leaps.length === 1 ? "This is" : "These are"} the source’s own{" "}
          {leaps.length === 1 ? "estimate" : "estimates"}, not what {named(country)} reported, and part of the
          total that every share is of.
        </p>
      )}
      <div class="controls">
        <Choice
          label="Side of trade"
          value={flow}
          options={[
            { value: "imports", text: "imports" },
            { value: "exports", text: "exports" },
          ]}
          onPick={(v) => change({ flow: v === "imports" ? null : v, pin: null })}
        />
        <Select
          label="Goods"
          value={goods}
          options={GOODS}
          onPick={(v) => change({ goods: v === "total" ? null : v, pin: null })}
        />
        <Choice
          label="Partners"
          value={top}
          options={TOPS.map((t) => ({ value: t, text: t }))}
          onPick={(v) => change({ top: v === "8" ? null : v, pin: null })}
        />
        {split !== undefined && (
          <Select
            label="Compare with the years before"
            value={String(split)}
            options={splits.map((y) => ({ value: String(y), text: String(y) }))}
            onPick={(v) => change({ split: v, pin: null })}
          />
        )}
      </div>
      <Figure
        id="shares"
        parts={ranks ? [ranks] : []}
        requests={requests.slice(0, 1)}
        input={ranks && { ...ranks.answer, rows: rankRows }}
        options={{
          chart: {
            kind: "line",
            x: "period",
            y: "share",
            series: "partner",
            status: "known",
            format: "percent",
          },
          gap: `not among the first ${top}`,
          highlight: latest(rankRows)
            .slice(0, 4)
            .map((r) => String(r.partner)),
          ...(rankTitle ? { title: rankTitle } : {}),
          subtitle: `Share of each partner in ${possessive(country)} ${flow}${goodsWords}, %, in years in which it was among the first ${top}`,
        }}
        empty={empty}
      />
      {rankRows.length > 0 && (
        <Figure
          id="ranks"
          parts={ranks ? [ranks] : []}
          requests={requests.slice(0, 1)}
          input={ranks && { ...ranks.answer, rows: rankRows }}
          options={{
            chart: {
              kind: "bump",
              x: "period",
              y: "rank",
              series: "partner",
              status: "known",
              format: "number",
            },
            gap: `not among the first ${top}`,
            highlight: latest(rankRows)
              .slice(0, 4)
              .map((r) => String(r.partner)),
            title: rankingTitle(rankRows, country, flow),
            subtitle: `Place of each partner in ${possessive(country)} ${flow}${goodsWords}`,
          }}
        />
      )}
      {rankRows.length > 0 && (
        <>
          <h2>Who gained and who lost</h2>
          <Figure
            id="moved"
            parts={moves ? [moves] : []}
            requests={requests.slice(1)}
            input={
              moves && {
                ...moves.answer,
                columns: [
                  {
                    name: "when",
                    type: "text",
                    description: "all years before the date together, or the last year",
                  },
                  { name: "partner", type: "text", description: "partner" },
                  { name: "share", type: "double", unit: "share (0 to 1)", description: `share of ${flow}` },
                  { name: "known", type: "text", description: "how it is known" },
                ],
                rows: slope,
              }
            }
            options={{
              chart: {
                kind: "dot",
                x: "share",
                y: "partner",
                series: "when",
                status: "known",
                format: "percent",
              },
              highlight: [up, down].flatMap((r) => (r ? [String(r.partner)] : [])),
              ...(moved ? { title: moved } : {}),
              subtitle: `Share of ${possessive(country)} ${flow}${goodsWords} in all years before ${split} together and in ${last ? yearOf(last) : ""}, %, the partners that moved most`,
              events: [],
            }}
          />
        </>
      )}
    </>
  );
}

function leapText(row: Rows[number], split: number | undefined): string {
  return `${named(String(row.partner))} stands for ${formatPercent(Number(row.share))}, after ${formatPercent(Number(row.share_base))} before ${split}`;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

function latest(rows: Rows): Rows {
  const last = rows
    .map((r) => String(r.period))
    .sort()
    .at(-1);
  return rows.filter((r) => r.period === last).sort((x, y) => Number(x.rank) - Number(y.rank));
}

function rankingTitle(rows: Rows, country: string, flow: string): string {
  const periods = [...new Set(rows.map((r) => String(r.period)))].sort();
  const place = (partner: unknown, period: string | undefined) =>
    rows.find((r) => r.partner === partner && r.period === period)?.rank;
  const risen = latest(rows)
    .map((r) => ({ partner: String(r.partner), now: Number(r.rank), before: place(r.partner, periods[0]) }))
    .filter((r) => typeof r.before === "number")
    .sort((x, y) => Number(y.before) - y.now - (Number(x.before) - x.now))[0];
  return risen && Number(risen.before) > risen.now
    ? `${sentenceCase(named(risen.partner))} rose from place ${risen.before} to ${risen.now} among ${possessive(country)} ${flow === "imports" ? "suppliers" : "customers"}, ${yearOf(periods[0])} to ${yearOf(periods.at(-1))}`
    : `${sentenceCase(possessive(country))} largest ${flow === "imports" ? "suppliers" : "customers"} by place`;
}

function points(share: number): string {
  return `${(share * 100).toFixed(1)} points`;
}
