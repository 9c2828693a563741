import { columnOf, type Draft } from "./draft.ts";
import { timeLabel, timesOf } from "./time.ts";

/** What is measured, of whom, in what unit, over which period, from the result's own description. */
export function subtitleFor(draft: Draft, titled: boolean): string {
  const { input, hint } = draft;
  const column = columnOf(input, hint.value ?? hint.y);
  // A formula over columns says nothing to who has not seen the table.
  const what = column && !/\b[a-z]+_[a-z]/.test(column.description) ? column.description : input.title;
  const parts = [
    titled && !alike(input.title, what) ? `${input.title}: ${lowerFirst(what)}` : upperFirst(what),
    whom(draft, what),
    unitWords(column?.unit, draft.format(0.5)),
    period(draft),
  ].filter((part) => part !== "");
  return parts.join(", ").replace(/\.,/g, ",");
}

/** Countries the parameters name, as `Russia and China`, unless the title or description names them already. */
function whom(draft: Draft, what: string): string {
  const { hint } = draft;
  const { parameters } = draft.input;
  const names = ["reporter", "exporter", "importer", "country", "a", "b", "partner", "counterpart"]
    .filter((key) => key !== hint.x && key !== hint.series)
    .map((key) => parameters[key])
    .filter((v): v is string => typeof v === "string" && v !== "" && draft.name(v) !== v)
    .map((code) => draft.name(code))
    .filter((name) => !what.includes(name));
  const flow = parameters.flow;
  const product = parameters.product ?? parameters.products;
  const list = [...new Set(names)].join(" and ");
  return [
    list,
    typeof flow === "string" && !what.includes(flow) ? flow : "",
    typeof product === "string" ? product : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function unitWords(unit: string | undefined, sample: string): string {
  if (sample.endsWith("%")) return "%";
  return unit === undefined || unit === "1" ? "" : unit;
}

function period(draft: Draft): string {
  const { input, hint } = draft;
  for (const name of [hint.x, hint.series, "period", "year"]) {
    const column = name === undefined ? undefined : columnOf(input, name);
    if (!column || (column.type !== "date" && !/year|period|date|month/i.test(column.name))) continue;
    const times = timesOf(input.rows.map((row) => row[column.name])).filter((t) => t !== undefined);
    if (times.length > 0) return range(timeLabel(Math.min(...times)), timeLabel(Math.max(...times)));
  }
  const { from, to, year, period: at } = input.parameters;
  if (year !== undefined || at !== undefined) return String(year ?? at);
  return from !== undefined && to !== undefined ? range(String(from), String(to)) : "";
}

function range(from: string, to: string): string {
  return from === to ? from : `${from} to ${to}`;
}

/** Whether one begins with the other, so that saying both would stammer. */
function alike(a: string, b: string): boolean {
  const [p, q] = [a.toLowerCase(), b.toLowerCase()];
  return p.startsWith(q) || q.startsWith(p);
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Leaves abbreviations and names of one letter as they are. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text;
}
