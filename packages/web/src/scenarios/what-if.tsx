import type { Scenario } from "@tightrope/core/models";
import type { BaselineAnswer } from "@tightrope/server";
import { useMemo, useState } from "preact/hooks";
import { resourceUrl } from "../api.ts";
import { Copyable } from "../figure/copyable.tsx";
import { fileName, save } from "../figure/export.ts";
import { Figure } from "../figure/figure.tsx";
import { Waiting } from "../figure/states.tsx";
import { Select } from "../form/choice.tsx";
import { useRequest } from "../request.ts";
import { change, place } from "../router.ts";
import { type BaselineName, baselineText, placesOf, useBaseline } from "./baseline.tsx";
import { CheckPanel, Pending, useCheck } from "./check.tsx";
import { asComposed, type Composed, changesOf, chosen, composedIn, FIRST, scenarioOf } from "./compose.ts";
import { ScenarioForm } from "./form.tsx";
import { NoBaseline } from "./no-baseline.tsx";
import { largestDifference, solvedInput } from "./picture.ts";
import {
  findingOf,
  isAddedUp,
  membersIn,
  nameIn,
  sectorName,
  supposition,
  titleIn,
  unsuppliedText,
} from "./sentences.ts";
import { FlowsTable, HowFound, PartsTable } from "./tables.tsx";
import { useSolved } from "./use-solved.ts";
import { scenarioFile } from "./yaml.ts";

interface Shipped {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly scenario: Scenario;
  readonly text: string;
}

/** A what-if question: one that ships, or one put together here, solved while its sliders move. */
export function WhatIf() {
  const { query } = place.value;
  const listing = useRequest<{ scenarios: readonly Shipped[] }>(resourceUrl("scenarios"));
  const shipped = listing.data?.scenarios ?? [];
  const own = composedIn(query);
  const ready = listing.data !== undefined || listing.error !== undefined;
  const picked = own ? undefined : (shipped.find((s) => s.name === query.get("s")) ?? shipped[0]);
  const { all, one } = useBaseline(query.get("table") ?? picked?.scenario.baseline);
  const baseline = one.data;
  if (all.data?.baselines.length === 0 || all.error || one.error)
    return <NoBaseline error={all.error ?? one.error} />;
  if (!ready || !baseline) return <Waiting progress={one.waiting === "progress"} />;
  return (
    <Question
      baseline={baseline}
      baselines={all.data?.baselines ?? []}
      shipped={shipped}
      picked={picked}
      own={own}
    />
  );
}

interface QuestionProps {
  readonly baseline: BaselineAnswer;
  readonly baselines: readonly BaselineName[];
  readonly shipped: readonly Shipped[];
  readonly picked: Shipped | undefined;
  readonly own: Composed | undefined;
}

