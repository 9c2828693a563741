import { formatPercent, formatUsd } from "@tightrope/charts";
import { lastWholeYear, useCoverage, useYears } from "../coverage.ts";
import { Figure } from "../figure/figure.tsx";
import { answered, useParts } from "../figure/part.ts";
import { ToLoad } from "../figure/to-load.tsx";
import { Choice, Select } from "../form/choice.tsx";
import { CountryPicker } from "../form/country-picker.tsx";
import { PENDING } from "../request.ts";
import { change, linkTo, place } from "../router.ts";
import { counted, isCountry, named, possessive, sentenceCase, yearOf } from "../words.ts";
import { TradeMap } from "./country-map.tsx";

const TOP = 12;
const SHOW = [
  { value: "all", text: "everything" },
  { value: "trade", text: "trade" },
  { value: "research", text: "research" },
  { value: "economy", text: "economy" },
];

/** One country: whom it trades and writes papers with, and how large its economy is. */
export default function Country() {
  const { query } = place.value;
  const country = query.get("c") ?? "RUS";
  const asked = query.get("show") ?? "all";
  const show = SHOW.some((s) => s.value === asked) ? asked : "all";
  const wants = (part: string) => show === "all" || show === part;
  return (
    <>
      <h1 class="heard">{sentenceCase(named(country))}</h1>
      <div class="pair-head one">
        <CountryPicker headline label="Country" value={country} onPick={(c) => change({ c, pin: null })} />
      </div>
      <div class="controls">
        <Choice
          label="Show"
          value={show}
          options={SHOW}
          onPick={(v) => change({ show: v === "all" ? null : v, pin: null })}
        />
      </div>
      {wants("trade") && <Trade country={country} />}
      {wants("research") && <Research country={country} />}
      {wants("economy") && <Economy country={country} />}
    </>
  );
}

function Trade({ country }: { country: string }) {
  const { query } = place.value;
  const flow = query.get("flow") === "exports" ? "exports" : "imports";
  const known = useYears("trade", country, "A");
  const coverage = useCoverage("trade", country);
  const years = known ?? [];
  const asked = Number(query.get("year"));
  // Later years may hold trade with one partner or two, which says nothing of the others.
  const year = years.includes(asked) ? asked : (lastWholeYear(coverage ?? []) ?? years.at(-1));
  const requests = useParts([
    year === undefined
      ? null
      : {
          label: "partners",
          indicator: "partner-rank",
          parameters: { reporter: country, flow, from: year, to: year, top: TOP },
        },
  ]);
  const [part] = answered(requests);
  const ranked = (part?.answer.rows ?? []).filter((r) => r.share != null);
  // What a source adds up as the rest of the world is drawn, but is nobody's partner.
  const [first, second] = ranked.filter((r) => isCountry(String(r.partner)));
  const verb = flow === "imports" ? "bought" : "sold";
  const title = first
    ? `${sentenceCase(named(country))} ${verb} most ${flow === "imports" ? "from" : "to"} ${named(String(first.partner))} in ${year}: ${formatPercent(Number(first.share))} of its ${flow}`
    : undefined;
  return (
    <section>
      <h2>Trade</h2>
      {first && second && (
        <p class="text finding">
          {title}, then {formatPercent(Number(second.share))} {flow === "imports" ? "from" : "to"}{" "}
          {named(String(second.partner))}.{" "}
          <a href={linkTo("/pair", { a: String(first.partner), b: country })}>Both sides of it</a>,{" "}
          <a href={linkTo("/partners", { c: country, flow: flow === "imports" ? null : flow })}>all years</a>.
        </p>
      )}
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
        {year !== undefined && (
          <Select
            label="Year"
            value={String(year)}
            options={[...years].reverse().map((y) => ({ value: String(y), text: String(y) }))}
            onPick={(v) => change({ year: v, pin: null })}
          />
        )}
      </div>
      <Figure
        id="partners"
        parts={part ? [part] : []}
        requests={known ? requests : [PENDING]}
        input={
          part &&
          (ranked.length > 0
            ? {
                ...part.answer,
                rows: ranked.map((r) => ({
                  ...r,
                  known: r.status === "estimated" ? "estimated" : (r.basis ?? null),
                })),
              }
            : { ...part.answer, rows: [] })
        }
        options={{
          chart: {
            kind: "bar",
            x: "partner",
            y: "share",
            series: "partner",
            status: "known",
            format: "percent",
          },
          highlight: first ? [String(first.partner)] : [],
          ...(title ? { title } : {}),
          subtitle: `${sentenceCase(possessive(country))} ${TOP} largest partners, share of ${flow}, %, ${year ?? ""}`,
        }}
        empty={
          <>
            <p>
              {sentenceCase(possessive(country))} trade with all its partners
              {year ? ` in ${year}` : ""} is not loaded, so they cannot be ranked.
            </p>
            <ToLoad table="trade" />
          </>
        }
      />
      {year !== undefined && ranked.length > 0 && <TradeMap country={country} flow={flow} year={year} />}
    </section>
  );
}

