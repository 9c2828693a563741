import { countryName } from "../countries/index.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import { bothSides } from "./both-sides.ts";
import { type MarginScope, marginsFrom } from "./cif-margin.ts";
import { lastDay } from "./last-day.ts";
import {
  inRevision,
  type Reading,
  type ReadingScope,
  readingOf,
  throughHubs,
  toUnspecified,
} from "./readings.ts";
import { type Step, Waterfall } from "./waterfall.ts";

export interface ExplainScope extends ReadingScope, MarginScope {
  readonly against_source?: string | undefined;
  readonly against_basis: ReadingScope["basis"];
  readonly against_product?: string | undefined;
  readonly against_from?: string | undefined;
  readonly against_to?: string | undefined;
  readonly against_frequency?: "A" | "M" | undefined;
  readonly against_value?: number | undefined;
  readonly against_label?: string | undefined;
  readonly against_valuation?: "FOB" | "CIF" | undefined;
}

/** The steps from one figure to the other; empty, with a note, when one of them is not in the workspace. */
export async function explain(given: ExplainScope, context: ComputeContext): Promise<readonly Step[]> {
  const scope = { ...given, to: lastDay(given.from, given.to, given.frequency) };
  const mine = await readingOf(scope, context);
  if (!mine) {
    context.note({
      kind: "missing",
      text: "the figure itself is not in this workspace, so there is nothing to explain",
    });
    return [];
  }
  context.cite(mine.source);
  const otherScope = against(scope, mine);
  const other = given.against_value === undefined ? await readingOf(otherScope, context) : published(given);
  if (!other) {
    context.note({
      kind: "missing",
      text: "the other figure is not in this workspace: load its source, or give it as --against_value with --against_label",
    });
    return [];
  }
  if (given.against_value === undefined) context.cite(other.source);

  const fall = new Waterfall(nameOf(mine, scope), mine.value, "as the workspace holds it", mine.source);
  await goods(fall, scope, otherScope, mine, other, context);
  await periods(fall, scope, otherScope, mine, context);
  await valuation(fall, scope, mine, other, context);
  await whose(fall, otherScope, mine, other, scope.margin_constant, context);
  for (const [name, r] of [
    ["the figure", mine],
    ["the other figure", other],
  ] as const)
    if (r.estimated > 0)
      fall.bound(
        "estimates",
        `${r.estimated} of ${r.periods} periods in ${name} are estimates or stand for a country that does not publish`,
        Number.NaN,
        Number.NaN,
        "flagged in the table; what such a figure rests on is not published",
        r.source,
      );
  if (mine.role !== other.role || mine.source !== other.source) await limits(fall, otherScope, context);
  fall.end(
    given.against_value === undefined ? nameOf(other, otherScope) : (given.against_label as string),
    other.value,
    given.against_value === undefined ? "as the workspace holds it" : "as given; not in this workspace",
    "no figure here tells more: time between dispatch and arrival, country of origin against last shipment, confidential and misclassified goods, revisions of the data",
    given.against_value === undefined ? other.source : undefined,
  );
  context.note({
    kind: "definition",
    text: "steps are taken in the order goods, period, valuation, whose report; rows of kind bound have no known size and lie inside what is unexplained",
  });
  return fall.rows;
}

/** The other reading: the same as the first but for what is asked otherwise. */
function against(scope: ExplainScope, mine: Reading): ReadingScope {
  const from = scope.against_from ?? scope.from;
  const frequency = scope.against_frequency ?? scope.frequency;
  const to = scope.against_to ?? (scope.against_from ? from : scope.to);
  // Another party or other goods are looked for in the same source first; another source may have any party's.
  const source = scope.against_source ?? (scope.against_frequency ? undefined : mine.source);
  return {
    exporter: scope.exporter,
    importer: scope.importer,
    product: scope.against_product ?? scope.product,
    from,
    to: lastDay(from, to, frequency),
    frequency,
    source,
    basis:
      scope.against_basis === "auto" && !scope.against_source ? (mine.role ?? "auto") : scope.against_basis,
  };
}

