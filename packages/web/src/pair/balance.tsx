import { Figure } from "../figure/figure.tsx";
import { combined, type Part } from "../figure/part.ts";
import { ToLoad } from "../figure/to-load.tsx";
import { named, possessive, sentenceCase } from "../words.ts";
import { at, type Flow, sharesOf } from "./shares.ts";
import type { PairTrade } from "./use-pair-trade.ts";

const MEASURES = ["imports", "exports", "research ties"] as const;

/** The hero: what A is to B on the left, what B is to A on the right, on one scale around one axis. */
export function Balance({
  a,
  b,
  trade,
  title,
}: {
  a: string;
  b: string;
  trade: PairTrade;
  flow: Flow;
  title: string | undefined;
}) {
  const { year } = trade;
  const sides = MEASURES.flatMap((measure) =>
    (
      [
        [b, a],
        [a, b],
      ] as const
    ).map(([of, side]) => {
      const part = measure === "research ties" ? trade.research(of) : trade.share(of, measure);
      const shares = sharesOf(part);
      // Research ends earlier than trade: its last year stands in, and says so in its label.
      const share = at(shares, year) ?? (measure === "research ties" ? at(shares, undefined) : undefined);
      return { measure, of, side, part, share };
    }),
  );
  const parts = sides.flatMap((s) => (s.part ? [s.part] : []));
  const known = sides.some((s) => s.share?.value != null);
  const researchYear = sides.find((s) => s.measure === "research ties" && s.share)?.share?.year;
  const nameOf = (measure: string) =>
    measure === "research ties" && researchYear !== undefined && researchYear !== year
      ? `research ties, ${researchYear}`
      : measure;
  const ready = trade.done && parts.length > 0;
  const input = ready
    ? combined(parts, {
        title: `${named(a)} and ${named(b)} in each other’s trade and research`,
        columns: [
          { name: "measure", type: "text", description: "what is shared" },
          { name: "side", type: "text", description: "the country whose weight is shown" },
          { name: "of", type: "text", description: "in whose trade or research" },
          { name: "year", type: "integer", description: "year" },
          { name: "share", type: "double", unit: "share (0 to 1)", description: "share" },
          { name: "status", type: "text", description: "how it is known" },
        ],
        rowsOf: (part: Part) =>
          sides
            .filter((s) => s.part === part)
            .map((s) => ({
              measure: nameOf(s.measure),
              side: s.side,
              of: s.of,
              year: s.share?.year ?? year ?? null,
              share: s.share?.value ?? null,
              status: s.share?.status ?? "missing",
            })),
      })
    : undefined;
  const shown = input && known ? input : input && { ...input, rows: [] };
  return (
    <Figure
      id="balance"
      parts={parts}
      requests={trade.requests}
      input={shown}
      options={{
        chart: {
          kind: "mirror",
          x: "measure",
          y: "share",
          series: "side",
          status: "status",
          format: "percent",
        },
        highlight: [a, b],
        labels: {
          [a]: `${sentenceCase(possessive(a))} part in ${possessive(b)}`,
          [b]: `${sentenceCase(possessive(b))} part in ${possessive(a)}`,
        },
        title:
          title?.replace(/\.$/, "") ??
          `${sentenceCase(named(a))} and ${named(b)} in each other’s trade and research`,
        subtitle: `Share of each country in the other’s imports, exports and research ties, %, ${year ?? ""}`,
      }}
      empty={
        <>
          <p>
            The shares of {named(a)} and {named(b)} in each other’s trade are not known here: the figures
            loaded do not hold their trade with all partners.
          </p>
          <ToLoad table="trade" />
        </>
      }
    />
  );
}
