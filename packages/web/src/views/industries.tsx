import { formatPercent } from "@tightrope/charts";
import { Figure } from "../figure/figure.tsx";
import { answered, combined, useParts } from "../figure/part.ts";
import { listed, named, possessive, sentenceCase } from "../words.ts";

/** Industries whose output does not cross a border in a crate. */
const NO_GOODS = /services|utilities|electricity|construction|trade$/i;
const LARGEST = 6;
const GROUPS: Readonly<Record<string, string>> = { XOE: "other European Union", XRW: "rest of the world" };

/**
 * What a country buys from whom, by industry: coarser than products, but with every supplier, so that it can be said
 * whether anything comes almost only from one of them.
 */
export function Industries({
  country,
  supplier,
  least,
}: {
  country: string;
  supplier: string;
  least: number;
}) {
  const requests = useParts([
    { label: "suppliers by industry", indicator: "industry-suppliers", parameters: { country } },
  ]);
  const parts = answered(requests);
  const [part] = parts;
  const goods = (part?.answer.rows ?? []).filter((r) => !NO_GOODS.test(String(r.sector)));
  const year = goods[0]?.year;
  const own = goods
    .filter((r) => (supplier === "" ? !(String(r.partner) in GROUPS) : r.partner === supplier))
    .sort((x, y) => Number(y.share) - Number(x.share));
  const over = own.filter((r) => Number(r.share) >= least);
  const [most] = own;
  const industry = (r: (typeof own)[number]) => String(r.label).toLowerCase();
  const buyer = sentenceCase(named(country));
  const title = !most
    ? undefined
    : over.length > 0
      ? `${buyer} bought ${listed(over.slice(0, 3).map(industry))} to ${formatPercent(least)} or more from ${supplier === "" ? "one country" : named(supplier)} in ${year}`
      : `In no industry did ${supplier === "" ? "one country" : named(supplier)} supply ${formatPercent(least)} or more of ${possessive(country)} imports; ${industry(most)} came closest in ${year}, ${supplier === "" ? `with ${formatPercent(Number(most.share))} from ${named(String(most.partner))}` : `with ${formatPercent(Number(most.share))}`}`;
  const totals = new Map<string, number>();
  for (const r of goods)
    totals.set(String(r.partner), (totals.get(String(r.partner)) ?? 0) + Number(r.value_usd_m));
  const largest = [...totals]
    .filter(([p]) => !(p in GROUPS) && p !== supplier)
    .sort((x, y) => y[1] - x[1])
    .slice(0, LARGEST)
    .map(([p]) => p);
  const shown = new Set([supplier, ...largest]);
  // Everyone else is one origin, so that a country's whole imports flow into the picture.
  const flows = new Map<string, { from: string; label: string; value_usd: number }>();
  for (const r of goods) {
    const from = shown.has(String(r.partner)) ? String(r.partner) : "everyone else";
    const key = `${from} ${r.label}`;
    const flow = flows.get(key) ?? { from, label: String(r.label), value_usd: 0 };
    flow.value_usd += Number(r.value_usd_m) * 1e6;
    flows.set(key, flow);
  }
  if (requests.every((r) => r.error)) return null;
  return (
    <section>
      <p class="text">
        Imports of single products from all suppliers are not loaded for {named(country)}, so this is by
        industry{year ? `, for ${year}, the last year the table has` : ""}.
      </p>
      <Figure
        id="industries"
        parts={parts}
        requests={requests}
        input={
          part && {
            ...part.answer,
            columns: [
              ...part.answer.columns,
              { name: "status", type: "text", description: "how it is known" },
            ],
            // National accounts are fitted to trade: no figure of the table was reported as it stands.
            rows: own.map((r) => ({ ...r, status: "estimated" })),
          }
        }
        options={{
          chart: {
            kind: "bar",
            x: "label",
            y: "share",
            series: "label",
            status: "status",
            format: "percent",
          },
          highlight: over.map((r) => String(r.label)),
          ...(title ? { title } : {}),
          subtitle: `Share of ${supplier === "" ? "the largest supplier" : named(supplier)} in ${possessive(country)} imports from each industry, %, ${year ?? ""}`,
        }}
      />
      {part && flows.size > 0 && (
        <Figure
          id="supply"
          parts={parts}
          requests={requests}
          input={combined(parts, {
            title: part.answer.title,
            columns: [
              { name: "from", type: "text", description: "supplier" },
              { name: "label", type: "text", description: "industry that made the goods" },
              { name: "value_usd", type: "double", unit: "current US dollars", description: "imports" },
            ],
            rowsOf: () => [...flows.values()].sort((x, y) => y.value_usd - x.value_usd),
          })}
          options={{
            chart: { kind: "sankey", x: "from", y: "value_usd", series: "label", format: "usd" },
            labels: { "everyone else": "Everyone else" },
            highlight: supplier === "" ? largest.slice(0, 3) : [supplier],
            title: supplyTitle(country, supplier, totals, year),
            subtitle: `Imports of goods by ${named(country)} from its ${LARGEST} largest suppliers and everyone else, by industry, current US dollars, ${year ?? ""}`,
          }}
        />
      )}
    </section>
  );
}

function supplyTitle(
  country: string,
  supplier: string,
  totals: ReadonlyMap<string, number>,
  year: unknown,
): string {
  const all = [...totals.values()].reduce((a, b) => a + b, 0);
  const [who, value] =
    supplier !== "" && totals.has(supplier)
      ? [supplier, totals.get(supplier) as number]
      : ([...totals].filter(([p]) => !(p in GROUPS)).sort((x, y) => y[1] - x[1])[0] ?? ["", 0]);
  return `${sentenceCase(named(who))} supplied ${formatPercent(value / all)} of the goods that ${named(country)} imported in ${year}`;
}