function published(scope: ExplainScope): Reading {
  const value = scope.against_value as number;
  const role = scope.against_basis === "auto" ? undefined : scope.against_basis;
  return {
    value,
    low: value,
    high: value,
    source: "",
    role,
    valuation:
      scope.against_valuation ?? (role === undefined ? undefined : role === "importer" ? "CIF" : "FOB"),
    classification: undefined,
    periods: 1,
    estimated: 0,
  };
}

/** Other goods, or the same number in another revision. */
async function goods(
  fall: Waterfall,
  scope: ReadingScope,
  other: ReadingScope,
  mine: Reading,
  theirs: Reading,
  context: ComputeContext,
): Promise<void> {
  const differ = theirs.classification !== undefined && theirs.classification !== mine.classification;
  const product =
    other.product !== scope.product
      ? other.product
      : differ
        ? inRevision(scope.product, theirs.classification as string)
        : undefined;
  if (product === undefined) return;
  const same = await readingOf(
    { ...scope, product, source: mine.source, basis: mine.role ?? "auto" },
    context,
  );
  if (!same) {
    fall.bound(
      "goods",
      `${product} instead of ${scope.product}`,
      Number.NaN,
      Number.NaN,
      `${mine.source} has no figure for these goods`,
      mine.source,
    );
    return;
  }
  fall.step(
    "goods",
    `${product} instead of ${scope.product}`,
    same.value - mine.value,
    `the figure again, from ${mine.source}, over the other goods; where a code is divided between revisions the range says how far`,
    {
      low: same.low - mine.value,
      high: same.high - mine.value,
      source: mine.source,
    },
  );
}

async function periods(
  fall: Waterfall,
  scope: ReadingScope,
  other: ReadingScope,
  mine: Reading,
  context: ComputeContext,
): Promise<void> {
  if (other.from === scope.from && other.to === scope.to) return;
  const same = await readingOf(
    {
      ...scope,
      product: other.product,
      from: other.from,
      to: other.to,
      source: mine.source,
      basis: mine.role ?? "auto",
    },
    context,
  );
  const label = `${span(other)} instead of ${span(scope)}`;
  if (!same) {
    fall.bound(
      "period",
      label,
      Number.NaN,
      Number.NaN,
      `${mine.source} has no figure for that period`,
      mine.source,
    );
    return;
  }
  const change = same.value - fall.at;
  fall.step("period", label, change, `the figure again, from ${mine.source}, over the other period`, {
    low: change,
    high: change,
    source: mine.source,
  });
}

/** Transport between FOB and CIF, in whichever direction. */
async function valuation(
  fall: Waterfall,
  scope: ExplainScope,
  mine: Reading,
  other: Reading,
  context: ComputeContext,
): Promise<void> {
  if (mine.valuation === undefined || other.valuation === undefined || mine.valuation === other.valuation)
    return;
  const sources = [mine.source, other.source].filter((s) => s !== "");
  const flows = [];
  for (const source of new Set(sources))
    flows.push(...(await bothSides({ ...scope, source }, "range", context)));
  const margins = marginsFrom(flows, scope);
  const margin = margins.of(scope.exporter, scope.importer);
  const up = other.valuation === "CIF";
  const at = fall.at;
  const change = (m: number) => (up ? at * (m - 1) : at / m - at);
  const basis =
    margin.basis === "fitted"
      ? `fitted by distance on ${margins.fit?.used} flows`
      : margin.basis === "constant"
        ? "an assumed constant"
        : "not taken";
  fall.step(
    "valuation",
    up ? "transport and insurance (FOB to CIF)" : "transport and insurance taken off (CIF to FOB)",
    change(margin.value),
    `CIF/FOB margin ${margin.value.toFixed(3)}, ${basis}; the range takes in the usual 5 to 10 %`,
    {
      low: Math.min(change(margin.low), change(margin.high)),
      high: Math.max(change(margin.low), change(margin.high)),
    },
  );
}

