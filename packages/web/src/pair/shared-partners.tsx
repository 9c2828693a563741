import { Figure } from "../figure/figure.tsx";
import { answered, combined, type Part, useParts } from "../figure/part.ts";
import { listed, named, possessive } from "../words.ts";

const TOP = 12;
/** Fewer partners than this are no circle to compare. */
const FEWEST = 6;

/** With whom both work: the largest research partners of each, drawn as one network. */
export function SharedPartners({ a, b, year }: { a: string; b: string; year: number }) {
  const requests = useParts(
    [a, b].map((country) => ({
      label: `${possessive(country)} partners`,
      indicator: "collaboration-rank",
      parameters: { country, from: year, to: year, top: TOP },
    })),
  );
  const parts = answered(requests);
  const partnersOf = (part: Part | undefined) => (part?.answer.rows ?? []).map((r) => String(r.partner));
  const [ofA, ofB] = [partnersOf(requests[0]?.data), partnersOf(requests[1]?.data)];
  const done = requests.every((r) => r.data || r.error);
  if (done && (ofA.length < FEWEST || ofB.length < FEWEST)) return null;
  const both = ofA.filter((p) => ofB.includes(p));
  const first = both.filter((p) => p !== a && p !== b).slice(0, 3);
  const input =
    done && parts.length === 2
      ? combined(parts, {
          title: "Largest research partners",
          columns: [
            { name: "country", type: "text", description: "country whose partners are ranked" },
            { name: "partner", type: "text", description: "one of its largest partners" },
            { name: "works", type: "decimal", unit: "works", description: "joint works" },
            { name: "rank", type: "integer", unit: "rank", description: "place among all its partners" },
          ],
          // The tie between the two stands in both lists, and is drawn once.
          rowsOf: (part) =>
            part.answer.rows
              .filter((r) => !(r.country === b && r.partner === a))
              .map((r) => ({
                country: r.country ?? null,
                partner: r.partner ?? null,
                works: r.works ?? null,
                rank: r.rank ?? null,
              })),
        })
      : undefined;
  const title =
    both.length === 0
      ? `None of the ${TOP} largest research partners of ${named(a)} and ${named(b)} are the same (${year})`
      : `${both.length} of the ${TOP} largest research partners are the same for ${named(a)} and ${named(b)} in ${year}${first.length > 0 ? `, ${listed(first.map(named))} first` : ""}`;
  return (
    <div class="beyond-brief">
      <Figure
        id="circle"
        parts={parts}
        requests={requests}
        input={input}
        options={{
          chart: { kind: "network", x: "country", y: "works", series: "partner", format: "number" },
          highlight: [a, b],
          ...(input ? { title } : {}),
          subtitle: `Joint works of ${named(a)} and ${named(b)} with the ${TOP} largest partners of each, ${year}; partners of both stand between them`,
        }}
      />
    </div>
  );
}