function Question({ baseline, baselines, shipped, picked, own }: QuestionProps) {
  const { query } = place.value;
  // Where the sliders are while they move; the address follows when they rest.
  const [sliding, slide] = useState<{ readonly from: string; readonly to: Composed }>();
  const here = query.toString();
  const moved = sliding?.from === here ? sliding.to : undefined;
  const composed = moved ?? own ?? (picked ? asComposed(picked.scenario) : FIRST);
  const untouched = moved === undefined && own === undefined ? picked : undefined;
  const scenario = useMemo(
    () =>
      untouched
        ? { ...untouched.scenario, baseline: baselineText(baseline) }
        : scenarioOf(composed ?? FIRST, supposition(composed ?? FIRST, baseline), baselineText(baseline)),
    [untouched, baseline, JSON.stringify(composed)],
  );
  const sides = {
    senders: scenario.shocks.flatMap((s) => s.senders),
    target: scenario.shocks.flatMap((s) => s.target),
  };
  const pair = pairOf(baseline, sides, query.get("pair"));
  const solved = useSolved(baseline, [
    { kind: "scenario", scenario, decompose: false, pair },
    ...(scenario.decompose ? [{ kind: "scenario" as const, scenario, decompose: true, pair }] : []),
    ...(scenario.uncertainty
      ? [{ kind: "scenario" as const, scenario, decompose: scenario.decompose, bands: true, pair }]
      : []),
  ]);
  const check = useCheck("scenario", "scenario", { scenario: JSON.stringify(scenario) });
  const answer = solved.unsolved ? undefined : solved.solved;
  const finding = answer && findingOf(sides, answer, baseline);
  const input = useMemo(
    () => answer && pictureOf(baseline, scenario, answer, check.part),
    [answer, check.part, baseline],
  );
  const there = useMemo(() => {
    const rows = check.part?.answer.rows.filter((r) => r.measure === "welfare") ?? [];
    return new Map(rows.map((r) => [String(r.country), r.change as number]));
  }, [check.part]);
  const difference =
    check.part && answer && !solved.stale
      ? largestDifference(
          answer.rows.map((r) => r.welfare),
          answer.rows.map((r) => there.get(r.country)),
        )
      : undefined;
  const members = [...new Set([...membersIn(baseline, sides.target), ...membersIn(baseline, sides.senders)])];
  const involved = (answer?.rows ?? [])
    .filter((r) => members.includes(r.country))
    .sort((x, y) => x.welfare - y.welfare);
  const asShipped = untouched?.scenario.baseline === baselineText(baseline);
  const file = asShipped ? (untouched?.text ?? "") : scenarioFile(scenario);
  const yaml = fileName(untouched?.name ?? scenario.scenario, "yaml");
  return (
    <>
      <div class="text">
        <h1>What if {lowerFirst(scenario.scenario, baseline)}?</h1>
        <p class="finding" aria-live="polite">
          {solved.unsolved ? "There is no figure for this." : finding ? `${finding}.` : "…"}
        </p>
        <p class="quiet">
          {scenario.description ? `${scenario.description.trim()} ` : ""}Estimated by a trade model on the
          world of {baseline.year}, in the long run, all else equal. Not a forecast.
        </p>
      </div>
      <div class="controls wide">
        <Select
          label="Question"
          value={untouched?.name ?? ""}
          options={[
            ...shipped.map((s) => ({ value: s.name, text: s.title })),
            ...(untouched ? [] : [{ value: "", text: "one of your own" }]),
          ]}
          onPick={(name) => name !== "" && change(chosen(name))}
        />
        {baselines.length > 1 && (
          <Select
            label="World of"
            value={baselineText(baseline)}
            options={baselines.map((b) => ({ value: baselineText(b), text: `${b.year} (${b.source})` }))}
            onPick={(table) => change({ table, pin: null })}
          />
        )}
      </div>
      {composed ? (
        <ScenarioForm
          value={composed}
          places={placesOf(baseline)}
          sectors={baseline.sectors.map((code) => ({
            value: code,
            text: baseline.sectorLabels[code] ?? code,
          }))}
          onSlide={(to) => slide({ from: here, to })}
          onPick={(to) => change(changesOf(to))}
        />
      ) : (
        <p class="note">
          This question holds more than one change. Its file, under the picture, can be edited and run with{" "}
          <code>tightrope simulate</code>.
        </p>
      )}
      {solved.unsolved ? (
        <div class="failed" role="alert">
          <p>
            <strong>
              {solved.unsolved.unsupplied.length > 0 ? "An infinite cost." : "It cannot be solved as asked."}
            </strong>{" "}
            {solved.unsolved.unsupplied.length > 0
              ? unsuppliedText(solved.unsolved.unsupplied, baseline)
              : `${solved.unsolved.message}.`}
          </p>
        </div>
      ) : (
        <Figure
          id="welfare"
          parts={check.part ? [check.part] : []}
          requests={[
            { waiting: answer ? "no" : "place", stale: answer !== undefined && solved.stale, data: answer },
          ]}
          input={input}
          actions={{
            command: `tightrope simulate ${yaml}`,
            pending: <Pending check={check} />,
            more: { name: "Scenario file", content: <ScenarioFile name={yaml} text={file} /> },
          }}
          options={{
            chart: {
              kind: "bar",
              x: "country",
              y: "welfare",
              status: "status",
              format: "percent",
              ...(answer?.bands ? { low: "low", high: "high" } : {}),
            },
            title: finding ?? scenario.scenario,
            subtitle: `${scenario.scenario}: change of real income in the long run, %, estimated by a model of the world of ${baseline.year}`,
            highlight: members.length <= 4 ? members : membersIn(baseline, sides.target).slice(0, 4),
            labels: Object.fromEntries(baseline.countries.map((c) => [c, titleIn(baseline, c)])),
          }}
        />
      )}
      {answer && (
        <>
          <HowFound solved={answer} milliseconds={solved.milliseconds} />
          <CheckPanel check={check} difference={difference} />
          <section>
            <h2>What it is made of</h2>
            <PartsTable baseline={baseline} rows={involved} />
          </section>
          <section>
            <h2>
              Trade between {nameIn(baseline, pair[0])} and {nameIn(baseline, pair[1])}
            </h2>
            <FlowsTable
              baseline={baseline}
              solved={answer}
              pair={pair}
              onPick={(p) => change({ pair: p.join(",") })}
            />
          </section>
        </>
      )}
    </>
  );
}

