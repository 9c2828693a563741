import { useParts } from "../figure/part.ts";
import { at, pairSentence, researchSentence, researchShare, sharesOf, tradeShare } from "../pair/shares.ts";
import { listed, named } from "../words.ts";

/** What two countries are to each other, in a sentence that the data write. */
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
  const [p, q] = [at(sharesOf(ofA?.data), undefined), at(sharesOf(ofB?.data), undefined)];
  // Shares of different years are not put side by side: the later one stays, and research shows both sides.
  const both = p?.year === q?.year;
  const later = both || !p || !q ? [p, q] : p.year > q.year ? [p, undefined] : [undefined, q];
  const trade = pairSentence(b, a, "imports", later[0], later[1]);
  const research =
    p && q && both
      ? undefined
      : researchSentence(
          b,
          a,
          at(sharesOf(researchA?.data), undefined),
          at(sharesOf(researchB?.data), undefined),
        );
  const said = [trade, research].filter((s) => s !== undefined).join(" ");
  return <>{said || `What ${listed([named(a), named(b)])} are to each other`}</>;
}
