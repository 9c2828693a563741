import type { BaselineAnswer } from "@tightrope/server";
import { useMemo } from "preact/hooks";
import { Figure } from "../figure/figure.tsx";
import { commandLine } from "../figure/part.ts";
import { Waiting } from "../figure/states.tsx";
import { Select } from "../form/choice.tsx";
import { change, place } from "../router.ts";
import { baselineText, placesOf, useBaseline } from "./baseline.tsx";
import { CheckPanel, Pending, useCheck } from "./check.tsx";
import type { Composed } from "./compose.ts";
import { Deficit } from "./form.tsx";
import { NoBaseline } from "./no-baseline.tsx";
import { largestDifference, solvedInput } from "./picture.ts";
import { choiceFinding, nameIn, titleIn } from "./sentences.ts";
import { HowFound } from "./tables.tsx";
import { useSolved } from "./use-solved.ts";

/** Whom could a country less afford to lose? */
export function Forced() {
  const { query } = place.value;
  const { all, one } = useBaseline(query.get("table") ?? undefined);
  const baseline = one.data;
  if (all.data?.baselines.length === 0 || all.error || one.error)
    return <NoBaseline error={all.error ?? one.error} />;
  if (!baseline) return <Waiting progress={one.waiting === "progress"} />;
  return <ForcedChoice baseline={baseline} baselines={all.data?.baselines.map(baselineText) ?? []} />;
}

function ForcedChoice({ baseline, baselines }: { baseline: BaselineAnswer; baselines: readonly string[] }) {
  const { query } = place.value;
  const places = placesOf(baseline).filter((p) => p.value !== "all");
  const known = (key: string, otherwise: string) => {
    const value = query.get(key);
    return value && places.some((p) => p.value === value) ? value : otherwise;
  };
  const country = known("c", baseline.countries.includes("CHN") ? "CHN" : (baseline.countries[0] as string));
  const free = (except: string) => places.find((p) => p.value !== country && p.value !== except)?.value ?? "";
  const partner = known("x", country === "RUS" ? free("eu") : "RUS");
  const other = known("y", "eu");
  const deficits = (["zero", "share", "fixed"] as const).find((d) => d === query.get("deficits")) ?? "zero";
  const question = { country, partner, other, deficits };
  const solved = useSolved(baseline, [{ kind: "choice", ...question }]);
  const asked = { ...question, source: baseline.source, year: baseline.year };
  const check = useCheck("forced choice", "forced-choice", asked);
  const answer = solved.unsolved ? undefined : solved.choice;
  const current = answer && !solved.stale ? answer : undefined;
  const finding = answer && choiceFinding(answer.country, answer.losing, baseline);
  const converged = answer?.losing.every((l) => l.converged || l.infinite) ?? true;
  const residual = Math.max(0, ...(answer?.losing.filter((l) => !l.infinite).map((l) => l.residual) ?? []));
  const input = useMemo(() => {
    if (!answer) return undefined;
    return solvedInput(baseline, {
      indicator: "forced-choice",
      title: "Forced choice between two partners",
      columns: [
        { name: "losing", type: "text", description: "partner that is lost" },
        {
          name: "welfare",
          type: "double",
          unit: "share (0 to 1)",
          description: "change of real income; missing where the cost is infinite",
        },
        { name: "infinite", type: "boolean", description: "a good it buys would have no supplier left" },
        { name: "year", type: "integer", description: "year of the baseline" },
        { name: "status", type: "text", description: "how it is known" },
      ],
      rows: answer.losing.map((l) => ({
        losing: l.partner,
        welfare: l.infinite ? null : l.welfare,
        infinite: l.infinite,
        year: baseline.year,
        status: l.infinite ? "missing" : "estimated",
      })),
      converged,
      residual,
      deficits,
      checked: check.part,
    });
  }, [answer, check.part, baseline]);
  const difference =
    current && check.part
      ? largestDifference(
          current.losing.map((l) => l.welfare),
          current.losing.map(
            (l) => check.part?.answer.rows.find((r) => r.losing === l.partner)?.welfare as number | undefined,
          ),
        )
      : undefined;
  const pick = (key: string) => (value: string) =>
    change({ c: country, x: partner, y: other, [key]: value, pin: null });
  const but = (...codes: readonly string[]) => places.filter((p) => !codes.includes(p.value));
  return (
    <>
      <div class="text">
        <h1>
          Whom could {nameIn(baseline, country)} less afford to lose: {nameIn(baseline, partner)} or{" "}
          {nameIn(baseline, other)}?
        </h1>
        <p class="finding" aria-live="polite">
          {solved.unsolved ? "There is no figure for this." : finding ? `${finding}.` : "…"}
        </p>
        <p class="quiet">
          All trade with the one or with the other stops, everybody else goes on trading. Estimated by a trade
          model on the world of {baseline.year}, in the long run. Not a forecast.
        </p>
      </div>
      <div class="controls">
        <Select
          label="Country"
          value={country}
          options={places.filter(
            (p) => baseline.countries.includes(p.value) && p.value !== partner && p.value !== other,
          )}
          onPick={pick("c")}
        />
        <Select label="loses" value={partner} options={but(country, other)} onPick={pick("x")} />
        <Select label="or loses" value={other} options={but(country, partner)} onPick={pick("y")} />
        <Deficit
          value={deficits}
          onPick={(d: Composed["deficits"]) => change({ deficits: d === "zero" ? null : d, pin: null })}
        />
        {baselines.length > 1 && (
          <Select
            label="World of"
            value={baselineText(baseline)}
            options={baselines.map((b) => ({ value: b, text: b }))}
            onPick={(table) => change({ table, pin: null })}
          />
        )}
      </div>
      {solved.unsolved ? (
        <div class="failed" role="alert">
          <p>
            <strong>It cannot be solved as asked.</strong> {solved.unsolved.message}.
          </p>
        </div>
      ) : (
        <Figure
          id="choice"
          parts={check.part ? [check.part] : []}
          requests={[
            { waiting: answer ? "no" : "place", stale: answer !== undefined && solved.stale, data: answer },
          ]}
          input={input}
          actions={{
            command: commandLine({ label: "", indicator: "forced-choice", parameters: asked }),
            pending: <Pending check={check} />,
          }}
          options={{
            chart: { kind: "bar", x: "losing", y: "welfare", status: "status", format: "percent" },
            title: finding ?? "Forced choice",
            subtitle: `Change of ${titleIn(baseline, country)}’s real income when all trade with the partner stops, %, estimated by a model of the world of ${baseline.year}`,
            highlight: [partner, other],
            labels: Object.fromEntries([partner, other].map((c) => [c, titleIn(baseline, c)])),
          }}
        />
      )}
      {answer && (
        <>
          {answer.losing
            .filter((l) => l.infinite)
            .map((l) => (
              <p key={l.partner} role="note">
                <strong>Losing {nameIn(baseline, l.partner)} has an infinite cost in the model:</strong>{" "}
                something the country buys would have no supplier left. No bar is drawn for it.
              </p>
            ))}
          <HowFound solved={{ converged, residual }} milliseconds={solved.milliseconds} />
          <CheckPanel check={check} difference={difference} />
        </>
      )}
    </>
  );
}
