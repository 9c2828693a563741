import { useParts } from "../figure/part.ts";
import {
  at,
  latestPairSentence,
  researchSentence,
  researchShare,
  sharesOf,
  tradeShare,
} from "../pair/shares.ts";
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
  const [p, q] = [sharesOf(ofA?.data), sharesOf(ofB?.data)];
  const trade = latestPairSentence(b, a, "imports", p, q);
  const research =
    at(p, undefined) && at(q, undefined)
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
