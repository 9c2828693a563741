import {
  bandText,
  type Claim,
  needOf,
  partsOf,
  plainSentence,
  rangeText,
  specificationOf,
  tally,
  useClaimsIndex,
  useReport,
} from "../claims/claims.ts";
import { VERDICTS, type Verdict, VerdictMark } from "../claims/verdict.tsx";
import { Copyable } from "../figure/copyable.tsx";
import { Figure } from "../figure/figure.tsx";
import { Failed, Waiting } from "../figure/states.tsx";
import { Choice, Select } from "../form/choice.tsx";
import { change, linkTo, place } from "../router.ts";
import { curly, valueText } from "../words.ts";
import type { ViewProps } from "./view.ts";

/** Every sentence of a case with its verdict; one of them with all its readings. */
export default function Claims({ name }: ViewProps) {
  const { query } = place.value;
  const index = useClaimsIndex();
  const cases = index.data?.cases ?? [];
  const chosen =
    cases.find((c) => c.case === query.get("case")) ??
    cases.find((c) => c.claims.some((k) => k.id === name)) ??
    cases[0];
  const report = useReport(chosen?.case);
  if (index.error) return <Failed error={index.error} />;
  if (!index.data)
    return <Waiting progress={index.waiting === "progress"} hidden={index.waiting === "brief"} />;
  if (!chosen)
    return (
      <div class="text">
        <h1>No claims are at hand</h1>
        <p>
          This server has no worked case. Check a file of your own with{" "}
          <code>tightrope check CLAIMS.yaml</code>.
        </p>
      </div>
    );
  const outcomes = new Map(report.data?.claims.map((c) => [c.id, c]));
  if (name !== undefined) {
    const recorded = chosen.claims.find((c) => c.id === name);
    if (!recorded)
      return (
        <div class="text">
          <h1>No such claim</h1>
          <p>
            No claim here is called {name}. <a href={linkTo("/claims")}>All claims</a>
          </p>
        </div>
      );
    const at = chosen.claims.indexOf(recorded);
    const [before, after] = [chosen.claims[at - 1], chosen.claims[at + 1]];
    const outcome = outcomes.get(name);
    return (
      <>
        <div class="text">
          <p class="quiet">
            <a href={linkTo("/claims", { case: query.get("case") })}>Claims</a> · {chosen.author}, “
            {chosen.title}”, {chosen.published}
          </p>
          <h1>{plainSentence(recorded)}</h1>
        </div>
        {report.error && <Failed error={report.error} />}
        {!outcome && !report.error && (
          <Waiting progress={report.waiting === "progress"} hidden={report.waiting === "brief"} />
        )}
        {outcome && <ClaimDetail claim={outcome} />}
        <nav class="turn" aria-label="Other claims">
          {before && <a href={linkTo(`/claims/${before.id}`)}>← {plainSentence(before)}</a>}
          {after && <a href={linkTo(`/claims/${after.id}`)}>{plainSentence(after)} →</a>}
        </nav>
      </>
    );
  }
  const verdict = query.get("verdict") ?? "all";
  const sort = query.get("sort") ?? "order";
  const all = chosen.claims.map((c) => ({ ...c, outcome: outcomes.get(c.id) }));
  const verdictOf = (c: (typeof all)[number]): Verdict => c.outcome?.verdict ?? c.recorded;
  const shown = all.filter((c) => verdict === "all" || verdictOf(c) === verdict);
  if (sort === "verdict")
    shown.sort((x, y) => VERDICTS.indexOf(verdictOf(x)) - VERDICTS.indexOf(verdictOf(y)));
  return (
    <>
      <div class="text">
        <h1>
          Of {all.length} claims, {tally(all.map(verdictOf))}
        </h1>
        <p>
          The claims are from {chosen.author}, “{chosen.title}” ({chosen.published}). A claim holds when it is
          true under every reading its sentence permits, fails when it is under none, and is mixed when the
          reading decides.
        </p>
        {!report.data && !report.error && (
          <p class="quiet" role="status">
            The verdicts are those on record; the numbers behind them are being computed.
          </p>
        )}
      </div>
      {report.error && <Failed error={report.error} />}
      <div class="controls">
        {cases.length > 1 && (
          <Select
            label="Case"
            value={chosen.case}
            options={cases.map((c) => ({ value: c.case, text: c.title }))}
            onPick={(value) => change({ case: value })}
          />
        )}
        <Choice
          label="Show"
          value={verdict}
          options={[{ value: "all", text: "all" }, ...VERDICTS.map((v) => ({ value: v, text: v }))]}
          onPick={(v) => change({ verdict: v === "all" ? null : v })}
        />
        <Choice
          label="Order"
          value={sort}
          options={[
            { value: "order", text: "as published" },
            { value: "verdict", text: "by verdict" },
          ]}
          onPick={(v) => change({ sort: v === "order" ? null : v })}
        />
      </div>
      {shown.length === 0 && <p class="empty">No claim has this verdict.</p>}
      <ol class="verdicts">
        {shown.map((c) => (
          <li key={c.id}>
            <a href={linkTo(`/claims/${c.id}`)}>{plainSentence(c)}</a>
            <VerdictMark verdict={verdictOf(c)} />
            <span class="because">{c.outcome ? shortReason(c.outcome) : ""}</span>
            {c.outcome && c.outcome.readings.length > 0 && <Dots claim={c.outcome} />}
          </li>
        ))}
      </ol>
    </>
  );
}

