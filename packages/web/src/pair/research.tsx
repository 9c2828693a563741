import { formatPercent } from "@tightrope/charts";
import { useYears } from "../coverage.ts";
import { Figure } from "../figure/figure.tsx";
import { answered, combined, useParts } from "../figure/part.ts";
import { ToLoad } from "../figure/to-load.tsx";
import { PENDING } from "../request.ts";
import { linkTo } from "../router.ts";
import { counted, named, possessive, sentenceCase } from "../words.ts";
import { SharedPartners } from "./shared-partners.tsx";
import { researchShare, sharesOf } from "./shares.ts";

/** What each is to the other in research: part of its ties, and place among its partners. */
export function Research({ a, b }: { a: string; b: string }) {
  const known = useYears("collaborations");
  const years = known ?? [];
  const [from, to] = [years[0], years.at(-1)];
  const shares = useParts([
    from && to ? researchShare(a, b, from, to) : null,
    from && to ? researchShare(b, a, from, to) : null,
  ]);
  const [joint] = useParts([
    from && to
      ? { label: "joint works", indicator: "collaboration", parameters: { country: a, partner: b, from, to } }
      : null,
  ]);
  const parts = answered(shares);
  const last = joint?.data?.answer.rows.at(-1);
  const rows = parts.flatMap(sharesOf).filter((s) => s.value !== null);
  const ready = from !== undefined && shares.every((r) => r.data || r.error) && parts.length > 0;
  const input = ready
    ? combined(parts, {
        title: "Each in the other’s research",
        columns: [
          { name: "year", type: "integer", description: "year of publication" },
          { name: "country", type: "text", description: "in whose research" },
          { name: "partner", type: "text", description: "the partner" },
          { name: "works", type: "integer", unit: "works", description: "joint works" },
          {
            name: "share",
            type: "double",
            unit: "share (0 to 1)",
            description: "share of the partner in research ties",
          },
          {
            name: "low",
            type: "double",
            unit: "share (0 to 1)",
            description: "lower end of the 95 % interval",
          },
          {
            name: "high",
            type: "double",
            unit: "share (0 to 1)",
            description: "upper end of the 95 % interval",
          },
        ],
        rowsOf: (part) =>
          part.answer.rows.map((r) => ({
            year: r.year ?? null,
            country: r.country ?? null,
            partner: r.partner ?? null,
            works: r.works ?? null,
            share: r.share ?? null,
            low: r.low ?? null,
            high: r.high ?? null,
          })),
      })
    : undefined;
  const lastOf = (i: number) => sharesOf(shares[i]?.data).findLast((s) => s.value !== null);
  const [ofA, ofB] = [lastOf(0), lastOf(1)];
  const title =
    ofA && ofB
      ? `${sentenceCase(named(a))} is ${formatPercent(ofB.value)} of ${possessive(b)} research ties, ${named(b)} ${formatPercent(ofA.value)} of ${possessive(a)} (${ofA.year})`
      : undefined;
  return (
    <section>
      <h2>Research</h2>
      {last && typeof last.rank === "number" && typeof last.partner_rank === "number" && (
        <p class="text">
          The two published {counted(Number(last.works), "work")} together in {String(last.year)}.{" "}
          {sentenceCase(named(b))} was number {last.rank} among {possessive(a)} partners; {named(a)} was
          number {last.partner_rank} among {possessive(b)}.
        </p>
      )}
      <p class="text quiet">
        <a href={linkTo("/technology", { c: a, p: b })}>By field and technology</a>
      </p>
      <Figure
        id="research"
        parts={parts}
        requests={known ? shares : [PENDING]}
        input={
          input && rows.length > 0 ? input : from === undefined ? undefined : input && { ...input, rows: [] }
        }
        options={{
          chart: {
            kind: "line",
            x: "year",
            y: "share",
            series: "partner",
            low: "low",
            high: "high",
            format: "percent",
          },
          highlight: [a, b],
          labels: {
            [a]: `${sentenceCase(named(a))} in ${possessive(b)}`,
            [b]: `${sentenceCase(named(b))} in ${possessive(a)}`,
          },
          ...(title ? { title } : {}),
          subtitle:
            "Share of each country’s co-authorship ties that are with the other, %, with 95 % intervals",
        }}
        empty={
          <>
            <p>
              No joint works of {named(a)} and {named(b)} are loaded.
            </p>
            <ToLoad table="collaborations" />
          </>
        }
      />
      {to !== undefined && <SharedPartners a={a} b={b} year={to} />}
    </section>
  );
}
