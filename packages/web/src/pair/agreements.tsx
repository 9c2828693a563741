import { resourceUrl, type TableSummary } from "../api.ts";
import { Figure } from "../figure/figure.tsx";
import { answered, useParts } from "../figure/part.ts";
import { useRequest } from "../request.ts";
import { linkTo } from "../router.ts";
import { named } from "../words.ts";

/** Agreements and deals the two signed, by year, where a list of any is loaded. */
export function Agreements({ a, b }: { a: string; b: string }) {
  const table = useRequest<TableSummary>(resourceUrl("tables/observations"));
  const loaded = table.data?.sources.some((s) => s === "agreements" || s === "industry-deals") ?? false;
  const requests = useParts([
    loaded
      ? { label: "agreements", indicator: "agreements", parameters: { country: a, partner: b, by: "year" } }
      : null,
  ]);
  if (!loaded) return null;
  const [part] = answered(requests);
  return (
    <section>
      <h2>Agreements and deals</h2>
      <p class="text quiet">
        <a href={linkTo("/indicators/agreements", { country: a, partner: b, by: "sector" })}>By sector</a>
      </p>
      <Figure
        id="agreements"
        parts={part ? [part] : []}
        requests={requests}
        input={part?.answer}
        options={{ subtitle: `Signed by ${named(a)} and ${named(b)}, as the lists loaded name them` }}
        empty={
          <p>
            The lists loaded name nothing that {named(a)} and {named(b)} signed; that is not zero.
          </p>
        }
      />
    </section>
  );
}
