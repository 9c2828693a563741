import type { BaselineAnswer } from "@tightrope/server";
import { resourceUrl } from "../api.ts";
import { type Request, useRequest } from "../request.ts";
import { titleIn } from "./sentences.ts";

export interface BaselineName {
  readonly source: string;
  readonly year: number;
}

export const baselineText = ({ source, year }: BaselineName) => `${source} ${year}`;

/** The tables there are, and the one that is asked for (`wiod-compact 2011`), else the first. */
export function useBaseline(asked: string | undefined): {
  readonly all: Request<{ readonly baselines: readonly BaselineName[] }>;
  readonly one: Request<BaselineAnswer>;
} {
  const all = useRequest<{ baselines: readonly BaselineName[] }>(resourceUrl("baselines"));
  const held = all.data?.baselines ?? [];
  const wanted = held.find((b) => baselineText(b) === asked || b.source === asked) ?? held[0];
  const one = useRequest<BaselineAnswer>(
    wanted ? resourceUrl(`baselines/${encodeURIComponent(wanted.source)}/${wanted.year}`) : null,
  );
  return { all, one };
}

/** Countries, areas and blocs that a question may name, blocs first, everybody last. */
export function placesOf(baseline: BaselineAnswer) {
  const byText = (x: { text: string }, y: { text: string }) => x.text.localeCompare(y.text);
  const option = (value: string) => ({ value, text: titleIn(baseline, value) });
  return [
    // A bloc with one member here is that member.
    ...Object.keys(baseline.groups)
      .filter((g) => (baseline.groups[g]?.length ?? 0) > 1)
      .map(option)
      .sort(byText),
    ...baseline.countries.map(option).sort(byText),
    { value: "all", text: "everybody else" },
  ];
}