function Research({ country }: { country: string }) {
  const known = useYears("collaborations", country);
  const years = known ?? [];
  const asked = Number(place.value.query.get("ryear"));
  const year = years.includes(asked) ? asked : years.at(-1);
  const requests = useParts([
    year === undefined
      ? null
      : {
          label: "partners",
          indicator: "collaboration-rank",
          parameters: { country, from: year, to: year, top: TOP },
        },
  ]);
  const [part] = answered(requests);
  const [first, second] = part?.answer.rows ?? [];
  const title = first
    ? `${sentenceCase(named(country))} wrote most papers with ${named(String(first.partner))}: ${counted(Number(first.works), "joint work")} in ${year}, ${formatPercent(Number(first.share))} of its ties`
    : undefined;
  return (
    <section>
      <h2>Research</h2>
      {first && second && (
        <p class="text finding">
          {title}. Then comes {named(String(second.partner))} with{" "}
          {counted(Number(second.works), "joint work")}.{" "}
          <a href={linkTo("/pair", { a: String(first.partner), b: country })}>Both sides of it</a>.
        </p>
      )}
      {year !== undefined && (
        <div class="controls">
          <Select
            label="Year of publication"
            value={String(year)}
            options={[...years].reverse().map((y) => ({ value: String(y), text: String(y) }))}
            onPick={(v) => change({ ryear: v, pin: null })}
          />
        </div>
      )}
      <Figure
        id="research"
        parts={part ? [part] : []}
        requests={known ? requests : [PENDING]}
        input={part?.answer}
        options={{
          chart: { kind: "bar", x: "partner", y: "works", series: "partner", format: "number" },
          highlight: first ? [String(first.partner)] : [],
          ...(title ? { title } : {}),
          subtitle: `Works with authors in ${named(country)} and in each of its ${TOP} largest partners, ${year ?? ""}`,
        }}
        empty={
          <>
            <p>No joint works of {named(country)} are loaded.</p>
            <ToLoad table="collaborations" />
          </>
        }
      />
    </section>
  );
}

function Economy({ country }: { country: string }) {
  const requests = useParts([
    {
      label: "gross domestic product",
      indicator: "country-rank",
      parameters: { series: "NY.GDP.MKTP.CD", country, from: "2000" },
    },
  ]);
  const [part] = answered(requests);
  const rows = part?.answer.rows ?? [];
  const last = rows.findLast((r) => r.value !== null);
  const title = last
    ? `${sentenceCase(possessive(country))} economy was number ${last.rank} of ${last.countries} in ${yearOf(last.period)}: ${formatUsd(Number(last.value))}`
    : undefined;
  return (
    <section>
      <h2>Economy</h2>
      <Figure
        id="gdp"
        parts={part ? [part] : []}
        requests={requests}
        input={part?.answer}
        options={{
          chart: {
            kind: "line",
            x: "period",
            y: "value",
            series: "country",
            status: "status",
            format: "usd",
          },
          highlight: [country],
          ...(title ? { title } : {}),
          subtitle: `Gross domestic product of ${named(country)}, current US dollars`,
        }}
        empty={
          <>
            <p>The gross domestic product of {named(country)} is not loaded.</p>
            <ToLoad table="observations" only={["wdi"]} />
          </>
        }
      />
    </section>
  );
}
