import { formatPercent } from "@tightrope/charts";
import { Figure } from "../figure/figure.tsx";
import { answered, useParts } from "../figure/part.ts";
import { isCountry, listed, named, possessive, sentenceCase } from "../words.ts";

/** From where a country buys, or to where it sells: every partner on one map. */
export function TradeMap({ country, flow, year }: { country: string; flow: string; year: number }) {
  const requests = useParts([
    {
      label: "all partners",
      indicator: "partner-rank",
      parameters: { reporter: country, flow, from: year, to: year },
    },
  ]);
  const [part] = answered(requests);
  const rows = (part?.answer.rows ?? []).filter((r) => r.share != null);
  // With shares of few partners there is no map to speak of, and the bars have said so.
  if (part && rows.length < 10) return null;
  const half: string[] = [];
  let sum = 0;
  for (const r of rows) {
    if (sum >= 0.5) break;
    if (!isCountry(String(r.partner))) continue;
    sum += Number(r.share);
    half.push(named(String(r.partner)));
  }
  const what = flow === "imports" ? "came from" : "went to";
  const title =
    sum >= 0.5
      ? `Half of ${possessive(country)} ${flow} ${what} ${half.length > 6 ? `${half.length} countries` : listed(half)} in ${year}${rows.every((r) => r.status === "estimated") ? ", by estimate" : ""}`
      : undefined;
  return (
    <Figure
      id="map"
      parts={part ? [part] : []}
      requests={requests}
      input={
        part && {
          ...part.answer,
          rows: rows.map((r) => ({
            ...r,
            known: r.status === "estimated" ? "estimated" : (r.basis ?? null),
          })),
        }
      }
      options={{
        chart: {
          kind: "map",
          x: "partner",
          y: "share",
          status: "known",
          format: "percent",
          // A few large partners and many small ones: equal steps would show the first only.
          scale: "log",
        },
        highlight: [country],
        ...(title ? { title } : {}),
        subtitle: `Share of each partner in ${possessive(country)} ${flow}, %, ${year}; ${named(country)} is outlined${
          half.length > 1 && sum >= 0.5
            ? `. ${sentenceCase(listed(half.slice(0, 6)))} together: ${formatPercent(sum)}`
            : ""
        }`,
      }}
    />
  );
}