/** Names keep their capitals inside a sentence; other first words lose theirs. */
function lowerFirst(text: string, baseline: BaselineAnswer): string {
  const names = [...Object.values(baseline.labels), ...baseline.sectors.map((s) => sectorName(baseline, s))];
  const proper = names.some((n) => text.startsWith(n)) || /^[A-Z]{2}/.test(text);
  return proper ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
}

function ScenarioFile({ name, text }: { name: string; text: string }) {
  return (
    <>
      <button type="button" onClick={() => save(name, text, "application/yaml")}>
        Save {name}
      </button>
      <Copyable text={text} label="YAML" />
    </>
  );
}

function pictureOf(
  baseline: BaselineAnswer,
  scenario: Scenario,
  answer: NonNullable<ReturnType<typeof useSolved>["solved"]>,
  checked: Parameters<typeof solvedInput>[1]["checked"],
) {
  const share = (name: string, description: string) =>
    ({ name, type: "double", unit: "share (0 to 1)", description }) as const;
  return solvedInput(baseline, {
    indicator: "scenario",
    title: scenario.scenario,
    columns: [
      { name: "country", type: "text", description: "country" },
      share("welfare", "change of real income"),
      share("termsOfTrade", "of it terms of trade"),
      share("volumeOfTrade", "of it volume of trade"),
      share("tradeCosts", "of it trade costs"),
      share("transfers", "of it transfers"),
      ...(answer.bands
        ? [
            share("low", "5 % point of the change under drawn elasticities"),
            share("high", "95 % point of the change under drawn elasticities"),
          ]
        : []),
      share("realWage", "change of the real wage"),
      share("priceIndex", "change of consumer prices"),
      { name: "year", type: "integer", description: "year of the baseline" },
      { name: "status", type: "text", description: "how it is known" },
    ],
    rows: answer.rows.map((r, n) => ({
      ...r,
      ...(answer.bands ? { low: answer.bands.low[n] ?? null, high: answer.bands.high[n] ?? null } : {}),
      year: baseline.year,
      status: "estimated",
    })),
    ...(answer.bands && scenario.uncertainty
      ? { intervals: { ...answer.bands, ...scenario.uncertainty } }
      : {}),
    converged: answer.converged,
    residual: answer.residual,
    deficits: scenario.deficits,
    checked,
  });
}

/** The pair whose trade is shown: as asked, else the first target and the sender it trades most with. */
function pairOf(
  baseline: BaselineAnswer,
  sides: { readonly senders: readonly string[]; readonly target: readonly string[] },
  asked: string | null,
): readonly [string, string] {
  const [x, y] = (asked ?? "").split(",");
  const { countries, flow } = baseline;
  if (x && y && x !== y && countries.includes(x) && countries.includes(y)) return [x, y];
  const N = countries.length;
  const target = membersIn(baseline, sides.target)[0] ?? (countries[0] as string);
  const t = countries.indexOf(target);
  const trade = (i: number) => {
    let sum = 0;
    for (let j = 0; j < baseline.sectors.length; j++)
      sum += (flow[(j * N + t) * N + i] as number) + (flow[(j * N + i) * N + t] as number);
    return sum;
  };
  // A country says more than an area that a table adds up.
  const [sender] = membersIn(baseline, sides.senders)
    .filter((c) => c !== target)
    .map((c) => ({ c, area: isAddedUp(baseline, c) ? 1 : 0, trade: trade(countries.indexOf(c)) }))
    .sort((p, q) => p.area - q.area || q.trade - p.trade);
  return [sender?.c ?? (countries.find((c) => c !== target) as string), target];
}
