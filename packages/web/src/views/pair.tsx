import { paletteFor, themes } from "@tightrope/charts";
import { claimsAbout, plainSentence, rangeText, useClaimsIndex, useReport } from "../claims/claims.ts";
import { VerdictMark } from "../claims/verdict.tsx";
import { Choice, Select } from "../form/choice.tsx";
import { CountryPicker } from "../form/country-picker.tsx";
import { GOODS, goodsText } from "../goods.ts";
import { Agreements } from "../pair/agreements.tsx";
import { Balance } from "../pair/balance.tsx";
import { Money } from "../pair/money.tsx";
import { PairProducts } from "../pair/products.tsx";
import { Research } from "../pair/research.tsx";
import { type Flow, pairSentence, at as shareAt, sharesOf } from "../pair/shares.ts";
import { Trade } from "../pair/trade.tsx";
import { usePairTrade } from "../pair/use-pair-trade.ts";
import { change, linkTo, place } from "../router.ts";
import { theme } from "../theme.ts";
import { named, possessive, sentenceCase } from "../words.ts";

/** Two countries, each seen from the other: trade, products, research and money on one page. */
export default function Pair() {
  const { query } = place.value;
  const [a, b] = [query.get("a") ?? "CHN", query.get("b") ?? "RUS"];
  const flow = (query.get("flow") === "exports" ? "exports" : "imports") satisfies Flow;
  const goods = query.get("goods") ?? "total";
  const year = query.get("year") ? Number(query.get("year")) : undefined;
  const trade = usePairTrade(a, b, goods, year);
  const palette = paletteFor(themes[theme.value], [a, b]);
  const [ofA, ofB] = [sharesOf(trade.share(a, flow)), sharesOf(trade.share(b, flow))];
  const [p, q] = [shareAt(ofB, trade.year), shareAt(ofA, trade.year)];
  const goodsWords = goods === "total" ? "" : ` of ${goodsText(goods)}`;
  const sentence = pairSentence(b, a, flow, p, q)?.replace(/ (imports|exports) in/, ` $1${goodsWords} in`);
  const unknown = [
    [b, a, p],
    [a, b, q],
  ] as const;
  const missing = trade.done ? unknown.filter(([, , share]) => share?.value == null) : [];
  return (
    <>
      <h1 class="heard">
        {sentenceCase(named(a))} and {named(b)}
      </h1>
      <div
        class="pair-head"
        style={{ "--side-a": palette.colour(a), "--side-b": palette.colour(b) } as Record<string, string>}
      >
        <div class="a">
          <CountryPicker
            headline
            label="First country"
            value={a}
            onPick={(v) => change({ a: v, b, pin: null })}
          />
        </div>
        <button
          type="button"
          onClick={() => change({ a: b, b: a, pin: null })}
          aria-label="Swap the two countries"
        >
          swap
        </button>
        <div class="b">
          <CountryPicker
            headline
            label="Second country"
            value={b}
            onPick={(v) => change({ a, b: v, pin: null })}
          />
        </div>
      </div>
      <div class="text">
        <p class="finding">
          {sentence ??
            (trade.done
              ? `How much ${named(a)} and ${named(b)} weigh in each other’s ${flow}${goodsWords} is not known here.`
              : "…")}
        </p>
        {sentence &&
          missing.map(([of, partner]) => (
            <p key={of} class="quiet">
              How much {named(partner)} {flow === "imports" ? "supplied" : "took"} of {possessive(of)} {flow}
              {goodsWords} in {trade.year} cannot be said: the figures loaded do not hold {possessive(of)}{" "}
              trade with all its partners.
            </p>
          ))}
        <HowSure a={a} b={b} flow={flow} notes={trade.notes(flow)} />
      </div>
      <div class="controls">
        <Choice
          label="Side of trade"
          value={flow}
          options={[
            { value: "imports", text: "imports" },
            { value: "exports", text: "exports" },
          ]}
          onPick={(v) => change({ flow: v === "imports" ? null : v, pin: null })}
        />
        {trade.years.length > 0 && (
          <Select
            label="Year"
            value={String(trade.year ?? "")}
            options={[...trade.years].reverse().map((y) => ({ value: String(y), text: String(y) }))}
            onPick={(v) => change({ year: v, pin: null })}
          />
        )}
        <Select
          label="Goods"
          value={goods}
          options={GOODS}
          onPick={(v) => change({ goods: v === "total" ? null : v, pin: null })}
        />
      </div>
      <Balance a={a} b={b} trade={trade} flow={flow} title={sentence} />
      <Trade a={a} b={b} flow={flow} goods={goods} trade={trade} />
      <PairProducts a={a} b={b} flow={flow} year={trade.year} done={trade.done} />
      <Research a={a} b={b} />
      <Agreements a={a} b={b} />
      <Money a={a} b={b} flow={flow} />
      <Claimed a={a} b={b} />
    </>
  );
}

/** What the figure rests on: how the source knows it, and how far other readings of the same number lie apart. */
function HowSure({ a, b, flow, notes }: { a: string; b: string; flow: Flow; notes: readonly string[] }) {
  const index = useClaimsIndex();
  const report = useReport(index.data?.cases[0]?.case);
  const same = (report.data ? claimsAbout(report.data, a, b) : []).filter((claim) =>
    claim.readings.some((r) => r.indicator === "partner-share" && r.parameters.flow === flow),
  );
  if (notes.length === 0 && same.length === 0) return null;
  return (
    <>
      <h2 class="near">How sure are we?</h2>
      <ul>
        {notes.map((n) => (
          <li key={n}>{sentenceCase(n)}.</li>
        ))}
        {same.map((claim) => (
          <li key={claim.id}>
            Read in {claim.readings.length} ways (other sources, spans and denominators), “
            {plainSentence(claim)}” comes out at {rangeText(claim)}:{" "}
            <a href={linkTo(`/claims/${claim.id}`)}>every reading and which one decides</a>.
          </li>
        ))}
      </ul>
    </>
  );
}

/** What has been said about the two, with what became of it. */
function Claimed({ a, b }: { a: string; b: string }) {
  const index = useClaimsIndex();
  const report = useReport(index.data?.cases[0]?.case);
  const about = report.data ? claimsAbout(report.data, a, b) : [];
  if (about.length === 0) return null;
  return (
    <section>
      <h2>What has been said about the two</h2>
      <ol class="verdicts">
        {about.map((c) => (
          <li key={c.id}>
            <a href={linkTo(`/claims/${c.id}`)}>{plainSentence(c)}</a>
            <VerdictMark verdict={c.verdict} />
            <span class="because">{rangeText(c)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
