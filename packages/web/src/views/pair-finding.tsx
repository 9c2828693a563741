import { useParts } from "../figure/part.ts";
import { at, latestPair, researchSentence, researchShare, sharesOf, tradeShare } from "../pair/shares.ts";
import { listed, named } from "../words.ts";

/** What two countries are to each other, in a heading that the data write, and what the heading leaves open. */
export function PairFinding({ a, b }: { a: string; b: string }) {
  const [ofA, ofB, researchA, researchB] = useParts(
    [
      tradeShare(b, a, "imports"),
      tradeShare(a, b, "imports"),
      researchShare(b, a, 2014, 2023),
      researchShare(a, b, 2014, 2023),
    ],
    { urgent: true },
  );
  const [p, q] = [sharesOf(ofA?.data), sharesOf(ofB?.data)];
  const { sentence, caveat } = latestPair(b, a, "imports", p, q);
  const bothWays = caveat === undefined && at(p, undefined) && at(q, undefined);
  const research = bothWays
    ? undefined
    : researchSentence(
        b,
        a,
        at(sharesOf(researchA?.data), undefined),
        at(sharesOf(researchB?.data), undefined),
      );
  const said = [sentence, research].filter((s) => s !== undefined).join(" ");
  return (
    <>
      <h1>{said || `What ${listed([named(a), named(b)])} are to each other`}</h1>
      {caveat && <p class="quiet">{caveat}</p>}
    </>
  );
}