function ClaimDetail({ claim }: { claim: Claim }) {
  const drawn = specificationOf(claim);
  const range = rangeText(claim);
  return (
    <>
      <div class="text">
        <p class="lead">
          <VerdictMark verdict={claim.verdict} />{" "}
          {range ? `${range.includes(" to ") ? "The numbers run from" : "The number is"} ${range}. ` : ""}
          {curly(capital(claim.because))}.
        </p>
        {claim.note && <p>{curly(claim.note)}</p>}
        {!claim.asRecorded && (
          <p>
            The case recorded this claim as <VerdictMark verdict={claim.recorded} />; the figures loaded here
            say otherwise.
          </p>
        )}
      </div>
      {drawn && (
        <Figure
          id="readings"
          parts={partsOf(claim)}
          input={drawn.input}
          options={{
            chart: drawn.hint,
            title: titleOf(claim),
            subtitle: `The claim “${plainSentence(claim)}” under each reading`,
          }}
        />
      )}
      {claim.readings.length > 0 && (
        <div class="text">
          <h2>How each number was made</h2>
          <ol class="readings">
            {claim.readings.map((r) => (
              <li key={r.id}>
                <strong>{curly(r.says)}</strong>: {r.value === null ? r.reason : valueText(r.value, r.unit)}{" "}
                <VerdictMark verdict={r.holds === null ? "untestable" : r.holds ? "holds" : "fails"} />
                <br />
                <span class="quiet">
                  {Object.entries(r.choices)
                    .map(([k, v]) => curly(`${k}: ${v}`))
                    .join("; ")}
                </span>{" "}
                <a class="whole" href={indicatorLink(r.indicator, r.parameters)}>
                  Look into it
                </a>
              </li>
            ))}
          </ol>
          {claim.expected && (
            <p class="quiet">The claim holds where the number is {bandText(claim) ?? claim.expected}.</p>
          )}
        </div>
      )}
      <details class="text">
        <summary>The claim’s identifier, for files and links</summary>
        <Copyable text={claim.id} label="" />
      </details>
    </>
  );
}

/** The readings in small: enough to see whether they agree. */
function Dots({ claim }: { claim: Claim }) {
  return (
    <span class="dots" role="img" aria-label={claim.because}>
      {claim.readings.map((r) => (
        <VerdictDot key={r.id} holds={r.holds} title={`${r.says}: ${valueText(r.value, r.unit)}`} />
      ))}
    </span>
  );
}

function VerdictDot({ holds, title }: { holds: boolean | null; title: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="10"
      height="10"
      class={holds === null ? "untestable" : holds ? "holds" : "fails"}
    >
      <title>{title}</title>
      {holds === true && <circle cx="8" cy="8" r="7" fill="currentColor" />}
      {holds === false && (
        <path d="M2 2l12 12m0-12l-12 12" stroke="currentColor" stroke-width="3.5" fill="none" />
      )}
      {holds === null && <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2.5" />}
    </svg>
  );
}

function titleOf(claim: Claim): string {
  const tested = claim.readings.filter((r) => r.holds !== null);
  const held = tested.filter((r) => r.holds).length;
  const range = rangeText(claim);
  const how =
    held === tested.length
      ? `holds under ${tested.length === 1 ? "its one reading" : `all ${tested.length} readings`}`
      : held === 0
        ? `holds under none of ${tested.length} readings`
        : `holds under ${held} of ${tested.length} readings`;
  return `The claim ${how}${range ? `: ${range}` : ""}`;
}

function shortReason(claim: Claim): string {
  if (claim.verdict === "untestable") return needOf(claim.because);
  const tested = claim.readings.filter((r) => r.holds !== null);
  const held = tested.filter((r) => r.holds).length;
  return `${rangeText(claim) ?? ""}; holds under ${held} of ${tested.length} ${tested.length === 1 ? "reading" : "readings"}`;
}

function indicatorLink(name: string, parameters: Readonly<Record<string, unknown>>): string {
  return linkTo(
    `/indicators/${name}`,
    Object.fromEntries(
      Object.entries(parameters).map(([k, v]) => [k, Array.isArray(v) ? v.map(String) : String(v)]),
    ),
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
