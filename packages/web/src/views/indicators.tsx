import type { ChartKind } from "@tightrope/charts";
import { type Indicator, resourceUrl } from "../api.ts";
import { Figure } from "../figure/figure.tsx";
import { useParts } from "../figure/part.ts";
import { Failed, Waiting } from "../figure/states.tsx";
import { ToLoad } from "../figure/to-load.tsx";
import { Choice } from "../form/choice.tsx";
import { ParameterField } from "../form/parameter.tsx";
import { useRequest } from "../request.ts";
import { change, linkTo, place } from "../router.ts";
import { listed, sentenceCase } from "../words.ts";
import type { ViewProps } from "./view.ts";

/** Every measurement there is, by topic; one of them with its form, its picture and how it is made. */
export default function Indicators({ name }: ViewProps) {
  const list = useRequest<{ indicators: readonly Indicator[] }>(resourceUrl("indicators"));
  if (list.error) return <Failed error={list.error} />;
  if (!list.data) return <Waiting progress={list.waiting === "progress"} hidden={list.waiting === "brief"} />;
  const { indicators } = list.data;
  if (name === undefined) return <Index indicators={indicators} />;
  const indicator = indicators.find((i) => i.name === name);
  if (indicator) return <One key={name} indicator={indicator} />;
  return (
    <div class="text">
      <h1>No such indicator</h1>
      <p>
        Nothing here is measured under the name {name}. <a href={linkTo("/indicators")}>All indicators</a>
      </p>
    </div>
  );
}

function Index({ indicators }: { indicators: readonly Indicator[] }) {
  const { query } = place.value;
  const show = query.get("show") === "ready" ? "ready" : "all";
  const shown = show === "ready" ? indicators.filter((i) => i.available) : indicators;
  const groups = [...new Set(shown.map((i) => i.group))];
  const ready = indicators.filter((i) => i.available).length;
  return (
    <>
      <div class="text">
        <h1>{indicators.length} things that can be measured</h1>
        <p>
          {ready} of them have the tables they need in this workspace. Each page holds the form, the picture,
          the formula and where it comes from.
        </p>
      </div>
      <div class="controls">
        <Choice
          label="Show"
          value={show}
          options={[
            { value: "all", text: "all" },
            { value: "ready", text: "those with data" },
          ]}
          onPick={(v) => change({ show: v === "ready" ? v : null })}
        />
      </div>
      {groups.map((group) => (
        <section key={group}>
          <h2>{sentenceCase(group)}</h2>
          <ul class="index">
            {shown
              .filter((i) => i.group === group)
              .map((i) => (
                <li key={i.name}>
                  <a href={linkTo(`/indicators/${i.name}`)}>{i.title}</a>
                  <span>{i.summary}</span>
                  {!i.available && <span class="quiet">needs {i.tables.join(", ")}</span>}
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const KINDS: readonly ChartKind[] = ["line", "bar", "dot", "slope", "bump", "table"];

function One({ indicator }: { indicator: Indicator }) {
  const { query } = place.value;
  const names = indicator.parameters.map((p) => p.name);
  const given = Object.fromEntries(names.flatMap((n) => (query.has(n) ? [[n, query.get(n) as string]] : [])));
  // An address without any parameter shows the definition’s own example.
  const example = Object.fromEntries(
    Object.entries(indicator.example).map(([k, v]) => [k, Array.isArray(v) ? v.join(",") : String(v)]),
  );
  const parameters = Object.keys(given).length > 0 ? given : example;
  const lacking = indicator.parameters.filter((p) => p.required && !parameters[p.name]);
  const requests = useParts([
    indicator.available && lacking.length === 0
      ? { label: indicator.title, indicator: indicator.name, parameters }
      : null,
  ]);
  const part = requests[0]?.data;
  const hinted = part?.answer.chart?.kind ?? "table";
  const asked = query.get("kind") as ChartKind | null;
  const kind = asked && KINDS.includes(asked) ? asked : hinted;
  const fields = (more: boolean) =>
    indicator.parameters
      .filter((p) => isMinor(p, given) === more)
      .map((p) => (
        <ParameterField
          key={p.name}
          parameter={p}
          value={parameters[p.name] ?? ""}
          onChange={(value) =>
            change({ ...parameters, [p.name]: value === String(p.default ?? "") ? null : value, pin: null })
          }
        />
      ));
  return (
    <>
      <div class="text">
        <p class="quiet">
          <a href={linkTo("/indicators")}>Indicators</a> · {indicator.group}
        </p>
        <h1>{indicator.title}</h1>
        <p class="lead">{indicator.summary}</p>
        {part?.answer.finding && <p class="finding">{part.answer.finding.replaceAll("'", "’")}.</p>}
      </div>
      <div class="controls">{fields(false)}</div>
      {indicator.parameters.some((p) => isMinor(p, given)) && (
        <details>
          <summary>More choices</summary>
          <div class="controls">{fields(true)}</div>
        </details>
      )}
      {lacking.length > 0 && (
        <p class="empty">
          Choose {lacking.map((p) => p.description.replace(/[,:;(].*$/s, "")).join(" and ")} above.
        </p>
      )}
      <div class="controls">
        <Choice
          label="Drawn as"
          value={kind}
          options={[...new Set([hinted, ...KINDS])].map((k) => ({ value: k, text: k }))}
          onPick={(v) => change({ ...parameters, kind: v === hinted ? null : v, pin: null })}
        />
      </div>
      {!indicator.available && (
        <div class="empty">
          <p>This needs {listed(indicator.tables)}, which is empty in this workspace.</p>
          {indicator.tables.map((t) => (
            <ToLoad key={t} table={t} />
          ))}
        </div>
      )}
      {indicator.available && lacking.length === 0 && (
        <Figure
          id="result"
          parts={part ? [part] : []}
          requests={requests}
          input={part?.answer}
          options={kind === hinted ? {} : { kind }}
          empty={
            <>
              <p>No figures in this workspace answer this question.</p>
              {part?.answer.coverage.notes.map((n) => (
                <p key={n.text}>{sentenceCase(n.text)}.</p>
              ))}
              {indicator.tables.slice(0, 1).map((t) => (
                <ToLoad key={t} table={t} />
              ))}
            </>
          }
        />
      )}
      <div class="text">
        <h2>How it is made</h2>
        <p>
          <code>{indicator.formula}</code>
        </p>
        <ul>
          {indicator.references.map((r) => (
            <li key={r.text}>
              {r.url ? (
                <a href={r.url} rel="noreferrer">
                  {r.text}
                </a>
              ) : (
                r.text
              )}
            </li>
          ))}
        </ul>
        <details>
          <summary>What each column means</summary>
          <dl class="facts">
            {indicator.columns.map((c) => (
              <>
                <dt key={`${c.name}-name`}>{c.name}</dt>
                <dd key={c.name}>
                  {c.description}
                  {c.unit ? `, ${c.unit}` : ""}
                </dd>
              </>
            ))}
          </dl>
        </details>
      </div>
    </>
  );
}

/** Settings that have a default and are not set in the address wait behind a fold. */
function isMinor(p: Indicator["parameters"][number], given: Readonly<Record<string, string>>): boolean {
  if (p.required || p.name in given) return false;
  return !(["country", "countries", "period", "year", "product"].includes(p.kind) || p.name === "flow");
}
