import { needOf, plainSentence, rangeText, tally, useClaimsIndex, useReport } from "../claims/claims.ts";
import { type Verdict, VerdictMark } from "../claims/verdict.tsx";
import { Failed, Waiting } from "../figure/states.tsx";
import { linkTo } from "../router.ts";
import { PairFinding } from "./pair-finding.tsx";

/** The first page: what the data say of the pair, and what became of each claim. */
export default function Home() {
  const index = useClaimsIndex();
  const first = index.data?.cases[0];
  const report = useReport(first?.case);
  if (index.error) return <Failed error={index.error} />;
  if (!index.data)
    return <Waiting progress={index.waiting === "progress"} hidden={index.waiting === "brief"} />;
  if (!first)
    return (
      <div class="text">
        <h1>How countries depend on each other</h1>
        <p>
          This server has no worked case. Choose <a href={linkTo("/pair")}>two countries</a>, or see{" "}
          <a href={linkTo("/data")}>which data are loaded</a>.
        </p>
      </div>
    );
  const found = new Map(report.data?.claims.map((c) => [c.id, c]));
  const claims = first.claims.map((c) => ({ ...c, outcome: found.get(c.id) }));
  const verdicts = claims.map((c): Verdict => c.outcome?.verdict ?? c.recorded);
  const order: readonly Verdict[] = ["fails", "mixed", "holds", "untestable"];
  const sorted = [...claims].sort(
    (x, y) =>
      order.indexOf(x.outcome?.verdict ?? x.recorded) - order.indexOf(y.outcome?.verdict ?? y.recorded),
  );
  const tested = sorted.filter((c) => (c.outcome?.verdict ?? c.recorded) !== "untestable");
  const untested = sorted.filter((c) => (c.outcome?.verdict ?? c.recorded) === "untestable");
  return (
    <>
      <div class="text">
        <PairFinding a="CHN" b="RUS" />
        <p class="lead">
          “{first.title}” ({first.author}, {first.published}) makes {claims.length} claims that figures can
          speak to: {tally(verdicts)}.
        </p>
        <p class="quiet" role="status">
          {report.data
            ? "Every number below was computed from the figures loaded here, under each reading the sentence permits."
            : report.error
              ? `The verdicts below are those on record; they could not be checked here: ${report.error.message}`
              : "The verdicts below are those on record; the numbers behind them are being computed."}
        </p>
      </div>
      <ol class="verdicts">
        {tested.map((c) => (
          <li key={c.id}>
            <a href={linkTo(`/claims/${c.id}`)}>{plainSentence(c)}</a>
            <VerdictMark verdict={c.outcome?.verdict ?? c.recorded} />
            <span class="because">{c.outcome ? becauseOf(c.outcome) : ""}</span>
          </li>
        ))}
      </ol>
      <div class="text">
        <h2>Not yet testable here</h2>
        <p>Each of these sentences needs figures that are not loaded. Its page says which.</p>
      </div>
      <ol class="verdicts">
        {untested.map((c) => (
          <li key={c.id}>
            <a href={linkTo(`/claims/${c.id}`)}>{plainSentence(c)}</a>
            <VerdictMark verdict="untestable" />
            <span class="because">{c.outcome && needOf(c.outcome.because)}</span>
          </li>
        ))}
      </ol>
      <div class="text">
        <h2>Ask your own question</h2>
        <ul class="ways">
          <li>
            <a href={linkTo("/pair", { a: "RUS", b: "CHN", year: "2022" })}>
              How much of Russia’s imports came from China in 2022, and how sure are we?
            </a>
          </li>
          <li>
            <a href={linkTo("/country", { c: "CHN", show: "research" })}>
              Which of China’s partners does it write most papers with?
            </a>
          </li>
          <li>
            <a href={linkTo("/products", { c: "DEU", p: "CHN" })}>
              Which products does Germany buy almost only from China?
            </a>
          </li>
          <li>
            <a href={linkTo("/partners", { c: "RUS" })}>How did Russia’s partners change after 2022?</a>
          </li>
          <li>
            <a href={linkTo("/scenarios")}>What would it cost if China and Russia stopped trading?</a>
          </li>
          <li>
            <a href={linkTo("/technology", { c: "CHN" })}>In which technologies does China work with whom?</a>
          </li>
          <li>
            <a href={linkTo("/claims")}>What was claimed, and what became of each claim?</a>
          </li>
          <li>
            <a href={linkTo("/indicators")}>What else can be measured, and by which formula?</a>
          </li>
          <li>
            <a href={linkTo("/data")}>Which figures are loaded, from whom, and what was refused?</a>
          </li>
        </ul>
      </div>
    </>
  );
}

function becauseOf(claim: NonNullable<ReturnType<typeof useReport>["data"]>["claims"][number]): string {
  const range = rangeText(claim);
  const tested = claim.readings.filter((r) => r.holds !== null);
  const held = tested.filter((r) => r.holds).length;
  return `${range ?? ""}; holds under ${held} of ${tested.length} ${tested.length === 1 ? "reading" : "readings"}`;
}