/** A figure made of both reports against one of them: the weight, or the report that the average implies. */
async function whose(
  fall: Waterfall,
  other: ReadingScope,
  mine: Reading,
  theirs: Reading,
  margin: number,
  context: ComputeContext,
): Promise<void> {
  const sides = [mine.role, theirs.role];
  if (!sides.includes("reconciled") || mine.role === theirs.role) return;
  const single = mine.role === "reconciled" ? theirs.role : mine.role;
  if (single !== "exporter" && single !== "importer") return;
  const [average, one] = mine.role === "reconciled" ? [fall.at, theirs.value] : [theirs.value, fall.at];
  const missing = single === "exporter" ? "importer" : "exporter";
  const third = await readingOf({ ...other, source: undefined, basis: missing }, context);
  const who = countryName(missing === "importer" ? other.importer : other.exporter);
  if (third) {
    // The third report on the FOB basis of the average, at one constant margin: it only has to say which way it pulls.
    const value = third.valuation === "CIF" ? third.value / margin : third.value;
    const weight = (average - value) / (one - value);
    if (weight >= 0 && weight <= 1) {
      context.cite(third.source);
      const change = mine.role === "reconciled" ? one - average : average - one;
      fall.step(
        "whose report",
        `${who}'s report pulls the reconciled figure`,
        change,
        `${who} (${missing}) reports ${money(third.value)} ${third.valuation}; the reconciled figure is their mean if the ${single} weighs ${weight.toFixed(2)}`,
        {
          low: change,
          high: change,
          source: third.source,
        },
      );
      return;
    }
  }
  const implied = (w: number) => (average - w * one) / (1 - w);
  const [low, high] = [implied(0.2), implied(0.8)].sort((a, b) => a - b) as [number, number];
  if (low <= 0) return;
  fall.bound(
    "whose report",
    `${who}'s report, which the reconciled figure averages in, would have to be about ${money(implied(0.5))}`,
    low,
    high,
    `the reconciled figure is w × ${money(one)} + (1 − w) × ${who}'s report (FOB), at equal weights; the range is w from 0.2 to 0.8. ${third ? `${who} reports ${money(third.value)} in ${third.source}, which does not fit` : `${who}'s report is not in this workspace`}`,
    third?.source,
  );
}

async function limits(fall: Waterfall, scope: ReadingScope, context: ComputeContext): Promise<void> {
  const hubs = await throughHubs(scope, context);
  if (hubs) {
    context.cite(hubs.source);
    fall.bound(
      "re-exports",
      `goods shipped on through ${hubs.who.map((c) => countryName(c)).join(", ")}`,
      0,
      hubs.value,
      `what they say they exported to ${countryName(scope.importer)}; the importer counts by origin what the maker counts as sent to the hub`,
      hubs.source,
    );
  }
  const areas = await toUnspecified(scope, context);
  if (areas) {
    context.cite(areas.source);
    fall.bound(
      "areas not specified",
      `${countryName(scope.exporter)}'s exports to areas not specified`,
      0,
      areas.value,
      `part of it may have gone to ${countryName(scope.importer)}`,
      areas.source,
    );
  }
}

function nameOf(reading: Reading, scope: ReadingScope): string {
  const whose =
    reading.role === "reconciled"
      ? "reconciled"
      : `${countryName(reading.role === "importer" ? scope.importer : scope.exporter)} as ${reading.role}`;
  return `${reading.source}, ${whose}, ${scope.product}, ${span(scope)}`;
}

function span({ from, to, frequency }: Pick<ReadingScope, "from" | "to" | "frequency">): string {
  const digits = frequency === "M" && !(from.endsWith("-01-01") && to.endsWith("-12-31")) ? 7 : 4;
  const [a, b] = [from.slice(0, digits), to.slice(0, digits)];
  return a === b ? a : `${a} to ${b}`;
}

function money(value: number): string {
  return Math.abs(value) >= 1e9 ? `${(value / 1e9).toPrecision(3)} bn` : `${(value / 1e6).toPrecision(3)} M`;
}
