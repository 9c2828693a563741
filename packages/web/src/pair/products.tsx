import { formatUsd } from "@tightrope/charts";
import { useYears } from "../coverage.ts";
import { Figure } from "../figure/figure.tsx";
import { answered, combined, useLastUnless, useParts } from "../figure/part.ts";
import { ToLoad } from "../figure/to-load.tsx";
import { PENDING } from "../request.ts";
import { SECTIONS } from "../sections.ts";
import { named, possessive, sentenceCase, yearOf } from "../words.ts";
import type { Flow } from "./shares.ts";

/** What each buys from (or sells to) the other, by kind of goods, mirrored. */
export function PairProducts({
  a,
  b,
  flow,
  year,
  done,
}: {
  a: string;
  b: string;
  flow: Flow;
  year: number | undefined;
  /** False while the year is not known yet. */
  done: boolean;
}) {
  const known = useYears("trade");
  const [any] = useParts([
    known && known.length > 0 && year !== undefined
      ? {
          label: "by section",
          indicator: "asymmetry",
          parameters: { country: a, partner: b, flow, group: "section" },
        }
      : null,
  ]);
  const all = (any?.data?.answer.rows ?? []).filter((r) => r.group !== "");
  const years = [...new Set(all.map((r) => yearOf(r.period)))].sort((x, y) => x - y);
  // Goods are told apart for fewer years than totals: the nearest one before stands in, and the title says which.
  const shown = years.filter((y) => year === undefined || y <= year).at(-1) ?? years.at(-1);
  const requests = useParts([
    useLastUnless(
      any?.stale,
      shown === undefined
        ? null
        : {
            label: "by section",
            indicator: "asymmetry",
            parameters: { country: a, partner: b, flow, group: "section", from: shown, to: shown },
          },
    ),
  ]);
  const parts = answered(requests);
  const [part] = parts;
  const rows = (part?.answer.rows ?? []).flatMap((r) =>
    (
      [
        [a, r.a_value_usd],
        [b, r.b_value_usd],
      ] as const
    ).map(([side, value]) => ({
      section: SECTIONS[String(r.group)] ?? (String(r.group) || "not classified"),
      side,
      value_usd: typeof value === "number" ? value : null,
      period: String(r.period),
      basis: String(r.basis),
    })),
  );
  const top = (side: string) =>
    rows
      .filter((r) => r.side === side && r.value_usd !== null)
      .sort((x, y) => (y.value_usd as number) - (x.value_usd as number))[0];
  const [topA, topB] = [top(a), top(b)];
  const verb = flow === "imports" ? "bought mainly" : "sold mainly";
  const title =
    topA && topB
      ? `${sentenceCase(named(a))} ${verb} ${topA.section.toLowerCase()} (${formatUsd(topA.value_usd)}), ${named(b)} ${topB.section.toLowerCase()} (${formatUsd(topB.value_usd)})`
      : undefined;
  const input = part
    ? combined(parts, {
        title: part.answer.title,
        columns: [
          { name: "section", type: "text", description: "section of the Harmonized System" },
          { name: "side", type: "text", description: flow === "imports" ? "who buys" : "who sells" },
          {
            name: "value_usd",
            type: "decimal",
            unit: "current US dollars",
            description: `${flow} ${flow === "imports" ? "from" : "to"} the other`,
          },
          { name: "period", type: "date", description: "first day of the year" },
          { name: "basis", type: "text", description: "whose figures" },
        ],
        rowsOf: () => rows,
      })
    : any?.data
      ? { ...any.data.answer, rows: [] }
      : undefined;
  return (
    <section class="beyond-brief">
      <h2>Products</h2>
      <Figure
        id="products"
        parts={parts}
        requests={known && (year !== undefined || done) ? [...(any ? [any] : []), ...requests] : [PENDING]}
        input={input}
        options={{
          chart: {
            kind: "mirror",
            x: "section",
            y: "value_usd",
            series: "side",
            status: "basis",
            format: "usd",
          },
          highlight: [a, b],
          labels: {
            [a]: `${sentenceCase(possessive(a))} ${flow}`,
            [b]: `${sentenceCase(possessive(b))} ${flow}`,
          },
          ...(title ? { title } : {}),
          subtitle: `${flow === "imports" ? "Imports of each from" : "Exports of each to"} the other by section of the Harmonized System, current US dollars, ${shown ?? ""}`,
        }}
        empty={
          <>
            <p>
              No source in this workspace tells goods apart in trade between {named(a)} and {named(b)}.
            </p>
            <ToLoad table="trade" only={["baci", "comtrade", "eurostat-comext"]} />
          </>
        }
      />
    </section>
  );
}
